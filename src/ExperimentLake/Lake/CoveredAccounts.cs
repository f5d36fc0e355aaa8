using System.Security.Cryptography;
using System.Text.Json;
using Parquet;

namespace ExperimentLake.Lake;

/// <summary>The accounts that a day's snapshot covers, with their names: what is left to plan by when nobody tells the accounts of today.</summary>
internal static class CoveredAccounts
{
    /// <summary>Those of the latest earlier day whose coverage can be read; null when there is no such day.</summary>
    /// <exception cref="LakeException">The lake could not be read.</exception>
    public static async Task<(DateOnly Date, IReadOnlyDictionary<string, string?> Names)?> LatestAsync(
        ILakeStore store, DateOnly before, CancellationToken cancellationToken)
    {
        foreach (var date in (await Manifest.DatesAsync(store, cancellationToken)).Where(date => date < before))
        {
            try
            {
                if (await Manifest.ReadAsync(store, date, cancellationToken) is { } manifest
                    && await store.ReadAsync(manifest.Coverage.Key, cancellationToken) is { } content
                    && Convert.ToHexStringLower(SHA256.HashData(content)) == manifest.Coverage.Sha256)
                {
                    return (date, await ReadAsync(content, cancellationToken));
                }
            }
            catch (JsonException)
            {
                // Cut short; the day before it is the next best.
            }
        }

        return null;
    }

    private static async Task<IReadOnlyDictionary<string, string?>> ReadAsync(byte[] coverage, CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, string?>();
        using var content = new MemoryStream(coverage);
        await using var reader = await ParquetReader.CreateAsync(content, cancellationToken: cancellationToken);
        var fields = reader.Schema.GetDataFields().ToDictionary(field => field.Path.ToString());
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            using var rows = reader.OpenRowGroupReader(group);
            var (ids, named) = (new string[rows.RowCount], new string?[rows.RowCount]);
            await rows.ReadAsync(fields["account_id"], ids, cancellationToken: cancellationToken);
            await rows.ReadAsync(fields["account_name"], named, cancellationToken: cancellationToken);
            foreach (var (id, name) in ids.Zip(named))
            {
                names[id] = name ?? names.GetValueOrDefault(id);
            }
        }

        return names;
    }
}

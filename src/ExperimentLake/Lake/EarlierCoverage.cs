using System.Security.Cryptography;
using System.Text.Json;
using Parquet;

namespace ExperimentLake.Lake;

/// <summary>What the latest earlier day knew: what is left to plan by when nobody tells the accounts of today, and what today is compared with.</summary>
/// <param name="Date">The day.</param>
/// <param name="Names">Its accounts, with their names.</param>
/// <param name="Outcomes">Its account regions, with their outcomes as the coverage words them.</param>
internal sealed record EarlierCoverage(
    DateOnly Date, IReadOnlyDictionary<string, string?> Names, IReadOnlyDictionary<AccountRegion, string?> Outcomes)
{
    /// <summary>That of the latest earlier day whose coverage can be read; null when there is no such day.</summary>
    /// <exception cref="LakeException">The lake could not be read.</exception>
    public static async Task<EarlierCoverage?> LatestAsync(ILakeStore store, DateOnly before, CancellationToken cancellationToken)
    {
        foreach (var date in (await Manifest.DatesAsync(store, cancellationToken)).Where(date => date < before))
        {
            try
            {
                if (await Manifest.ReadAsync(store, date, cancellationToken) is { } manifest
                    && await store.ReadAsync(manifest.Coverage.Key, cancellationToken) is { } content
                    && Convert.ToHexStringLower(SHA256.HashData(content)) == manifest.Coverage.Sha256
                    && await ReadAsync(date, content, cancellationToken) is { } coverage)
                {
                    return coverage;
                }
            }
            catch (JsonException)
            {
                // Cut short, or none of ours; the day before it is the next best.
            }
        }

        return null;
    }

    /// <returns>Null when it is no Parquet file, or none with account regions.</returns>
    private static async Task<EarlierCoverage?> ReadAsync(DateOnly date, byte[] content, CancellationToken cancellationToken)
    {
        try
        {
            return await ParseAsync(date, content, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // It is in memory: whatever goes wrong is wrong with what it says.
            return null;
        }
    }

    private static async Task<EarlierCoverage> ParseAsync(DateOnly date, byte[] coverage, CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, string?>();
        var outcomes = new Dictionary<AccountRegion, string?>();
        using var content = new MemoryStream(coverage);
        await using var reader = await ParquetReader.CreateAsync(content, cancellationToken: cancellationToken);
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            using var rows = reader.OpenRowGroupReader(group);
            var (ids, named) = (await TextAsync("account_id"), await TextAsync("account_name"));
            var (regions, outcome) = (await TextAsync("region"), await TextAsync("outcome"));
            for (var row = 0; row < rows.RowCount; row++)
            {
                // Roles are assumed in the accounts that it names, and whoever may write to the lake may have written it.
                if (ids[row] is not { } id || !LakeKeys.IsAccount(id) || regions[row] is not { } region || !LakeKeys.IsRegion(region))
                {
                    throw new JsonException($"it has an account region '{ids[row]} {regions[row]}'.");
                }

                names[id] = named[row] ?? names.GetValueOrDefault(id);
                outcomes[new AccountRegion(id, region)] = outcome[row];
            }

            async Task<string?[]> TextAsync(string column)
            {
                var values = new string?[rows.RowCount];
                await rows.ReadAsync(reader.Schema.GetDataFields().Single(field => field.Path.ToString() == column), values, cancellationToken: cancellationToken);
                return values;
            }
        }

        return new EarlierCoverage(date, names, outcomes);
    }
}

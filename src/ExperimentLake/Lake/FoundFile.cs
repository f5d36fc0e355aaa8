using System.Security.Cryptography;
using System.Text.Json;
using Parquet;

namespace ExperimentLake.Lake;

/// <summary>A data file that no state describes: put by a run that was killed before it could say so, or that another run's state came after.</summary>
internal static class FoundFile
{
    /// <param name="store">The lake.</param>
    /// <param name="key">Of the file.</param>
    /// <param name="facts">What the lake says that it is.</param>
    /// <param name="accountRegion">Whose it is.</param>
    /// <param name="date">The day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>
    /// A state for what is in the file, as the attempt that put it told in the file's metadata; <see cref="Outcome.Partial"/> of a file
    /// that tells nothing, or is not what was put. Null when there is no file, or it is none of ours.
    /// </returns>
    /// <exception cref="LakeException">The lake could not be read.</exception>
    public static async Task<RegionState?> ReadAsync(
        ILakeStore store, string key, ObjectFacts? facts, AccountRegion accountRegion, DateOnly date, CancellationToken cancellationToken)
    {
        var content = await store.ReadAsync(key, cancellationToken);
        if (content is null || await StateAsync(content, accountRegion, date, cancellationToken) is not { } state)
        {
            return null;
        }

        var read = new ObjectFacts(content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));
        return (read == facts ? state : Interrupted(accountRegion, state.Written)) with { File = key, Bytes = read.Bytes, Sha256 = read.Sha256 };
    }

    private static async Task<RegionState?> StateAsync(byte[] content, AccountRegion accountRegion, DateOnly date, CancellationToken cancellationToken)
    {
        try
        {
            using var stream = new MemoryStream(content);
            await using var reader = await ParquetReader.CreateAsync(stream, cancellationToken: cancellationToken);
            var ours = Writer.Metadata(date, accountRegion).Where(one => one.Key != Writer.VersionKey && one.Key != Writer.SchemaVersionKey);
            if (!ours.All(one => reader.CustomMetadata.GetValueOrDefault(one.Key) == one.Value))
            {
                return null;
            }

            var rows = (int)(reader.Metadata?.NumRows ?? 0);
            return Said(reader.CustomMetadata) is { } said && said.IsOf(accountRegion) && said.Written == rows ? said : Interrupted(accountRegion, rows);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Not Parquet, and so nothing that a put of ours has left.
            return null;
        }
    }

    private static RegionState? Said(IReadOnlyDictionary<string, string> metadata)
    {
        try
        {
            // A file of an earlier version does not say.
            return metadata.GetValueOrDefault(Writer.StateKey) is { } json ? JsonSerializer.Deserialize(json, LakeJson.Default.RegionState) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static RegionState Interrupted(AccountRegion accountRegion, int rows) => new()
    {
        AccountId = accountRegion.Account,
        Region = accountRegion.Region,
        Outcome = Outcome.Partial,
        Listed = rows,
        Written = rows,
        ErrorCode = "Interrupted",
        ErrorMessage = "The run that put this file ended before it could say whether it holds all experiments.",
    };
}

using System.Security.Cryptography;
using Parquet;

namespace ExperimentLake.Lake;

/// <summary>A data file that no state describes: put by a run that was killed before it could say so.</summary>
internal static class FoundFile
{
    /// <returns>A state for what is in the file; null when there is no file, or it is none of ours.</returns>
    /// <exception cref="LakeException">The lake could not be read.</exception>
    public static async Task<RegionState?> ReadAsync(
        ILakeStore store, string key, AccountRegion accountRegion, DateOnly date, CancellationToken cancellationToken)
    {
        var content = await store.ReadAsync(key, cancellationToken);
        if (content is null || await RowsAsync(content, accountRegion, date, cancellationToken) is not { } rows)
        {
            return null;
        }

        return new RegionState
        {
            AccountId = accountRegion.Account,
            Region = accountRegion.Region,
            Outcome = Outcome.Partial,
            Listed = rows,
            Written = rows,
            File = key,
            Bytes = content.Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
            ErrorCode = "Interrupted",
            ErrorMessage = "The run that put this file ended before it could say whether it holds all experiments.",
        };
    }

    private static async Task<int?> RowsAsync(byte[] content, AccountRegion accountRegion, DateOnly date, CancellationToken cancellationToken)
    {
        try
        {
            using var stream = new MemoryStream(content);
            await using var reader = await ParquetReader.CreateAsync(stream, cancellationToken: cancellationToken);
            var ours = Writer.Metadata(date, accountRegion).Where(one => one.Key != Writer.VersionKey && one.Key != Writer.SchemaVersionKey);
            return ours.All(one => reader.CustomMetadata.GetValueOrDefault(one.Key) == one.Value) ? (int)(reader.Metadata?.NumRows ?? 0) : null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Not Parquet, and so nothing that a put of ours has left.
            return null;
        }
    }
}

using ExperimentLake.Lake;
using ExperimentLake.Schema;

namespace ExperimentLake.Worker.Queries;

/// <summary>
/// Finds the files of a table that a filter leaves. By listing, not by the manifests: the tables themselves show the day under way
/// too, and what a killed run has left. Account by account: below an account keys are in the order of dates, so that a listing begins where the filter does.
/// </summary>
internal static class TableListing
{
    public const int AtOnce = 16;

    /// <returns>In ordinal order of their keys.</returns>
    /// <exception cref="LakeException">The lake could not be listed.</exception>
    public static async Task<IReadOnlyList<LakeObject>> FilesAsync(ILakeStore store, Table table, LakeFilter filter, FetchState state, CancellationToken cancellationToken)
    {
        var found = new List<LakeObject>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Folders(store, table, filter, cancellationToken), options, async (folder, token) =>
        {
            var after = filter.Since is { } since ? $"{folder}snapshot_date={LakeKeys.Text(since)}" : null;
            await foreach (var file in store.ObjectsAsync(folder, after, token))
            {
                // Whoever may write to a bucket chooses its keys: one with '..' would lead out of the copy.
                if (LakeKeys.IsTableFile(file.Key) && filter.Wants(file.Key))
                {
                    lock (found)
                    {
                        found.Add(file);
                    }

                    state.Listed();
                }
            }
        });
        return [.. found.OrderBy(file => file.Key, StringComparer.Ordinal)];
    }

    private static IAsyncEnumerable<string> Folders(ILakeStore store, Table table, LakeFilter filter, CancellationToken cancellationToken)
    {
        if (table != Tables.InferenceExperiments)
        {
            return AsyncEnumerable.Repeat($"{table.Name}/", 1);
        }

        var accounts = filter.Accounts.Count > 0
            ? filter.Accounts.ToAsyncEnumerable()
            : store.FoldersAsync($"{table.Name}/", cancellationToken).Select(LakeKeys.AccountIn).OfType<string>();
        return accounts.Select(LakeKeys.AccountFolder);
    }
}

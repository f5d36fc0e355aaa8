using System.Collections.Concurrent;
using ExperimentLake.Lake;
using ExperimentLake.Schema;
using ExperimentLake.Worker.Output;

namespace ExperimentLake.Worker.Queries;

/// <summary>A file of a lake as this machine reads it.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">What it is, as the lake's owner knows it.</param>
internal sealed record LocalFile(string Path, string Name);

/// <summary>A lake's files on this machine: those of a directory where they are, those of a bucket as copies that are kept.</summary>
internal sealed class LocalFiles(ILakeStore store) : IDisposable
{
    private const int FetchesAtOnce = 16;

    private CacheFolder? _cache;

    /// <summary>What to do when a file cannot be read.</summary>
    public string Remedy =>
        $"Run verify: it names every file that is not as it was written.{(_cache is null ? "" : $" If it names none, delete the copies in {_cache.Path}.")}";

    /// <param name="tables">Whose files.</param>
    /// <param name="filter">Which of them.</param>
    /// <param name="cancellationToken">Stops it; what was fetched is kept.</param>
    /// <exception cref="LakeException">The lake could not be read, or a copy not be written.</exception>
    public Task<IReadOnlyDictionary<Table, List<LocalFile>>> OfAsync(IReadOnlyCollection<Table> tables, LakeFilter filter, CancellationToken cancellationToken)
    {
        var state = new FetchState();
        return FetchProgress.ShowAsync(store.Location, state, OfAsync(tables, filter, state, cancellationToken));
    }

    public void Dispose() => _cache?.Dispose();

    private async Task<IReadOnlyDictionary<Table, List<LocalFile>>> OfAsync(
        IReadOnlyCollection<Table> tables, LakeFilter filter, FetchState state, CancellationToken cancellationToken)
    {
        var listed = new Dictionary<Table, IReadOnlyList<LakeObject>>();
        foreach (var table in tables)
        {
            listed[table] = await TableListing.FilesAsync(store, table, filter, state, cancellationToken);
        }

        if (store.Folder is { } folder)
        {
            return listed.ToDictionary(one => one.Key, one => one.Value.Select(file => Path.Combine(folder, file.Key)).Select(path => new LocalFile(path, path)).ToList());
        }

        if (tables.Count == 0)
        {
            return new Dictionary<Table, List<LocalFile>>();
        }

        try
        {
            _cache = CacheFolder.Open(store.Address, Terminal.Error);
            var copies = new Copies(store, _cache);
            await _cache.UseAsync(
                () => copies.RemoveOthers(key => filter.Wants(key) && tables.Any(table => key.StartsWith($"{table.Name}/", StringComparison.Ordinal)), listed.Values.SelectMany(files => files)),
                cancellationToken);
            var now = await FetchAsync(copies, [.. listed.Values.SelectMany(files => files).Where(file => !copies.Has(file))], state, cancellationToken);
            return listed.ToDictionary(one => one.Key, one => one.Value
                .Select(file => now.GetValueOrDefault(file.Key, file)).OfType<LakeObject>()
                .Select(file => new LocalFile(copies.PathOf(file), $"{store.Location}{file.Key}")).ToList());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LakeException($"Cannot keep copies of {store.Location} in {_cache?.Path ?? Path.GetTempPath()}: {exception.Message} Free some space there, or set XDG_CACHE_HOME.", exception);
        }
    }

    /// <returns>By key, what was fetched; null for what is gone.</returns>
    private static async Task<IReadOnlyDictionary<string, LakeObject?>> FetchAsync(
        Copies copies, IReadOnlyList<LakeObject> missing, FetchState state, CancellationToken cancellationToken)
    {
        var now = new ConcurrentDictionary<string, LakeObject?>();
        state.Begin(missing.Count, missing.Sum(file => file.Version!.Bytes));
        await Parallel.ForEachAsync(missing, new ParallelOptions { MaxDegreeOfParallelism = FetchesAtOnce, CancellationToken = cancellationToken }, async (file, token) =>
        {
            now[file.Key] = await copies.FetchAsync(file, token);
            state.Done(file.Version!.Bytes);
        });
        return now;
    }
}

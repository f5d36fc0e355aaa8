using ExperimentLake.Lake;
using ExperimentLake.Schema;

namespace ExperimentLake.Worker.Queries;

/// <summary>A lake's files on this machine; those of a bucket are fetched with the credentials and endpoint of the lake.</summary>
internal sealed class LocalFiles(ILakeStore store) : IDisposable
{
    private readonly bool _isLocal = Directory.Exists(store.Location);
    private string? _copy;

    /// <param name="table">Whose files.</param>
    /// <param name="isWanted">Which of them, by key.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LakeException">The lake could not be read, or the copy not written.</exception>
    public async Task<List<string>> OfAsync(Table table, Func<string, bool> isWanted, CancellationToken cancellationToken)
    {
        var files = new List<string>();
        await foreach (var key in store.ListAsync($"{table.Name}/", cancellationToken))
        {
            // Whoever may write to a bucket chooses its keys: one with '..' would lead out of the copy.
            if (LakeKeys.IsTableFile(key) && isWanted(key)
                && (_isLocal ? Path.Combine(store.Location, key) : await FetchAsync(key, cancellationToken)) is { } path)
            {
                files.Add(path);
            }
        }

        return files;
    }

    public void Dispose()
    {
        if (_copy is not null)
        {
            Directory.Delete(_copy, recursive: true);
        }
    }

    private async Task<string?> FetchAsync(string key, CancellationToken cancellationToken)
    {
        await using var content = await store.OpenAsync(key, cancellationToken);
        if (content is null)
        {
            return null;
        }

        try
        {
            _copy ??= Directory.CreateTempSubdirectory("experiment-lake-").FullName;
            var path = Path.Combine(_copy, key);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using var file = File.Create(path);
            await content.CopyToAsync(file, cancellationToken);
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LakeException(
                $"Cannot copy {key} of {store.Location} to {_copy ?? Path.GetTempPath()}: {exception.Message} Check the network and the free space there.", exception);
        }
    }
}

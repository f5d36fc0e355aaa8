using ExperimentLake.Lake;

namespace ExperimentLake.Tests.Lake;

/// <summary>A store on which, just before the first put of some key, something else happens.</summary>
internal sealed class InterposedStore(ILakeStore store, Func<string, bool> before, Func<Task> something) : ILakeStore
{
    public bool Happened { get; private set; }

    public string Location => store.Location;

    public string Address => store.Address;

    public string? Folder => store.Folder;

    public async Task PutAsync(string key, SpooledFile file, CancellationToken cancellationToken)
    {
        if (!Happened && before(key))
        {
            Happened = true;
            await something();
        }

        await store.PutAsync(key, file, cancellationToken);
    }

    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) => store.OpenAsync(key, cancellationToken);

    public Task<Stream?> OpenAsync(LakeObject listed, CancellationToken cancellationToken) => store.OpenAsync(listed, cancellationToken);

    public Task<ObjectFacts?> FactsAsync(string key, CancellationToken cancellationToken) => store.FactsAsync(key, cancellationToken);

    public IAsyncEnumerable<LakeObject> ObjectsAsync(string prefix, string? after, CancellationToken cancellationToken) => store.ObjectsAsync(prefix, after, cancellationToken);

    public IAsyncEnumerable<string> FoldersAsync(string folder, CancellationToken cancellationToken) => store.FoldersAsync(folder, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => store.DeleteAsync(key, cancellationToken);

    public SpooledFile Spool() => store.Spool();

    public void Dispose()
    {
        // The store is another's.
    }
}

using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using ExperimentLake.Lake;

namespace ExperimentLake.Worker.Queries;

/// <summary>
/// Copies of a bucket's objects. The ETag is in a copy's name, so a copy is believed only while the bucket lists that very ETag and its
/// size, and a file that a query reads never becomes another one.
/// </summary>
internal sealed class Copies(ILakeStore store, CacheFolder folder)
{
    private const int Attempts = 3;

    // Of a connection that still exists and brings nothing.
    private static readonly TimeSpan Stalled = TimeSpan.FromMinutes(1);

    /// <summary>Where the copy of an object is, or will be.</summary>
    public string PathOf(LakeObject one) => Path.Combine(
        folder.Path, Path.GetDirectoryName(one.Key)!, $"{Path.GetFileNameWithoutExtension(one.Key)}.{Hash(one.Version!)}{Path.GetExtension(one.Key)}");

    public bool Has(LakeObject one) => new FileInfo(PathOf(one)) is { Exists: true } file && file.Length == one.Version!.Bytes;

    /// <summary>Removes what a listing no longer tells of: copies of objects that are gone or have changed, and what killed queries have left.</summary>
    /// <param name="isListed">Whether the listing told all that there is, by key.</param>
    /// <param name="listed">What it told.</param>
    public void RemoveOthers(Func<string, bool> isListed, IEnumerable<LakeObject> listed)
    {
        var kept = listed.Select(PathOf).ToHashSet();
        foreach (var path in Directory.EnumerateFiles(folder.Path, "*.parquet", SearchOption.AllDirectories))
        {
            if (!kept.Contains(path) && isListed(Path.GetRelativePath(folder.Path, path).Replace(Path.DirectorySeparatorChar, '/')))
            {
                File.Delete(path);
            }
        }

        foreach (var path in Directory.EnumerateFiles(folder.Unfinished))
        {
            File.Delete(path);
        }
    }

    /// <summary>Fetches an object.</summary>
    /// <returns>What was fetched: perhaps a newer one than was listed. Null when it is gone.</returns>
    /// <exception cref="LakeException">It could not be read, or the copy not be written.</exception>
    public async Task<LakeObject?> FetchAsync(LakeObject listed, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var content = await store.OpenAsync(listed, cancellationToken);
                if (content is not null)
                {
                    await WriteAsync(content, listed, cancellationToken);
                    return listed;
                }

                var now = await store.ObjectsAsync(listed.Key, null, cancellationToken).FirstOrDefaultAsync(one => one.Key == listed.Key, cancellationToken);
                if (now is null || attempt == Attempts)
                {
                    return now is null ? null : throw new LakeException($"Cannot copy {store.Location}{listed.Key}: it changes all the time. Run again.");
                }

                listed = now;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or HttpRequestException or AmazonClientException)
            {
                if (attempt == Attempts)
                {
                    throw new LakeException(
                        $"Cannot copy {store.Location}{listed.Key} to {folder.Path}: {exception.Message} Check the network and the free space there.", exception);
                }
            }
        }
    }

    private async Task WriteAsync(Stream content, LakeObject one, CancellationToken cancellationToken)
    {
        var path = PathOf(one);
        var unfinished = Path.Combine(folder.Unfinished, $"{Guid.NewGuid():N}");
        try
        {
            await using (var file = File.Create(unfinished))
            {
                await CopyAsync(content, file, cancellationToken);
                if (file.Length != one.Version!.Bytes)
                {
                    throw new IOException($"{file.Length} bytes arrived, not {one.Version.Bytes}.");
                }
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static async Task CopyAsync(Stream content, FileStream file, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var buffer = new byte[80 << 10];
        try
        {
            while (true)
            {
                patience.CancelAfter(Stalled);
                var read = await content.ReadAsync(buffer, patience.Token);
                if (read == 0)
                {
                    return;
                }

                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"Nothing came for {Stalled}.", exception);
        }
    }

    /// <summary>An ETag may hold anything; a hash of it is a name everywhere.</summary>
    private static string Hash(ObjectVersion version) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{version.ETag} {version.Bytes}")))[..16];
}

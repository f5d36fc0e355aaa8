namespace ExperimentLake.Lake;

/// <summary>Opens a lake.</summary>
public static class LakeStore
{
    // With all attempts. What is read whole is small.
    private static readonly TimeSpan s_longestRead = TimeSpan.FromMinutes(5);

    /// <summary>A bucket for <c>s3://…</c>, else a directory. Nothing is created or asked yet.</summary>
    public static ILakeStore Open(LakeSettings settings, TimeProvider clock) =>
        settings.Uri.StartsWith("s3://", StringComparison.Ordinal) ? new S3Store(settings) : new DirectoryStore(settings.Uri, clock);

    /// <summary>All keys that begin with a prefix, in ordinal order.</summary>
    /// <exception cref="LakeException">They could not be listed.</exception>
    public static IAsyncEnumerable<string> ListAsync(this ILakeStore store, string prefix, CancellationToken cancellationToken) =>
        store.ObjectsAsync(prefix, null, cancellationToken).Select(one => one.Key);

    /// <summary>Puts a small object.</summary>
    /// <exception cref="LakeException">It could not be put.</exception>
    public static async Task<ObjectFacts> PutAsync(this ILakeStore store, string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        using var file = store.Spool();
        await file.WriteAsync(stream => stream.WriteAsync(content, cancellationToken).AsTask());
        var facts = await file.FactsAsync(cancellationToken);
        await store.PutAsync(key, file, cancellationToken);
        return facts;
    }

    /// <summary>All of a small object; null when there is none.</summary>
    /// <exception cref="LakeException">It could not be looked for.</exception>
    public static async Task<byte[]?> ReadAsync(this ILakeStore store, string key, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(s_longestRead);
        try
        {
            await using var content = await store.OpenAsync(key, deadline.Token);
            using var all = new MemoryStream();
            await (content?.CopyToAsync(all, deadline.Token) ?? Task.CompletedTask);
            return content is null ? null : all.ToArray();
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LakeException($"Cannot read {key} of {store.Location}: no whole answer within {s_longestRead}. Check the network and run again.", exception);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new LakeException($"Cannot read {key} of {store.Location} to its end: {exception.Message} Check the network and the disk, and run again.", exception);
        }
    }
}

namespace ExperimentLake.Lake;

/// <summary>Whole objects under keys: a directory or a bucket. What is put is there whole, or not at all.</summary>
public interface ILakeStore : IDisposable
{
    /// <summary>Where it is, as a person would name it.</summary>
    string Location { get; }

    /// <summary>Puts a spooled file under a key, in place of what was there.</summary>
    /// <exception cref="LakeException">It could not be put; what was there before still is.</exception>
    Task PutAsync(string key, SpooledFile file, CancellationToken cancellationToken);

    /// <summary>The object's content; null when there is none.</summary>
    /// <exception cref="LakeException">It could not be looked for.</exception>
    Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken);

    /// <summary>The object's size and SHA-256; null when there is none.</summary>
    /// <exception cref="LakeException">It could not be looked for.</exception>
    Task<ObjectFacts?> FactsAsync(string key, CancellationToken cancellationToken);

    /// <summary>All keys that begin with a prefix, in ordinal order.</summary>
    /// <exception cref="LakeException">They could not be listed.</exception>
    IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Deletes an object, and what of folders had to be made on the way to it. Without the object nothing happens.</summary>
    /// <exception cref="LakeException">It could not be deleted.</exception>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>An empty file for an object in the making, on a disk of this machine; gone when it is disposed of.</summary>
    /// <exception cref="LakeException">It could not be created.</exception>
    SpooledFile Spool();
}

/// <summary>What identifies an object's content.</summary>
/// <param name="Bytes">Size.</param>
/// <param name="Sha256">SHA-256, lower-case hexadecimal.</param>
public sealed record ObjectFacts(long Bytes, string Sha256);

/// <summary>The lake cannot do what was asked. The message names the lake, what happened, and what to do.</summary>
public sealed class LakeException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True when it is how the lake is set up, not what happened to it: no such bucket, no permission.</summary>
    public bool IsConfiguration { get; init; }
}

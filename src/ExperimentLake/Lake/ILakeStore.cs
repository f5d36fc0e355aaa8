namespace ExperimentLake.Lake;

/// <summary>Whole objects under keys: a directory or a bucket. What is put is there whole, or not at all.</summary>
public interface ILakeStore : IDisposable
{
    /// <summary>Where it is, as a person would name it.</summary>
    string Location { get; }

    /// <summary>The lake among all that there are: for a bucket with its endpoint.</summary>
    string Address { get; }

    /// <summary>The directory that holds the objects as files, by key; null when they are elsewhere.</summary>
    string? Folder { get; }

    /// <summary>Puts a spooled file under a key, in place of what was there.</summary>
    /// <exception cref="LakeException">It could not be put; what was there before still is.</exception>
    Task PutAsync(string key, SpooledFile file, CancellationToken cancellationToken);

    /// <summary>The object's content; null when there is none.</summary>
    /// <exception cref="LakeException">It could not be looked for.</exception>
    Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken);

    /// <summary>The content of an object as it was listed; null when it is another meanwhile, or gone.</summary>
    /// <exception cref="LakeException">It could not be looked for.</exception>
    Task<Stream?> OpenAsync(LakeObject listed, CancellationToken cancellationToken);

    /// <summary>The object's size and SHA-256; null when there is none.</summary>
    /// <exception cref="LakeException">It could not be looked for.</exception>
    Task<ObjectFacts?> FactsAsync(string key, CancellationToken cancellationToken);

    /// <summary>All objects whose keys begin with a prefix, in ordinal order.</summary>
    /// <param name="prefix">The prefix; need not end at a folder.</param>
    /// <param name="after">Only keys after this one; null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LakeException">They could not be listed.</exception>
    IAsyncEnumerable<LakeObject> ObjectsAsync(string prefix, string? after, CancellationToken cancellationToken);

    /// <summary>The names of what is directly below a folder and has something below itself.</summary>
    /// <param name="folder">Ends with <c>/</c>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LakeException">They could not be listed.</exception>
    IAsyncEnumerable<string> FoldersAsync(string folder, CancellationToken cancellationToken);

    /// <summary>Deletes an object, and what of folders had to be made on the way to it. Without the object nothing happens.</summary>
    /// <exception cref="LakeException">It could not be deleted.</exception>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>An empty file for an object in the making, on a disk of this machine; gone when it is disposed of.</summary>
    /// <exception cref="LakeException">It could not be created.</exception>
    SpooledFile Spool();
}

/// <summary>An object as a listing tells it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Version">What it is at the moment; null in a directory, whose files are read where they are.</param>
public sealed record LakeObject(string Key, ObjectVersion? Version);

/// <summary>What tells one content of an object from another without reading it.</summary>
/// <param name="ETag">As the bucket says it; no hash of the content where that is encrypted.</param>
/// <param name="Bytes">Size.</param>
public sealed record ObjectVersion(string ETag, long Bytes);

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

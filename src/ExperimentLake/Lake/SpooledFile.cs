using System.Security.Cryptography;

namespace ExperimentLake.Lake;

/// <summary>An object in the making, in a temporary file: a put needs its length and hash before its first byte.</summary>
public sealed class SpooledFile : IDisposable
{
    internal SpooledFile(string path)
    {
        Path = path;
        Stream = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 << 10, FileOptions.Asynchronous);
    }

    public string Path { get; }

    public FileStream Stream { get; }

    /// <summary>Size and hash of all that was written.</summary>
    public async Task<ObjectFacts> FactsAsync(CancellationToken cancellationToken)
    {
        Stream.Position = 0;
        var hash = await SHA256.HashDataAsync(Stream, cancellationToken);
        return new ObjectFacts(Stream.Length, Convert.ToHexStringLower(hash));
    }

    public void Dispose()
    {
        Stream.Dispose();
        // Moved to its place by now, or of no use.
        File.Delete(Path);
    }
}

using System.Security.Cryptography;

namespace ExperimentLake.Lake;

/// <summary>An object in the making, in a temporary file: a put needs its length and hash before its first byte.</summary>
public sealed class SpooledFile : IDisposable
{
    /// <param name="path">Where.</param>
    /// <param name="isPrivate">Whether it is this user's alone; else it is for whom the umask lets read.</param>
    internal SpooledFile(string path, bool isPrivate = false)
    {
        Path = path;
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            // Once it is in its place it is read there.
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = 64 << 10,
            Options = FileOptions.Asynchronous,
        };
        if (isPrivate && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        Stream = new FileStream(path, options);
    }

    internal string Path { get; }

    internal FileStream Stream { get; }

    /// <exception cref="LakeException">It could not be written: a full disk, most likely.</exception>
    public async Task WriteAsync(Func<Stream, Task> write)
    {
        try
        {
            await write(Stream);
        }
        catch (IOException exception)
        {
            throw new LakeException($"Cannot write {Path}: {exception.Message} Free some space there and run again.", exception);
        }
    }

    /// <summary>Size and hash of all that was written.</summary>
    /// <exception cref="LakeException">It could not be written to its end.</exception>
    public async Task<ObjectFacts> FactsAsync(CancellationToken cancellationToken)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        await WriteAsync(async stream =>
        {
            stream.Position = 0;
            await SHA256.HashDataAsync(stream, hash, cancellationToken);
        });
        return new ObjectFacts(Stream.Length, Convert.ToHexStringLower(hash));
    }

    /// <summary>Has all of it on the disk, under its path: also when an earlier put has moved it to its place.</summary>
    internal void Flush()
    {
        Stream.Flush(flushToDisk: true);
        if (!File.Exists(Path))
        {
            using var again = new FileStream(Path, FileMode.CreateNew);
            Stream.Position = 0;
            Stream.CopyTo(again);
            again.Flush(flushToDisk: true);
        }
    }

    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        catch (IOException)
        {
            // What is left in its buffer does not fit on the disk, and is no longer wanted.
        }

        // Moved to its place by now, or of no use.
        File.Delete(Path);
    }
}

using System.Security.Cryptography;
using System.Text;

namespace ExperimentLake.Worker.Queries;

/// <summary>
/// A folder of one lake's copies, for this user alone: <c>experiment-lake/</c> and a hash in <c>XDG_CACHE_HOME</c>, by default <c>~/.cache</c>
/// (https://specifications.freedesktop.org/basedir-spec/latest/). Where there is no such place, a temporary one that goes with the process.
/// </summary>
internal sealed class CacheFolder : IDisposable
{
    private const string Name = "experiment-lake";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly TimeSpan LongestSweep = TimeSpan.FromSeconds(30);

    private readonly bool _isTemporary;
    private FileStream? _inUse;

    private CacheFolder(string path, bool isTemporary) => (Path, _isTemporary) = (path, isTemporary);

    public string Path { get; }

    /// <summary>Where files are before they are whole.</summary>
    public string Unfinished => System.IO.Path.Combine(Path, "_tmp");

    private string Lock => System.IO.Path.Combine(Path, "_lock");

    /// <param name="lake">Which lake: two never share a folder.</param>
    /// <param name="tell">Takes a note for the user.</param>
    /// <exception cref="IOException">Not even a temporary folder could be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static CacheFolder Open(string lake, Action<string> tell)
    {
        var home = Home();
        try
        {
            if (home.Length > 0)
            {
                var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lake)))[..16];
                var folder = new CacheFolder(System.IO.Path.Combine(CreateOwn(System.IO.Path.Combine(home, Name)), hash), isTemporary: false);
                Directory.CreateDirectory(folder.Unfinished);
                // Tells a disk that is full or for reading only.
                using var probe = new FileStream(
                    System.IO.Path.Combine(folder.Unfinished, $"{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
                return folder;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            tell($"What is fetched is not kept for the next query: {exception.Message} Set XDG_CACHE_HOME to a directory of yours.");
            return Temporary();
        }

        tell("What is fetched is not kept for the next query, since there is no home directory. Set XDG_CACHE_HOME to a directory of yours.");
        return Temporary();
    }

    /// <summary>
    /// Removes files, unless another query reads them: DuckDB opens a file more than once in a query, so a name must stay while it is in
    /// use. Afterwards nobody removes anything until this is disposed of, or the process is killed.
    /// </summary>
    /// <exception cref="IOException">Another process has been removing for too long.</exception>
    public async Task UseAsync(Action remove, CancellationToken cancellationToken)
    {
        if (Opened(FileShare.None) is { } alone)
        {
            using (alone)
            {
                remove();
            }
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(LongestSweep);
        try
        {
            while ((_inUse = Opened(FileShare.Read)) is null)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"{Lock} is held by another process.");
        }
    }

    public void Dispose()
    {
        _inUse?.Dispose();
        if (_isTemporary)
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    /// <summary>.NET locks what it opens, for sharing or not, and a lock ends with its process; null when others are in the way.</summary>
    private FileStream? Opened(FileShare share)
    {
        try
        {
            return new FileStream(Lock, FileMode.OpenOrCreate, FileAccess.Read, share);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string Home()
    {
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { } given && System.IO.Path.IsPathRooted(given))
        {
            return given;
        }

        var local = OperatingSystem.IsWindows() ? Environment.SpecialFolder.LocalApplicationData : Environment.SpecialFolder.UserProfile;
        var home = Environment.GetFolderPath(local, Environment.SpecialFolderOption.DoNotVerify);
        return home.Length == 0 || OperatingSystem.IsWindows() ? home : System.IO.Path.Combine(home, ".cache");
    }

    private static CacheFolder Temporary()
    {
        var folder = new CacheFolder(Directory.CreateTempSubdirectory($"{Name}-").FullName, isTemporary: true);
        Directory.CreateDirectory(folder.Unfinished);
        return folder;
    }

    /// <summary>The rows are a company's. A folder that somebody else has made there cannot be made one's own, and is not used.</summary>
    private static string CreateOwn(string path)
    {
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }

        return path;
    }
}

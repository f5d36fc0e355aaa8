using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace ExperimentLake.Lake;

/// <summary>A lake in a directory.</summary>
internal sealed class DirectoryStore : ILakeStore
{
    private readonly string _root;
    private readonly SpoolFolder _temporary;

    /// <param name="root">The directory; created when something is put.</param>
    /// <param name="clock">Tells which temporary files are old.</param>
    public DirectoryStore(string root, TimeProvider clock)
    {
        _root = Path.GetFullPath(root);
        _temporary = new SpoolFolder(Path.Combine(_root, LakeKeys.Temporary), clock);
    }

    public string Location => _root;

    public string Address => _root;

    public string Folder => _root;

    public SpooledFile Spool() => Explained($"create a file in {_temporary.Path}", _temporary.NewFile);

    public Task PutAsync(string key, SpooledFile file, CancellationToken cancellationToken) => Explained($"write {key} to {_root}", () =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        var target = PathOf(key);
        var folder = Path.GetDirectoryName(target)!;
        CreateFolder(folder);
        // Content before name, name before success: after a power cut there is the old object or the new one.
        file.Flush();
        File.Move(file.Path, target, overwrite: true);
        SyncFolder(folder);
        return Task.CompletedTask;
    });

    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) => Explained($"read {key} of {_root}", () =>
    {
        var path = PathOf(key);
        return Task.FromResult<Stream?>(File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete) : null);
    });

    public Task<Stream?> OpenAsync(LakeObject listed, CancellationToken cancellationToken) => OpenAsync(listed.Key, cancellationToken);

    public async Task<ObjectFacts?> FactsAsync(string key, CancellationToken cancellationToken)
    {
        await using var content = await OpenAsync(key, cancellationToken);
        return content is null
            ? null
            : new ObjectFacts(content.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken)));
    }

    public async IAsyncEnumerable<LakeObject> ObjectsAsync(string prefix, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        // A prefix need not end at a folder: list the folder that holds its last part.
        var folder = PathOf(prefix[..(prefix.LastIndexOf('/') + 1)]);
        var files = Explained($"list {folder}", () => Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(_root, path).Replace(Path.DirectorySeparatorChar, '/'))
                .Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(key, after) > 0 && !key.StartsWith(LakeKeys.Temporary, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal).ToList()
            : []);
        foreach (var key in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new LakeObject(key, null);
        }
    }

    public async IAsyncEnumerable<string> FoldersAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var path = PathOf(folder);
        var names = Explained($"list {path}", () => Directory.Exists(path) ? Directory.EnumerateDirectories(path).Select(Path.GetFileName).OfType<string>().ToList() : []);
        foreach (var name in names)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return name;
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => Explained($"delete {key} of {_root}", () =>
    {
        var path = PathOf(key);
        if (File.Exists(path))
        {
            File.Delete(path);
        }

        _temporary.Retreat();
        return Task.CompletedTask;
    });

    public void Dispose() => _temporary.Dispose();

    /// <exception cref="LakeException">The key leads out of the lake.</exception>
    private string PathOf(string key)
    {
        var path = Path.GetFullPath(key, _root);
        var relative = Path.GetRelativePath(_root, path);
        return Path.IsPathRooted(relative) || relative.Split(Path.DirectorySeparatorChar)[0] == ".."
            ? throw new LakeException($"'{key}' is no key of {_root}: it leads out of it.")
            : path;
    }

    private void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        var parent = Path.GetDirectoryName(folder);
        if (parent is not null && folder != _root)
        {
            CreateFolder(parent);
        }

        Directory.CreateDirectory(folder);
        SyncFolder(parent ?? folder);
    }

    /// <summary>Makes the names in a folder outlive a power cut, where the system can.</summary>
    private static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // .NET opens no directories; the handle comes from the C library.
        using var handle = Posix.OpenFolder(folder);
        if (!handle.IsInvalid)
        {
            RandomAccess.FlushToDisk(handle);
        }
    }

    private static T Explained<T>(string what, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (IsNoPlaceForALake(exception))
        {
            throw new LakeException(
                $"Cannot {what}: {exception.Message} Give this user the right to write there, or set Lake:Uri (--lake) to another directory.", exception)
            {
                IsConfiguration = true,
            };
        }
        catch (IOException exception)
        {
            throw new LakeException($"Cannot {what}: {exception.Message} Check the disk, free some space and run again.", exception);
        }
    }

    // The code of an IOException that has no type of its own is errno: 20 is ENOTDIR, 30 is EROFS.
    private static bool IsNoPlaceForALake(Exception exception) =>
        exception is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException or PathTooLongException
            or IOException { HResult: 20 or 30 };
}

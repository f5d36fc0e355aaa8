namespace ExperimentLake.Lake;

/// <summary>Where a directory lake keeps the objects in the making of one process. Nothing is created or removed before the first of them.</summary>
/// <param name="parent">The folder of all processes.</param>
/// <param name="clock">Tells which folders are old.</param>
internal sealed class SpoolFolder(string parent, TimeProvider clock) : IDisposable
{
    // Of killed runs. A day is longer than any run.
    private static readonly TimeSpan Old = TimeSpan.FromDays(1);

    private readonly DirectoryInfo _own = new(System.IO.Path.Combine(parent, $"{Guid.NewGuid():N}"));

    // The innermost first, up to the first that was there: for a new lake its directory too.
    private readonly List<string> _made = [];

    public string Path => _own.FullName;

    public SpooledFile NewFile()
    {
        lock (_made)
        {
            if (!Directory.Exists(Path))
            {
                RemoveOld();
                for (var folder = Path; folder is not null && !Directory.Exists(folder); folder = System.IO.Path.GetDirectoryName(folder))
                {
                    _made.Add(folder);
                }

                Directory.CreateDirectory(Path);
            }
        }

        return new SpooledFile(System.IO.Path.Combine(Path, $"{Guid.NewGuid():N}"));
    }

    /// <summary>Removes the folders that had to be made, as far as nothing is in them.</summary>
    public void Retreat()
    {
        lock (_made)
        {
            foreach (var folder in _made.Where(Directory.Exists))
            {
                Remove(new DirectoryInfo(folder), recursive: false);
            }

            _made.Clear();
        }
    }

    public void Dispose() => Remove(_own, recursive: true);

    private void RemoveOld()
    {
        var all = new DirectoryInfo(parent);
        foreach (var folder in all.Exists ? all.GetDirectories() : [])
        {
            // A directory that is made a lake may have had a folder of that name before.
            if (Guid.TryParseExact(folder.Name, "N", out _) && clock.GetUtcNow() - folder.LastWriteTimeUtc > Old)
            {
                Remove(folder, recursive: true);
            }
        }
    }

    private static void Remove(DirectoryInfo folder, bool recursive)
    {
        try
        {
            if (Directory.Exists(folder.FullName))
            {
                folder.Delete(recursive);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Not empty, another process is at it, or a later run will be.
        }
    }
}

namespace ExperimentLake.Lake;

/// <summary>Where a directory lake keeps the objects in the making of one process. Nothing is created or removed before the first of them.</summary>
/// <param name="parent">The folder of all processes.</param>
/// <param name="clock">Tells which folders are old.</param>
internal sealed class SpoolFolder(string parent, TimeProvider clock) : IDisposable
{
    // Of killed runs. A day is longer than any run.
    private static readonly TimeSpan Old = TimeSpan.FromDays(1);

    private readonly DirectoryInfo _own = new(System.IO.Path.Combine(parent, $"{Guid.NewGuid():N}"));

    public string Path => _own.FullName;

    public SpooledFile NewFile()
    {
        if (!Directory.Exists(Path))
        {
            RemoveOld();
            Directory.CreateDirectory(Path);
        }

        return new SpooledFile(System.IO.Path.Combine(Path, $"{Guid.NewGuid():N}"));
    }

    public void Dispose() => Remove(_own);

    private void RemoveOld()
    {
        var all = new DirectoryInfo(parent);
        foreach (var folder in all.Exists ? all.GetDirectories() : [])
        {
            if (clock.GetUtcNow() - folder.LastWriteTimeUtc > Old)
            {
                Remove(folder);
            }
        }
    }

    private static void Remove(DirectoryInfo folder)
    {
        try
        {
            if (Directory.Exists(folder.FullName))
            {
                folder.Delete(recursive: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another process is at it, or a later run will be.
        }
    }
}

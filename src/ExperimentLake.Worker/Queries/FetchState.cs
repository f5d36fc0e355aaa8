namespace ExperimentLake.Worker.Queries;

/// <summary>How far a fetch is: told by many at once, read by who shows it.</summary>
internal sealed class FetchState
{
    private int _listed;
    private int _done;
    private long _bytesDone;

    public int FilesListed => _listed;

    public int FilesDone => _done;

    public long BytesDone => _bytesDone;

    /// <summary>Files that there is no copy of; null until that is known.</summary>
    public int? Files { get; private set; }

    public long Bytes { get; private set; }

    public void Listed() => Interlocked.Increment(ref _listed);

    public void Begin(int files, long bytes) => (Bytes, Files) = (bytes, files);

    public void Done(long bytes)
    {
        Interlocked.Add(ref _bytesDone, bytes);
        Interlocked.Increment(ref _done);
    }
}

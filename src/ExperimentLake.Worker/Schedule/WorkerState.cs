using ExperimentLake.Lake;

namespace ExperimentLake.Worker.Schedule;

/// <summary>What the worker says of itself when asked.</summary>
internal sealed class WorkerState(DaySchedule schedule, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private DateTimeOffset? _newestComplete;

    /// <summary>Whether the schedule runs.</summary>
    public bool IsRunning { get; set; }

    /// <summary>The pass that this worker planned and that has not ended; null when there is none.</summary>
    public Pass? UnderWay { get; set; }

    /// <summary>Learns from the lake what was there before this process.</summary>
    /// <exception cref="LakeException">The lake could not be read.</exception>
    public async Task ReadAsync(ILakeStore store, CancellationToken cancellationToken)
    {
        foreach (var date in await Manifest.DatesAsync(store, cancellationToken))
        {
            if (await Manifest.ReadAsync(store, date, cancellationToken) is { IsComplete: true } manifest)
            {
                Told(manifest);
                return;
            }
        }
    }

    public void Told(Manifest manifest)
    {
        lock (_lock)
        {
            _newestComplete = manifest.IsComplete && !(manifest.FinishedAt < _newestComplete) ? manifest.FinishedAt : _newestComplete;
        }
    }

    /// <summary>Time since the newest complete snapshot was committed; null when there is none.</summary>
    public TimeSpan? Age
    {
        get
        {
            lock (_lock)
            {
                return clock.GetUtcNow() - _newestComplete;
            }
        }
    }

    /// <summary>Why snapshots seem to have stopped, in words; null when they have not.</summary>
    public string? Degraded()
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            var most = schedule.LongestGap(now) * 2;
            return _newestComplete is { } newest && now - newest > most
                ? $"The newest complete snapshot is of {newest:O}, which is more than {most} ago."
                : null;
        }
    }

    /// <summary>When there is no complete snapshot yet.</summary>
    public string? FirstRun()
    {
        lock (_lock)
        {
            return _newestComplete is null ? $"first run at {schedule.After(clock.GetUtcNow()).First():O}" : null;
        }
    }
}

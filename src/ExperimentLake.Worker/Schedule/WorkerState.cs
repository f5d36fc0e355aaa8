using System.Data.Common;
using ExperimentLake.Lake;
using ExperimentLake.Worker.Configuration;
using Quartz;

namespace ExperimentLake.Worker.Schedule;

/// <summary>What the worker says of itself when asked. How old the newest snapshot is, is for the lake to say: others write to it too.</summary>
internal sealed class WorkerState(ILakeStore store, DaySchedule schedule, TimeProvider clock)
{
    // Whoever asks does so every few seconds, and does not wait for long.
    private static readonly TimeSpan s_look = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private IScheduler? _scheduler;
    private Task? _looking;
    private DateTimeOffset _lookedAt;
    private DateTimeOffset? _newestComplete;
    private DateOnly? _oldest;
    private string? _newestPartial;
    private string? _trouble;

    /// <summary>When the schedule began to run; null before.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>The pass that this worker planned and that has not ended; null when there is none.</summary>
    public Pass? UnderWay { get; set; }

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

    private TimeSpan Longest => schedule.LongestGap(clock.GetUtcNow()) * 2;

    /// <summary>The schedule runs from now on.</summary>
    public void Started(IScheduler scheduler) => (_scheduler, StartedAt) = (scheduler, clock.GetUtcNow());

    public void Told(Manifest manifest)
    {
        lock (_lock)
        {
            _newestComplete = manifest.IsComplete && !(manifest.FinishedAt < _newestComplete) ? manifest.FinishedAt : _newestComplete;
            _oldest ??= manifest.SnapshotDate;
        }
    }

    /// <summary>In words: ready, or why snapshots seem to have stopped. Still ready then: a container killed for it would fare no better.</summary>
    public async Task<string> ReadyAsync()
    {
        await Task.WhenAny(Looking(), Task.Delay(s_patience));
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (_trouble is not null)
            {
                return $"degraded: {_trouble}";
            }

            // Without a complete one, since when there should have been one.
            var since = _newestComplete ?? Earlier(_oldest?.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc), StartedAt) ?? now;
            var what = _newestComplete is null ? $"No snapshot of the last {Longest} is complete." : $"The newest complete snapshot was committed at {since:O}, more than {Longest} ago.";
            return now - since > Longest ? $"degraded: {what}{_newestPartial} The log and snapshot_coverage tell why."
                : _oldest is not null ? "ready"
                : _looking is { IsCompleted: true } ? $"ready: first run at {schedule.NextAfter(now):O}" : "ready: the lake has not answered yet";
        }
    }

    /// <summary>One look for all who ask, at most one a minute: it goes on when they have gone.</summary>
    private Task Looking()
    {
        lock (_lock)
        {
            if (_looking is null || (_looking.IsCompleted && clock.GetUtcNow() - _lookedAt >= s_look))
            {
                _lookedAt = clock.GetUtcNow();
                _looking = Task.Run(LookAsync);
            }

            return _looking;
        }
    }

    private async Task LookAsync()
    {
        string? trouble = null;
        try
        {
            await ReadAsync();
            // Of a cluster, this asks the database.
            await Passes.IsPutDownAsync(_scheduler!, CancellationToken.None);
        }
        catch (SchedulerException exception) when (exception.InnerException is DbException database)
        {
            trouble = ClusterSettings.Explain(database);
        }
        catch (Exception exception)
        {
            trouble = exception.Message;
        }

        lock (_lock)
        {
            _trouble = trouble;
        }
    }

    private async Task ReadAsync()
    {
        var dates = await Manifest.DatesAsync(store, CancellationToken.None);
        // Farther back it makes no difference any more.
        var first = DateOnly.FromDateTime((clock.GetUtcNow() - Longest).UtcDateTime).AddDays(-1);
        string? partial = null;
        foreach (var date in dates.TakeWhile(date => date >= first))
        {
            if (await Manifest.ReadBelievedAsync(store, date, CancellationToken.None) is not { } manifest)
            {
                continue;
            }

            Told(manifest);
            partial ??= manifest.IsComplete ? null : $" That of {LakeKeys.Text(date)} is partial: {manifest.OutcomesInWords()}{(manifest.CatalogError is null ? "" : "; its partitions are not registered")}.";
            if (manifest.IsComplete)
            {
                break;
            }
        }

        lock (_lock)
        {
            _oldest = dates.Count > 0 ? dates[^1] : _oldest;
            _newestPartial = partial;
        }
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;
}

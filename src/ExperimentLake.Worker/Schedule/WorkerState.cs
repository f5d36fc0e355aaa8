using System.Text.Json;
using ExperimentLake.Lake;

namespace ExperimentLake.Worker.Schedule;

/// <summary>What the worker says of itself when asked. How old the newest snapshot is, is for the lake to say: others write to it too.</summary>
internal sealed class WorkerState(ILakeStore store, DaySchedule schedule, TimeProvider clock)
{
    // Whoever asks does so every few seconds.
    private static readonly TimeSpan s_look = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private DateTimeOffset? _startedAt;
    private DateTimeOffset? _lookedAt;
    private DateTimeOffset? _newestComplete;
    private DateOnly? _oldest;
    private string? _newestPartial;

    /// <summary>Whether the schedule runs.</summary>
    public bool IsRunning => _startedAt is not null;

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
    public void Started() => _startedAt = clock.GetUtcNow();

    public void Told(Manifest manifest)
    {
        lock (_lock)
        {
            _newestComplete = manifest.IsComplete && !(manifest.FinishedAt < _newestComplete) ? manifest.FinishedAt : _newestComplete;
            _oldest ??= manifest.SnapshotDate;
        }
    }

    /// <summary>In words: ready, or why snapshots seem to have stopped. Still ready then: a container killed for it would fare no better.</summary>
    public async Task<string> ReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LookAsync(cancellationToken);
        }
        catch (LakeException exception)
        {
            return $"degraded: {exception.Message}";
        }

        lock (_lock)
        {
            var now = clock.GetUtcNow();
            // Without a complete one, since when there should have been one.
            var since = _newestComplete ?? Earlier(_oldest?.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc), _startedAt) ?? now;
            var what = _newestComplete is null ? $"No snapshot of the last {Longest} is complete." : $"The newest complete snapshot was committed at {since:O}, more than {Longest} ago.";
            return now - since > Longest ? $"degraded: {what}{_newestPartial}" : _oldest is null ? $"ready: first run at {schedule.NextAfter(now):O}" : "ready";
        }
    }

    /// <summary>Reads the lake, unless it was read just now.</summary>
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            if (now - _lookedAt < s_look)
            {
                return;
            }

            _lookedAt = now;
        }

        var dates = await Manifest.DatesAsync(store, cancellationToken);
        // Farther back it makes no difference any more.
        var first = DateOnly.FromDateTime((now - Longest).UtcDateTime).AddDays(-1);
        string? partial = null;
        foreach (var date in dates.TakeWhile(date => date >= first))
        {
            if (await ReadAsync(date, cancellationToken) is not { } manifest)
            {
                continue;
            }

            Told(manifest);
            partial ??= manifest.IsComplete ? null : $" That of {LakeKeys.Text(date)} is partial: {string.Join(", ", manifest.AccountRegions.Select(one => $"{one.Value} {one.Key}"))}.";
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

    /// <summary>Null when there is none that can be made sense of: verify tells what is wrong with it.</summary>
    private async Task<Manifest?> ReadAsync(DateOnly date, CancellationToken cancellationToken)
    {
        try
        {
            return await Manifest.ReadAsync(store, date, cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;
}

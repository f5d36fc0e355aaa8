namespace ExperimentLake.Simulator.Wire;

/// <summary>The instant of the world: as set, or else that of the clock in whole minutes, so that one listing is sorted once.</summary>
internal sealed class WorldClock(TimeProvider clock)
{
    private readonly object _gate = new();
    private DateTimeOffset? _set;

    public DateTimeOffset Now
    {
        get
        {
            lock (_gate)
            {
                var now = clock.GetUtcNow();
                return _set ?? now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
            }
        }
    }

    /// <summary>Null follows the clock again.</summary>
    public void Set(DateTimeOffset? instant)
    {
        lock (_gate)
        {
            _set = instant;
        }
    }
}

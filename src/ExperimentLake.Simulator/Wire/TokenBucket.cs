namespace ExperimentLake.Simulator.Wire;

/// <summary>Full at first; refilled steadily up to its size. Not thread-safe.</summary>
internal sealed class TokenBucket(double ratePerSecond, int size, TimeProvider clock)
{
    private double _tokens = size;
    private long _filled = clock.GetTimestamp();

    public bool TryTake()
    {
        var now = clock.GetTimestamp();
        _tokens = Math.Min(size, _tokens + (clock.GetElapsedTime(_filled, now).TotalSeconds * ratePerSecond));
        _filled = now;
        if (_tokens < 1)
        {
            return false;
        }

        _tokens--;
        return true;
    }
}

namespace ExperimentLake.Aws;

/// <summary>
/// Tells throttles that do not follow from our rate: others use the same quota, or the service is in trouble. To slow down helps
/// against neither, and a region that slows down for one call in five comes to a standstill.
/// </summary>
/// <remarks>
/// A quota's bucket is empty whenever it throttles, so what is accepted between two throttles is what flowed in. A throttle at a rate
/// below that has no ground: the bucket was filling. The rate is then left to grow for a while, unless most calls are throttled.
/// </remarks>
internal sealed class Groundless
{
    // Accepted calls that make a measurement, and what share of it is surely below it.
    private const int Measurement = 12;
    private const double SurelyBelow = 0.9;

    // Calls a second. Where more than half of so few are accepted, a quota would have to be smaller than any.
    private const double SmallestQuota = 0.6;

    // For how many accepted calls it is believed, and how many of both kinds are needed to doubt it.
    private const int Believed = 256;
    private const int Doubt = 8;

    private readonly Queue<(TimeSpan At, int Accepted)> _throttles = new();
    private int _accepted;
    private int _throttled;
    private (int Accepted, int Throttled)? _since;

    /// <summary>Calls a second that flowed in when a throttle was last found to have no ground.</summary>
    public double Inflow { get; private set; }

    public void Accepted() => _accepted++;

    /// <param name="now">When.</param>
    /// <param name="perSecond">The rate that the throttled call kept to.</param>
    /// <returns>Whether it is not on account of the rate.</returns>
    public bool Throttled(TimeSpan now, double perSecond)
    {
        _throttled++;
        if (_since is var (accepted, throttled))
        {
            var (won, lost) = (_accepted - accepted, _throttled - throttled);
            if (won < Believed && (won + lost < Doubt || lost < won))
            {
                return true;
            }

            _since = null;
            _throttles.Clear();
        }

        _throttles.Enqueue((now, _accepted));
        // The latest that reach far enough back.
        while (_throttles.Count > 1 && _accepted - _throttles.ElementAt(1).Accepted >= Measurement)
        {
            _throttles.Dequeue();
        }

        var (at, before) = _throttles.Peek();
        var measured = _accepted - before;
        if (measured < Measurement)
        {
            return false;
        }

        Inflow = measured / (now - at).TotalSeconds;
        if (perSecond < SurelyBelow * Inflow || (perSecond < SmallestQuota && measured > _throttles.Count))
        {
            _since = (_accepted, _throttled);
        }

        return _since is not null;
    }
}

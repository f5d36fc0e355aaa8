namespace ExperimentLake.Aws;

/// <summary>
/// Tells throttles that do not follow from our rate: others use the same quota, or the service is in trouble. To slow down helps
/// against neither, and a region that slows down for one call in five comes to a standstill.
/// </summary>
/// <remarks>
/// A quota's bucket is empty whenever it throttles, so what is accepted between two throttles is what flowed in, but for one token. At
/// a rate below that the bucket fills, and a throttle has no ground. The rate is then left to grow, unless most calls are throttled.
/// </remarks>
internal sealed class Groundless
{
    // Accepted calls that make a measurement, and throttles that are remembered.
    private const int Measurement = 8;
    private const int Remembered = 24;

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

        var inflow = Measured(now);
        var (oldest, count) = (_throttles.TryPeek(out var first) ? first.Accepted : _accepted, _throttles.Count);
        if (perSecond < inflow || (perSecond < SmallestQuota && _accepted - oldest >= Measurement && _accepted - oldest > count))
        {
            (Inflow, _since) = (inflow, (_accepted, _throttled));
            return true;
        }

        _throttles.Enqueue((now, _accepted));
        if (_throttles.Count > Remembered)
        {
            _throttles.Dequeue();
        }

        return false;
    }

    /// <summary>The least that can have flowed in since some earlier throttle, in calls a second: of all of them, what proves the most.</summary>
    private double Measured(TimeSpan now) => _throttles.Where(one => _accepted - one.Accepted >= Measurement)
        .Select(one => (_accepted - one.Accepted - 1) / (now - one.At).TotalSeconds).DefaultIfEmpty().Max();
}

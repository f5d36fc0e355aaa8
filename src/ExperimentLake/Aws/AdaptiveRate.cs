namespace ExperimentLake.Aws;

/// <summary>
/// How often one account region is called: AWS publishes no number, so it is found out from what is accepted and what is
/// throttled. Faster with every accepted call until the first throttle, as TCP's slow start; from then on along the curve of
/// CUBIC, flat around the rate at which calls were last throttled and steeper the longer all is well again
/// (https://www.rfc-editor.org/rfc/rfc9438). The SDK's adaptive mode does the same, but fails calls rather than let them wait
/// (https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html). Two things differ here. The curve goes by
/// calls, not by time, so that a quota of one a second costs no more throttled calls than one of hundreds. And a quota is
/// a bucket of tokens (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/throttling.html), empty whenever a call is
/// throttled: what was accepted between two throttles is what flowed in, and so a measurement of the rate.
/// </summary>
internal sealed class AdaptiveRate(TimeProvider clock) : IDisposable
{
    // Calls a second. The slowest is for a region that accepts nothing: it is asked on, but never hard.
    private const double Start = 10;
    private const double Slowest = 0.5;
    private const double Fastest = 1000;

    // How far below the measured rate to go, as a share of it: less, the more calls went into the measurement.
    private const double SmallestCut = 0.06;
    private const double LargestCut = 0.2;

    // What to go down to without a measurement: slow start doubles the rate in less than a second, and the bucket hides the excess.
    private const double Unmeasured = 0.4;

    // Accepted calls until the curve is back at the rate at which calls were throttled.
    private const int ShortestReturn = 12;
    private const int LongestReturn = 200;

    // Timers wake late, the more so on a busy machine. So much of a delay is made up for, and no more, so that no burst follows a rest.
    private static readonly TimeSpan s_catchUp = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _queue = new(1);
    private readonly Groundless _groundless = new();
    private readonly long _born = clock.GetTimestamp();
    private TimeSpan _next;
    private TimeSpan _backedOff;
    private bool _throttledBefore;
    private int _accepted;
    // Of the curve: the rate around which it is flat, its depth below that, and the accepted calls until there. Null is slow start.
    private (double Rate, double Cut, double Calls)? _plateau;

    /// <summary>Calls a second, at present.</summary>
    public double PerSecond { get; private set; } = Start;

    private TimeSpan Now => clock.GetElapsedTime(_born);

    private TimeSpan Interval => TimeSpan.FromSeconds(1 / PerSecond);

    /// <summary>Waits for the next turn, first come, first served.</summary>
    public async ValueTask<Turn> WaitAsync(CancellationToken cancellationToken)
    {
        // Released in the order of the waits. One waits for the time, the others for that one: so a back-off holds for all of them.
        var waited = _queue.CurrentCount == 0;
        await _queue.WaitAsync(cancellationToken);
        try
        {
            for (; Take() is { Ticks: > 0 } wait; waited = true)
            {
                // Timers count whole milliseconds; one cut off would be spent spinning.
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), clock, cancellationToken);
            }

            return new Turn(Now, waited);
        }
        finally
        {
            _queue.Release();
        }
    }

    /// <returns>Zero if this is a turn; else how long there is none.</returns>
    internal TimeSpan Take()
    {
        lock (_gate)
        {
            var now = Now;
            if (_next > now)
            {
                return _next - now;
            }

            _next = (_next < now - s_catchUp ? now - s_catchUp : _next) + Interval;
            return TimeSpan.Zero;
        }
    }

    /// <summary>AWS answered the call of that turn, with whatever but a throttle.</summary>
    public void Accepted(Turn turn)
    {
        lock (_gate)
        {
            _accepted++;
            _groundless.Accepted();
            // Only a rate that holds calls back can turn out too low. https://www.rfc-editor.org/rfc/rfc7661
            if (turn.Waited)
            {
                PerSecond = _plateau is not var (rate, cut, calls)
                    ? Math.Min(Fastest, PerSecond + Math.Min(1, PerSecond / 2))
                    : Math.Clamp(rate * (1 + (cut * Math.Pow((_accepted / calls) - 1, 3))), Slowest, Fastest);
            }
        }
    }

    /// <summary>AWS throttled the call of that turn.</summary>
    public void Throttled(Turn turn)
    {
        lock (_gate)
        {
            // Calls already under way when the rate was last lowered tell nothing new.
            if (_throttledBefore && turn.At < _backedOff)
            {
                return;
            }

            var now = Now;
            if (_groundless.Throttled(now, PerSecond))
            {
                (PerSecond, _plateau) = (Math.Max(PerSecond, _groundless.Inflow), null);
                return;
            }

            // Before the first throttle the bucket was not empty, and when nothing was accepted there is nothing to measure.
            _plateau = _throttledBefore && _accepted > 0 ? Measured(now - _backedOff) : null;
            PerSecond = _plateau is var (rate, cut, _) ? rate * (1 - cut) : PerSecond * Unmeasured;
            if (PerSecond <= Slowest)
            {
                // Down here because all is throttled, or some calls are at whatever rate. The curve would be long in coming back.
                (PerSecond, _plateau) = (Slowest, null);
            }

            (_throttledBefore, _backedOff, _accepted) = (true, now, 0);
            // Lets as many tokens flow in as calls can come at once by the chances of the way, lest two throttles are made of one.
            var pause = now + (now - turn.At < s_longestPause ? now - turn.At : s_longestPause) + (2 * Interval);
            _next = _next > pause ? _next : pause;
        }
    }

    public void Dispose() => _queue.Dispose();

    private (double Rate, double Cut, double Calls) Measured(TimeSpan since)
    {
        var measured = Math.Min(PerSecond, _accepted / since.TotalSeconds);
        // A small bucket overflows in the gaps between calls; then less is accepted than flows in, and the truth lies between the two.
        var rate = Math.Max((measured + PerSecond) / 2, PerSecond / 2);
        return (rate, Math.Clamp(2.0 / _accepted, SmallestCut, LargestCut), Math.Clamp(_accepted, ShortestReturn, LongestReturn));
    }
}

/// <summary>Leave to send one call.</summary>
/// <param name="At">When it was given, by the clock of the rate that gave it.</param>
/// <param name="Waited">Whether the call could have gone earlier.</param>
internal readonly record struct Turn(TimeSpan At, bool Waited);

using ExperimentLake.Aws;
using Microsoft.Extensions.Time.Testing;

namespace ExperimentLake.Tests.Aws;

/// <summary>Many workers, one <see cref="AdaptiveRate"/> and a bucket of tokens, on a clock that jumps from one event to the next.</summary>
internal sealed class QuotaRun : IDisposable
{
    private const int Workers = 32;

    private readonly FakeTimeProvider _clock = new();
    private readonly PriorityQueue<Action, (TimeSpan At, int Order)> _events = new();
    private readonly Random _random = new(1);
    private readonly Func<TimeSpan, double> _quota;
    private readonly double _burst;
    private readonly (double Min, double Max) _latency;
    private double _tokens;
    private TimeSpan _filled;
    private int _order;
    private int _waiting = Workers;
    private bool _turnIsTaken;

    /// <param name="quota">Tokens a second, at a time since the start.</param>
    /// <param name="burst">Size of the bucket.</param>
    /// <param name="latency">Shortest and longest way there and back, milliseconds.</param>
    public QuotaRun(Func<TimeSpan, double> quota, double burst, (double Min, double Max) latency)
    {
        (_quota, _burst, _tokens, _latency) = (quota, burst, burst, latency);
        Rate = new AdaptiveRate(_clock);
    }

    public AdaptiveRate Rate { get; }

    /// <summary>Share of calls that are throttled whatever the bucket holds.</summary>
    public double Luckless { get; init; }

    public TimeSpan Elapsed { get; private set; }

    public int Accepted { get; private set; }

    public int Throttled { get; private set; }

    public double ThrottledShare => (double)Throttled / (Accepted + Throttled);

    /// <summary>Until so many more calls were accepted. No call is lost: one that is throttled queues again.</summary>
    public void Accept(int calls)
    {
        for (var goal = Accepted + calls; Accepted < goal;)
        {
            Step();
        }
    }

    public void Pass(TimeSpan time)
    {
        for (var end = Elapsed + time; Elapsed < end;)
        {
            Step();
        }
    }

    public void Dispose() => Rate.Dispose();

    private void Step()
    {
        if (!_turnIsTaken && _waiting > 0)
        {
            _turnIsTaken = true;
            Await(waited: false);
        }

        _events.TryDequeue(out var happen, out var when);
        _clock.Advance(when.At - Elapsed);
        Elapsed = when.At;
        happen!();
    }

    private void At(TimeSpan at, Action happen) => _events.Enqueue(happen, (at, _order++));

    /// <summary>What <see cref="AdaptiveRate.WaitAsync"/> does.</summary>
    private void Await(bool waited)
    {
        if (Rate.Take() is { Ticks: > 0 } wait)
        {
            At(Elapsed + wait, () => Await(waited: true));
            return;
        }

        (_turnIsTaken, _waiting) = (false, _waiting - 1);
        Send(new Turn(Elapsed, waited));
    }

    private void Send(Turn turn)
    {
        var oneWay = TimeSpan.FromMilliseconds((_latency.Min + (_random.NextDouble() * (_latency.Max - _latency.Min))) / 2);
        At(Elapsed + oneWay, () =>
        {
            _tokens = Math.Min(_burst, _tokens + ((Elapsed - _filled).TotalSeconds * _quota(Elapsed)));
            _filled = Elapsed;
            var accepted = _tokens >= 1 && _random.NextDouble() >= Luckless;
            _tokens -= accepted ? 1 : 0;
            At(Elapsed + oneWay, () => Answer(turn, accepted));
        });
    }

    private void Answer(Turn turn, bool accepted)
    {
        _waiting++;
        if (accepted)
        {
            Accepted++;
            Rate.Accepted(turn);
        }
        else
        {
            Throttled++;
            Rate.Throttled(turn);
        }
    }
}

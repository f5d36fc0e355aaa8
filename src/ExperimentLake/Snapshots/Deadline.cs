using ExperimentLake.Aws;
using ExperimentLake.Lake;

namespace ExperimentLake.Snapshots;

/// <summary>When the reading of an account ends, done or not, and what is then noted for what was not read.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly LimitSettings _limits;
    private readonly CancellationTokenSource _run;
    private readonly CancellationTokenSource _account;
    private readonly CancellationTokenSource _either;
    private int _begun;

    /// <param name="limits">Longest time for an account.</param>
    /// <param name="end">End of the run.</param>
    /// <param name="clock">Tells when.</param>
    public Deadline(LimitSettings limits, DateTimeOffset end, TimeProvider clock)
    {
        var left = end - clock.GetUtcNow();
        _limits = limits;
        _run = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
        _account = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_run.Token, _account.Token);
    }

    public CancellationToken Passed => _either.Token;

    public Failure Failure => _account.IsCancellationRequested
        ? new Failure(Outcome.Failed, "AccountDeadline", $"Not read within {_limits.Account} (Limits:Account).")
        : new Failure(Outcome.Failed, "RunDeadline", $"Not read before the end of the run (Limits:Run is {_limits.Run}; in a worker the next scheduled time ends it too).");

    /// <summary>The account's own time begins: not while it waits for others.</summary>
    public void Begin()
    {
        if (Interlocked.Exchange(ref _begun, 1) == 0)
        {
            _account.CancelAfter(_limits.Account);
        }
    }

    public void Dispose()
    {
        _either.Dispose();
        _run.Dispose();
        _account.Dispose();
    }
}

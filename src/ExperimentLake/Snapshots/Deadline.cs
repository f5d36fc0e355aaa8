using ExperimentLake.Aws;
using ExperimentLake.Lake;

namespace ExperimentLake.Snapshots;

/// <summary>When the reading of an account ends, done or not, and what is then noted for what was not read.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _passed;

    /// <param name="limits">Longest time for an account.</param>
    /// <param name="end">End of the run.</param>
    /// <param name="clock">Tells when.</param>
    public Deadline(LimitSettings limits, DateTimeOffset end, TimeProvider clock)
    {
        var left = end - clock.GetUtcNow();
        left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        var isRun = left <= limits.Account;
        Failure = isRun
            ? new Failure(Outcome.Failed, "RunDeadline", $"Not read before the end of the run (Limits:Run is {limits.Run}; in a worker the next scheduled time ends it too).")
            : new Failure(Outcome.Failed, "AccountDeadline", $"Not read within {limits.Account} (Limits:Account).");
        _passed = new CancellationTokenSource(isRun ? left : limits.Account, clock);
    }

    public CancellationToken Passed => _passed.Token;

    public Failure Failure { get; }

    public void Dispose() => _passed.Dispose();
}

using System.Collections.Concurrent;
using Amazon.Runtime;
using ExperimentLake.Aws;
using ExperimentLake.Catalog;
using ExperimentLake.Lake;

namespace ExperimentLake.Snapshots;

/// <summary>
/// A pass over a day: plan what is missing of it, read account by account, commit. In one process by <see cref="TakeAsync"/>; or each
/// step where and when a schedule has it. The lake carries everything from one step to the next.
/// </summary>
public sealed class Snapshot(ILakeStore store, AwsSession aws, AwsSettings settings, LimitSettings limits, TimeProvider clock) : IDisposable
{
    // What was settled and is not any more, since another run's put came late, is read again. Once is rare.
    private const int Turns = 3;

    // Account regions under way, over all accounts: more than calls, since many of them wait for their rate; not many more, since each has
    // columns in memory.
    private readonly SemaphoreSlim _turns = new(AtOnce(limits));

    /// <summary>How long account regions under way may go on after a wish to stop.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.Zero;

    /// <summary>Where the lake's tables are kept; null when they are not.</summary>
    public GlueCatalog? Catalog { get; init; }

    /// <summary>All of a pass, here and now.</summary>
    /// <param name="date">The day that everything is filed under.</param>
    /// <param name="progress">Told of every account region.</param>
    /// <param name="cancellationToken">A wish to stop: what is complete by then is committed.</param>
    /// <exception cref="AmazonServiceException">We do not know who we are.</exception>
    /// <exception cref="AmazonClientException">We do not know who we are.</exception>
    /// <exception cref="PlanException">It cannot be told which accounts or regions to read.</exception>
    /// <exception cref="LakeException">The lake could not be read or written. What was put before stays.</exception>
    public async Task<SnapshotResult> TakeAsync(DateOnly date, IProgress<RegionProgress>? progress, CancellationToken cancellationToken)
    {
        using var run = Telemetry.StartRun(date, store.Location);
        try
        {
            var result = await RunAsync(date, clock.GetUtcNow(), progress, cancellationToken);
            run.End(result.Manifest);
            return result;
        }
        catch (Exception exception)
        {
            run.Fail(exception);
            throw;
        }
    }

    /// <summary>Finds out what is missing of a day, and notes in the lake what is to be read.</summary>
    /// <exception cref="AmazonServiceException">We do not know who we are.</exception>
    /// <exception cref="AmazonClientException">We do not know who we are.</exception>
    /// <exception cref="PlanException">It cannot be told which accounts or regions to read.</exception>
    /// <exception cref="LakeException">The lake could not be read or written.</exception>
    public async Task<PassPlan> PlanAsync(DateOnly date, CancellationToken cancellationToken)
    {
        var caller = await aws.WhoAmIAsync(cancellationToken);
        var day = await Day.LoadAsync(store, date, cancellationToken);
        var (plan, notices) = await new Planner(store, aws, settings, clock).PlanAsync(caller, day, cancellationToken);
        if (plan.AddsTo(day.Plan))
        {
            await day.PutAsync(plan.With(day.Plan), cancellationToken);
        }

        var planned = plan.All().ToList();
        var missing = planned.Where(one => !day.IsSettled(one)).GroupBy(one => one.Account, one => one.Region);
        var accounts = missing.Select(account => new AccountPlan(account.Key, day.NameOf(account.Key), [.. account]));
        return new PassPlan(date, planned, [.. accounts]) { Error = plan.Error, Notices = notices };
    }

    /// <summary>Reads what is still missing of an account. What goes wrong is noted in the lake.</summary>
    /// <param name="date">The day that everything is filed under.</param>
    /// <param name="account">The account, and what was missing of it when the pass was planned.</param>
    /// <param name="end">When the run ends, whatever is left.</param>
    /// <param name="report">Told of every account region: how many rows it has, and its state once it is done.</param>
    /// <param name="cancellationToken">A wish to stop: no account region is begun any more, and those under way have <see cref="Grace"/>.</param>
    /// <param name="run">W3C traceparent of the run, when it was planned elsewhere.</param>
    /// <returns>Number of account regions of which something was noted.</returns>
    /// <exception cref="LakeException">The lake could not be read or written.</exception>
    public async Task<int> ReadAsync(
        DateOnly date, AccountPlan account, DateTimeOffset end, Action<AccountRegion, int, RegionState?> report, CancellationToken cancellationToken, string? run = null)
    {
        // Not as of the plan: it may be some time ago, and this a worker that takes over from one that was killed.
        var day = await Day.LoadAsync(store, date, account, CancellationToken.None);
        var missing = account.AccountRegions.Where(one => !day.IsSettled(one)).ToList();
        if (missing.Count == 0 || cancellationToken.IsCancellationRequested)
        {
            return 0;
        }

        using var span = Telemetry.StartStep("account", run)?.SetTag(Telemetry.Account, account.Account);
        using var deadline = new Deadline(limits, end, clock);
        using var abort = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        using var stop = cancellationToken.Register(() => abort.CancelAfter(Grace));
        var regions = new RegionSnapshot(store, aws, day, limits, clock, report);
        return await new AccountSnapshot(aws, regions, _turns).TakeAsync(missing, deadline, cancellationToken, abort.Token);
    }

    /// <summary>Makes what was read so far count. Safe to repeat, and not to be stopped: it is short.</summary>
    /// <param name="date">The day.</param>
    /// <param name="beganAt">When the run began.</param>
    /// <param name="run">W3C traceparent of the run, when it was planned elsewhere.</param>
    /// <param name="stop">A wish to stop: it goes on but for the catalog, which has a few seconds left.</param>
    /// <exception cref="LakeException">The lake could not be read or written.</exception>
    public async Task<CommitResult> CommitAsync(DateOnly date, DateTimeOffset beganAt, string? run, CancellationToken stop)
    {
        using var span = Telemetry.StartStep("commit", run);
        try
        {
            var result = await Commit.CommitAsync(store, date, Catalog, clock, stop);
            span.End(result.Manifest);
            Telemetry.RunEnded(result.Manifest, clock.GetUtcNow() - beganAt);
            return result;
        }
        catch (Exception exception)
        {
            span.Fail(exception);
            throw;
        }
    }

    /// <summary>Whether nothing more is to be had for a day: not from AWS, and not for the catalog.</summary>
    public bool IsDone(Manifest manifest) => manifest.IsComplete && Catalog?.Has(manifest) != false;

    public void Dispose() => _turns.Dispose();

    private static int AtOnce(LimitSettings limits) => 3 * limits.CallsInFlight;

    private async Task<SnapshotResult> RunAsync(
        DateOnly date, DateTimeOffset beganAt, IProgress<RegionProgress>? progress, CancellationToken cancellationToken)
    {
        var pass = await PlanAsync(date, cancellationToken);
        var end = clock.GetUtcNow() + limits.Run;
        var failures = new ConcurrentBag<string>();
        var settled = new ConcurrentDictionary<AccountRegion, bool>();
        var (accounts, asked, noted) = (pass.Accounts, 0, 0);
        for (var turn = 1; ; turn++)
        {
            asked += accounts.Sum(account => account.Regions.Count);
            await ReadAllAsync();
            var commit = await CommitAsync(date, beganAt, run: null, cancellationToken);
            var overtaken = commit.States.Where(state => !state.Outcome.IsSettled() && settled.ContainsKey(state.AccountRegion)).Select(state => state.AccountRegion).ToHashSet();
            if (overtaken.Count == 0 || turn == Turns || cancellationToken.IsCancellationRequested)
            {
                return new SnapshotResult(pass, commit, cancellationToken.IsCancellationRequested) { Failures = [.. failures.Order()] };
            }

            accounts = [.. accounts.Select(account => account with { Regions = [.. account.AccountRegions.Where(overtaken.Contains).Select(one => one.Region)] })];
        }

        async Task ReadAllAsync()
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce(limits) };
            await Parallel.ForEachAsync(accounts, options, async (account, _) =>
            {
                try
                {
                    Interlocked.Add(ref noted, await ReadAsync(date, account, end, Report, cancellationToken));
                }
                catch (LakeException exception)
                {
                    // It costs this account this run: what nothing is noted of is missing, and asked for again.
                    failures.Add($"{account.Account} could not be noted in the lake: {exception.Message}");
                }
            });
            if (noted == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        void Report(AccountRegion one, int written, RegionState? state)
        {
            if (state?.Outcome.IsSettled() == true)
            {
                settled[one] = true;
            }

            progress?.Report(new(asked, one, written, state));
        }
    }
}

/// <summary>What came of a pass.</summary>
/// <param name="Pass">What it set out to do.</param>
/// <param name="Commit">The day after it.</param>
/// <param name="Stopped">Whether a wish to stop cut it short.</param>
public sealed record SnapshotResult(PassPlan Pass, CommitResult Commit, bool Stopped)
{
    /// <summary>What went wrong with the lake, by account.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];

    /// <summary>The day's manifest after the pass.</summary>
    public Manifest Manifest => Commit.Manifest;
}

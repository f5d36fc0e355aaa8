using Amazon.Runtime;
using ExperimentLake.Aws;
using ExperimentLake.Lake;

namespace ExperimentLake.Snapshots;

/// <summary>Takes a day's snapshot, or what is still missing of it: plan, read, shred, write, store, commit.</summary>
public sealed class Snapshot(ILakeStore store, AwsSession aws, AwsSettings settings, LimitSettings limits, TimeProvider clock)
{
    /// <param name="date">The day that everything is filed under.</param>
    /// <param name="progress">Told of every account region.</param>
    /// <param name="cancellationToken">A wish to stop: what is complete by then is committed.</param>
    /// <exception cref="AmazonServiceException">We do not know who we are.</exception>
    /// <exception cref="AmazonClientException">We do not know who we are.</exception>
    /// <exception cref="PlanException">It cannot be told which accounts or regions to read.</exception>
    /// <exception cref="LakeException">The lake could not be read or written. What was put before stays.</exception>
    public async Task<SnapshotResult> TakeAsync(DateOnly date, IProgress<RegionProgress>? progress, CancellationToken cancellationToken)
    {
        var caller = await aws.WhoAmIAsync(cancellationToken);
        var day = await Day.LoadAsync(store, date, cancellationToken);
        var (plan, notices) = await new Planner(store, aws, settings, clock).PlanAsync(caller, day, cancellationToken);
        var planned = plan.All().ToList();
        var missing = planned.Where(accountRegion => !day.IsSettled(accountRegion)).ToList();
        if (plan.AddsTo(day.Plan))
        {
            await day.PutAsync(plan.With(day.Plan), cancellationToken);
        }

        using var deadline = new CancellationTokenSource(limits.Run, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        await ReadAsync(caller, day, missing, progress, end.Token);
        if (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            await FailAsync(day, missing);
        }

        if (cancellationToken.IsCancellationRequested && missing.All(accountRegion => day.StateOf(accountRegion) is null))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        // Not to be stopped: it is short, and it is what makes the work done so far count.
        var (manifest, written, states) = await Commit.CommitAsync(store, date, clock, CancellationToken.None);
        return new SnapshotResult(manifest, written, planned, missing, states, cancellationToken.IsCancellationRequested)
        {
            PlanError = plan.Error,
            Notices = notices,
        };
    }

    private async Task ReadAsync(
        Caller caller, Day day, List<AccountRegion> missing, IProgress<RegionProgress>? progress, CancellationToken cancellationToken)
    {
        var credentials = missing.Select(one => one.Account).Distinct().ToDictionary(
            account => account, account => new Lazy<Task<AWSCredentials>>(() => CredentialsAsync(caller, account, cancellationToken)));
        var regions = new RegionSnapshot(
            store, aws, day, limits, clock, (one, written, state) => progress?.Report(new RegionProgress(missing.Count, one, written, state)));
        var options = new ParallelOptions { MaxDegreeOfParallelism = limits.CallsInFlight, CancellationToken = cancellationToken };
        try
        {
            await Parallel.ForEachAsync(missing, options, async (accountRegion, token) =>
            {
                AWSCredentials account;
                try
                {
                    account = await credentials[accountRegion.Account].Value;
                }
                catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
                {
                    await regions.FailAsync(accountRegion, Failure.Of(exception, aws.Home.SystemName));
                    return;
                }

                await regions.TakeAsync(accountRegion, account, token);
            });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What is done by now is committed by the caller.
        }
    }

    /// <summary>Notes what the run's deadline has cut, unless an earlier run knows more of it.</summary>
    private async Task FailAsync(Day day, List<AccountRegion> missing)
    {
        var cut = new Failure(Outcome.Failed, "RunDeadline", $"Not read within {limits.Run} (Limits:Run).");
        var regions = new RegionSnapshot(store, aws, day, limits, clock, (_, _, _) => { });
        foreach (var accountRegion in missing.Where(one => !day.IsSettled(one)))
        {
            await regions.FailAsync(accountRegion, cut);
        }
    }

    private async Task<AWSCredentials> CredentialsAsync(Caller caller, string account, CancellationToken cancellationToken) =>
        account == caller.Account ? aws.Credentials : await aws.AssumeAsync(caller, account, cancellationToken);
}

/// <summary>What came of a pass.</summary>
/// <param name="Manifest">The day's manifest after it.</param>
/// <param name="Committed">Whether this pass wrote it.</param>
/// <param name="Planned">The account regions that the settings stand for.</param>
/// <param name="Asked">Those of them that were not settled before.</param>
/// <param name="States">What the lake now says of every account region of the day, whoever read it.</param>
/// <param name="Stopped">Whether a wish to stop cut it short.</param>
public sealed record SnapshotResult(
    Manifest Manifest,
    bool Committed,
    IReadOnlyCollection<AccountRegion> Planned,
    IReadOnlyCollection<AccountRegion> Asked,
    IReadOnlyList<RegionState> States,
    bool Stopped)
{
    /// <summary>Why it is not certain that every account was planned; null when it is.</summary>
    public string? PlanError { get; init; }

    /// <summary>What is worth knowing of the settings, as the organization is now.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];
}

using System.Diagnostics;
using Amazon.Runtime;
using ExperimentLake.Aws;
using ExperimentLake.Lake;

namespace ExperimentLake.Snapshots;

/// <summary>One attempt at one account region: read, shred, write, store.</summary>
internal sealed class RegionSnapshot(
    ILakeStore store, AwsSession aws, Day day, LimitSettings limits, TimeProvider clock, Action<AccountRegion, int, RegionState?> report)
{
    /// <param name="accountRegion">What to read.</param>
    /// <param name="credentials">As whom.</param>
    /// <param name="deadline">When it ends: what was read by then is kept, as of a listing that broke off.</param>
    /// <param name="cancellationToken">Ends it without a trace.</param>
    /// <returns>What the lake now says of the account region: this attempt's result, or an earlier one that was better.</returns>
    /// <exception cref="LakeException">The state could not be written; the data file may have been, and the next run finds out.</exception>
    public async Task<RegionState> TakeAsync(
        AccountRegion accountRegion, AWSCredentials credentials, Deadline deadline, CancellationToken cancellationToken)
    {
        using var span = Telemetry.StartRegion(accountRegion);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(deadline.Passed, cancellationToken);
        var calls = new CallCount();
        var state = Begin(accountRegion);
        report(accountRegion, 0, null);
        using var sageMaker = aws.SageMaker(credentials, accountRegion, calls);
        var tally = new Tally();
        var reader = new ExperimentReader(sageMaker, accountRegion.Region, limits.CallsInFlight, clock, tally.Drifted);
        using var rows = new RowFile(store, day.Date, accountRegion);
        Failure? failure = null;
        try
        {
            await foreach (var reading in reader.ReadAsync(end.Token))
            {
                tally.Add(reading, reading.Document is null ? null : await rows.AddAsync(reading.Document, cancellationToken));
                report(accountRegion, tally.Written, null);
            }
        }
        catch (Exception exception) when (rows.IsBroken && !cancellationToken.IsCancellationRequested)
        {
            // Rows that have no place to go are not written, whatever was read.
            return await StoreAsync(Failed(Finish(state, calls), Failure.Of(exception, accountRegion.Region)), null, span);
        }
        catch (OperationCanceledException) when (deadline.Passed.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            failure = deadline.Failure;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            failure = await Failure.OfAsync(exception, aws, credentials, accountRegion.Region, cancellationToken);
        }

        state = Finish(tally.ToState(state, failure), calls);
        return await StoreAsync(state, tally.Written > 0 ? rows : null, span);
    }

    /// <summary>The result for an account region that could not even be begun.</summary>
    public async Task<RegionState> FailAsync(AccountRegion accountRegion, Failure failure)
    {
        using var span = Telemetry.StartRegion(accountRegion);
        return await StoreAsync(Failed(Begin(accountRegion), failure), null, span);
    }

    private RegionState Begin(AccountRegion accountRegion) => new()
    {
        AccountId = accountRegion.Account,
        AccountName = day.NameOf(accountRegion.Account),
        Region = accountRegion.Region,
        Outcome = Outcome.Failed,
        StartedAt = clock.GetUtcNow(),
        Attempt = (day.StateOf(accountRegion)?.Attempt ?? 0) + 1,
    };

    private RegionState Finish(RegionState state, CallCount calls) =>
        state with { FinishedAt = clock.GetUtcNow(), ApiCalls = calls.Total, ThrottledCalls = calls.ThrottledTotal };

    /// <summary>Without the counts of rows: none of them has a place in the lake.</summary>
    private RegionState Failed(RegionState state, Failure failure) => Begin(state.AccountRegion) with
    {
        StartedAt = state.StartedAt,
        FinishedAt = clock.GetUtcNow(),
        ApiCalls = state.ApiCalls,
        ThrottledCalls = state.ThrottledCalls,
        Outcome = failure.Outcome,
        ErrorCode = failure.Code,
        ErrorMessage = failure.Message,
    };

    private async Task<RegionState> StoreAsync(RegionState attempt, RowFile? rows, Activity? span)
    {
        StoredAttempt stored;
        try
        {
            stored = await StoredAttempt.PutAsync(day, attempt, rows);
        }
        catch (LakeException exception) when (rows?.IsBroken == true)
        {
            return await StoreAsync(Failed(attempt, Failure.Of(exception, attempt.Region)), null, span);
        }

        span.End(stored.Result, stored.IsPut);
        report(attempt.AccountRegion, stored.Said.Written, stored.Said);
        return stored.Said;
    }
}

/// <summary>How far an account region is.</summary>
/// <param name="Missing">How many account regions the pass asks in all.</param>
/// <param name="AccountRegion">Which one this is about.</param>
/// <param name="Written">Rows so far.</param>
/// <param name="State">What the lake says of it, once it is done.</param>
public sealed record RegionProgress(int Missing, AccountRegion AccountRegion, int Written, RegionState? State);

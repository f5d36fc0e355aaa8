using ExperimentLake.Lake;
using ExperimentLake.Snapshots;
using ExperimentLake.Worker.Output;
using Microsoft.Extensions.Logging;
using Quartz;

namespace ExperimentLake.Worker.Schedule;

/// <summary>Reads what is missing of one account. What comes of it is in the lake; the job itself has no result.</summary>
internal sealed partial class AccountJob(Snapshot snapshot, ILogger<AccountJob> logger) : IJob
{
    /// <exception cref="OperationCanceledException">This worker is to stop: in a cluster another one goes on with the account.</exception>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (Pass.Of(context.MergedJobDataMap) is not { } pass)
        {
            // Of another version; its commit ends it.
            return;
        }

        var account = Pass.AccountOf(context.JobDetail.Key, context.MergedJobDataMap);
        if (context.Recovering)
        {
            LogTakenOver(account.Account);
        }

        try
        {
            await snapshot.ReadAsync(pass.Date, account, pass.EndsAt, Report, cancellationToken, pass.Trace);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // It costs this account this pass: what nothing is noted of is missing, and asked for again.
            LogFailed(exception, account.Account, exception.Message);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Report(AccountRegion accountRegion, int written, RegionState? state)
    {
        if (state is not null)
        {
            var (outcome, details) = (state.Outcome.Name(), SnapshotProgress.DetailsOf(state));
            LogRegion(state.Outcome.IsSettled() ? LogLevel.Information : LogLevel.Error, accountRegion.Account, accountRegion.Region, outcome, details);
        }
    }

    [LoggerMessage("{Account} {Region}: {Outcome}{Details}")]
    private partial void LogRegion(LogLevel level, string account, string region, string outcome, string details);

    [LoggerMessage(LogLevel.Warning, "{Account} is taken over from a worker that ended in the middle of it.")]
    private partial void LogTakenOver(string account);

    [LoggerMessage(LogLevel.Error, "{Account} could not be noted in the lake: {Reason}")]
    private partial void LogFailed(Exception exception, string account, string reason);
}

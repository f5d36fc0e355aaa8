using ExperimentLake.Lake;
using ExperimentLake.Snapshots;
using Microsoft.Extensions.Logging;
using Quartz;

namespace ExperimentLake.Worker.Schedule;

/// <summary>Ends a pass: looks again and again whether all its accounts are read, and then commits. Safe to repeat.</summary>
[DisallowConcurrentExecution]
internal sealed partial class CommitJob(Snapshot snapshot, Passes passes, WorkerState state, TimeProvider clock, ILogger<CommitJob> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (Pass.Of(context.Trigger.JobDataMap) is not { } pass)
        {
            LogUnknown();
            await passes.EndAsync(context.Scheduler, null, isComplete: false, cancellationToken);
            return;
        }

        if (cancellationToken.IsCancellationRequested || await passes.IsReadingAsync(context.Scheduler, pass, cancellationToken))
        {
            return;
        }

        var isComplete = await CommitAsync(pass, cancellationToken);
        try
        {
            await passes.EndAsync(context.Scheduler, pass, isComplete, cancellationToken);
        }
        catch (SchedulerException) when (cancellationToken.IsCancellationRequested)
        {
            // It is done; there is nothing more to put down.
        }
    }

    /// <summary>Whether the day is complete.</summary>
    private async Task<bool> CommitAsync(Pass pass, CancellationToken stop)
    {
        var date = LakeKeys.Text(pass.Date);
        try
        {
            var result = await snapshot.CommitAsync(pass.Date, pass.BeganAt, pass.Trace, stop);
            var manifest = result.Manifest;
            state.Told(manifest);
            state.UnderWay = null;
            foreach (var warning in result.Warnings)
            {
                LogWarning(warning);
            }

            if (manifest.CatalogError is not null)
            {
                LogCatalog(manifest.CatalogError);
            }

            var outcomes = manifest.OutcomesInWords();
            var took = clock.GetUtcNow() - pass.BeganAt;
            LogEnd(
                manifest.IsComplete ? LogLevel.Information : LogLevel.Error, date, manifest.State, manifest.Revision,
                result.Written ? "committed" : "unchanged", manifest.Totals.Rows, outcomes, took);
            return manifest.IsComplete;
        }
        catch (Exception exception)
        {
            // What was read stays in the lake; the next pass commits it.
            LogFailed(exception, date, exception.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "A pass of another version is ended: its jobs cannot be read. What is missing is planned again.")]
    private partial void LogUnknown();

    [LoggerMessage("Snapshot of {SnapshotDate} is {State}, revision {Revision} {Change}: {Rows} experiments; account regions: {AccountRegions}; took {Duration}.")]
    private partial void LogEnd(
        LogLevel level, string snapshotDate, string state, int revision, string change, long rows, string accountRegions, TimeSpan duration);

    [LoggerMessage(LogLevel.Warning, "{Warning}")]
    private partial void LogWarning(string warning);

    [LoggerMessage(LogLevel.Error, "{Reason}")]
    private partial void LogCatalog(string reason);

    [LoggerMessage(LogLevel.Error, "Snapshot of {SnapshotDate} could not be committed: {Reason}")]
    private partial void LogFailed(Exception exception, string snapshotDate, string reason);
}

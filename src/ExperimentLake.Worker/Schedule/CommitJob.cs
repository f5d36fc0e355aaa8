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
        if (await Passes.IsReadingAsync(context.Scheduler, cancellationToken))
        {
            return;
        }

        var pass = Pass.Of(context.MergedJobDataMap);
        var date = LakeKeys.Text(pass.Date);
        var isComplete = false;
        try
        {
            var (manifest, written, _) = await CommitAsync(pass);
            isComplete = manifest.IsComplete;
            var outcomes = string.Join(", ", manifest.AccountRegions.Select(one => $"{one.Value} {one.Key}"));
            var took = clock.GetUtcNow() - pass.BeganAt;
            LogEnd(
                isComplete ? LogLevel.Information : LogLevel.Error, date, manifest.State, manifest.Revision, written ? "committed" : "unchanged",
                manifest.Totals.Rows, outcomes, took);
        }
        catch (Exception exception)
        {
            // What was read stays in the lake; the next pass commits it.
            LogFailed(exception, date, exception.Message);
        }

        await passes.EndAsync(context.Scheduler, pass, isComplete, cancellationToken);
        state.UnderWay = null;
    }

    private async Task<CommitResult> CommitAsync(Pass pass)
    {
        var result = await snapshot.CommitAsync(pass.Date, pass.BeganAt, pass.Trace);
        state.Told(result.Manifest);
        foreach (var warning in result.Warnings)
        {
            LogWarning(warning);
        }

        return result;
    }

    [LoggerMessage("Snapshot of {SnapshotDate} is {State}, revision {Revision} {Change}: {Rows} experiments; account regions: {AccountRegions}; took {Duration}.")]
    private partial void LogEnd(
        LogLevel level, string snapshotDate, string state, int revision, string change, long rows, string accountRegions, TimeSpan duration);

    [LoggerMessage(LogLevel.Warning, "{Warning}")]
    private partial void LogWarning(string warning);

    [LoggerMessage(LogLevel.Error, "Snapshot of {SnapshotDate} could not be committed: {Reason}")]
    private partial void LogFailed(Exception exception, string snapshotDate, string reason);
}

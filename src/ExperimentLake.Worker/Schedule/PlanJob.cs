using ExperimentLake.Lake;
using ExperimentLake.Snapshots;
using Microsoft.Extensions.Logging;
using Quartz;

namespace ExperimentLake.Worker.Schedule;

/// <summary>
/// Begins a pass over the day, unless one is under way or nothing is missing. Which day it is follows from the schedule and the
/// clock; what is missing of it is for the lake to say.
/// </summary>
[DisallowConcurrentExecution]
internal sealed partial class PlanJob(
    ILakeStore store, Snapshot snapshot, Passes passes, DaySchedule schedule, WorkerState state, TimeProvider clock, ILogger<PlanJob> logger) : IJob
{
    public static JobKey Key { get; } = new("plan");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (schedule.DateAt(clock.GetUtcNow()) is not { } date)
        {
            return;
        }

        if (await Passes.IsUnderWayAsync(context.Scheduler, cancellationToken))
        {
            LogUnderWay();
            return;
        }

        try
        {
            if (await Manifest.ReadAsync(store, date, cancellationToken) is { IsComplete: true } done)
            {
                state.Told(done);
                LogDone(LakeKeys.Text(date));
                return;
            }

            await BeginAsync(context, date, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is, the worker goes on: the next pass may fare better, and says so if not.
            LogFailed(exception, LakeKeys.Text(date), exception.Message);
            await passes.AskAgainAsync(context.Scheduler, date, Pass.WaitedOf(context.MergedJobDataMap), cancellationToken);
        }
    }

    private async Task BeginAsync(IJobExecutionContext context, DateOnly date, CancellationToken cancellationToken)
    {
        // Ends with the plan: what follows is part of it, and may be anywhere.
        using var run = Telemetry.StartRun(date, store.Location);
        try
        {
            var plan = await snapshot.PlanAsync(date, cancellationToken);
            LogBegin(LakeKeys.Text(date), plan.Missing, plan.Accounts.Count);
            foreach (var notice in plan.Notices.Append(plan.Error).OfType<string>())
            {
                LogNotice(notice);
            }

            state.UnderWay = await passes.BeginAsync(context.Scheduler, plan, Pass.WaitedOf(context.MergedJobDataMap), cancellationToken);
        }
        catch (Exception exception)
        {
            run.Fail(exception);
            throw;
        }
    }

    [LoggerMessage(LogLevel.Information, "Snapshot of {SnapshotDate} begins: {Missing} account regions are missing, of {Accounts} accounts.")]
    private partial void LogBegin(string snapshotDate, int missing, int accounts);

    [LoggerMessage(LogLevel.Information, "Snapshot of {SnapshotDate} is complete already.")]
    private partial void LogDone(string snapshotDate);

    [LoggerMessage(LogLevel.Information, "A pass is under way already.")]
    private partial void LogUnderWay();

    [LoggerMessage(LogLevel.Warning, "{Notice}")]
    private partial void LogNotice(string notice);

    [LoggerMessage(LogLevel.Error, "Snapshot of {SnapshotDate} could not be planned: {Reason}")]
    private partial void LogFailed(Exception exception, string snapshotDate, string reason);
}

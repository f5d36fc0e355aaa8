using System.Diagnostics;
using ExperimentLake.Lake;
using ExperimentLake.Snapshots;
using ExperimentLake.Worker.Configuration;
using Microsoft.Extensions.Logging;
using Quartz;

namespace ExperimentLake.Worker.Schedule;

/// <summary>
/// Begins a pass over the day, unless one is under way or nothing is missing. Which day it is follows from the schedule and the
/// clock; what is missing of it is for the lake to say.
/// </summary>
[DisallowConcurrentExecution]
internal sealed partial class PlanJob(
    ILakeStore store, Snapshot snapshot, Passes passes, Settings settings, DaySchedule schedule, WorkerState state, TimeProvider clock, ILogger<PlanJob> logger) : IJob
{
    public static JobKey Key { get; } = new("plan");

    /// <summary>In the data of a trigger that only looks whether the chain of passes is broken, and says nothing when it is not.</summary>
    public const string LooksKey = "looks";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        // The date and its end by one look at the clock: planning may take longer than the date lasts.
        var now = clock.GetUtcNow();
        var looks = context.MergedJobDataMap.ContainsKey(LooksKey);
        if (schedule.DateAt(now) is not { } date || (looks && !IsOurs(now)))
        {
            return;
        }

        var waited = Pass.WaitedOf(context.MergedJobDataMap);
        try
        {
            if (await passes.IsUnderWayAsync(context.Scheduler, cancellationToken))
            {
                if (!looks)
                {
                    LogUnderWay();
                }
            }
            else if (!looks || !await Passes.IsPutDownAsync(context.Scheduler, cancellationToken))
            {
                await BeginAsync(context.Scheduler, date, now, waited, looks, cancellationToken);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is, the worker goes on: the next pass may fare better, and says so if not.
            LogFailed(exception, LakeKeys.Text(date), exception.Message);
            await passes.AskAgainAsync(context.Scheduler, date, waited, cancellationToken);
        }
    }

    private async Task BeginAsync(IScheduler scheduler, DateOnly date, DateTimeOffset now, TimeSpan waited, bool looks, CancellationToken cancellationToken)
    {
        if (await Manifest.ReadBelievedAsync(store, date, cancellationToken) is { } done && snapshot.IsDone(done))
        {
            state.Told(done);
            if (!looks)
            {
                LogDone(LakeKeys.Text(date));
            }

            return;
        }

        // Ends with the plan: what follows is part of it, and may be anywhere.
        using var run = Telemetry.StartRun(date, store.Location);
        try
        {
            var next = schedule.NextAfter(now);
            var plan = await snapshot.PlanAsync(date, cancellationToken);
            if (schedule.DateAt(clock.GetUtcNow()) != date)
            {
                await passes.AskAgainAsync(scheduler, date, waited, cancellationToken);
                return;
            }

            LogBegin(LakeKeys.Text(date), plan.Missing, plan.Accounts.Count);
            foreach (var notice in plan.Notices.Append(plan.Error).OfType<string>())
            {
                LogNotice(notice);
            }

            var pass = new Pass(date, now, next < now + settings.Limits.Run ? next : now + settings.Limits.Run, waited, Activity.Current?.Id);
            await passes.BeginAsync(scheduler, plan, pass, cancellationToken);
            state.UnderWay = pass;
        }
        catch (Exception exception)
        {
            run.Fail(exception);
            throw;
        }
    }

    /// <summary>A day that began before this worker is only for one that catches up.</summary>
    private bool IsOurs(DateTimeOffset now) => settings.Schedule.CatchUp || schedule.BegunAt(now) >= state.StartedAt;

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

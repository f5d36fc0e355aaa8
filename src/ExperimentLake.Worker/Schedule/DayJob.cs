using System.Globalization;
using ExperimentLake.Lake;
using ExperimentLake.Snapshots;
using ExperimentLake.Worker.Output;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace ExperimentLake.Worker.Schedule;

/// <summary>
/// A pass over the day: what is still missing of it is read. While something is left to ask for, and the date lasts, it sees to its
/// own next time. The date is that of the schedule at the moment it runs, never that of a trigger that came late.
/// </summary>
[DisallowConcurrentExecution]
internal sealed partial class DayJob(
    ILakeStore store, Snapshot snapshot, DaySchedule schedule, WorkerState state, TimeProvider clock,
    IHostApplicationLifetime process, ILogger<DayJob> logger) : IJob
{
    public static JobKey Key { get; } = new("day");

    private const string WaitKey = "wait";

    private static readonly TimeSpan s_shortestWait = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromHours(4);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        // Quartz waits for its jobs when the process is to stop, and does not tell them.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, process.ApplicationStopping);
        await PassAsync(context, stop.Token);
    }

    private async Task PassAsync(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (schedule.DateAt(clock.GetUtcNow()) is not { } date)
        {
            return;
        }

        var complete = false;
        try
        {
            if (await Manifest.ReadAsync(store, date, cancellationToken) is { IsComplete: true } done)
            {
                state.Told(done);
                LogDone(date);
                return;
            }

            // Ends with the date, whatever is left: the next one begins.
            using var dateEnds = new CancellationTokenSource(schedule.After(clock.GetUtcNow()).First() - clock.GetUtcNow(), clock);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, dateEnds.Token);
            LogBegin(date);
            var result = await snapshot.TakeAsync(date, new Lines(this), end.Token);
            complete = result.Manifest.IsComplete;
            state.Told(result.Manifest);
            LogEnd(date, result.Manifest.State, result.Manifest.Revision, result.Asked.Count, result.Manifest.Totals.Rows);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            // Whatever it is, the worker goes on: the next pass may fare better, and says so if not.
            LogFailed(exception, date, exception.Message);
        }

        if (!complete && !cancellationToken.IsCancellationRequested)
        {
            await AskAgainAsync(date, context, cancellationToken);
        }
    }

    private async Task AskAgainAsync(DateOnly date, IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var waited = context.MergedJobDataMap.TryGetValue(WaitKey, out var value) && value is string text ? TimeSpan.FromTicks(long.Parse(text, CultureInfo.InvariantCulture)) : TimeSpan.Zero;
        var wait = waited == TimeSpan.Zero ? s_shortestWait : waited * 2 < s_longestWait ? waited * 2 : s_longestWait;
        var now = clock.GetUtcNow();
        if (schedule.DateAt(now) != date)
        {
            // The next date has begun meanwhile, and its trigger may have come while this job was at work.
            wait = TimeSpan.Zero;
        }
        else if (now + wait >= schedule.After(now).First())
        {
            return;
        }

        LogAgain(now + wait);
        // A name of its own each time: the trigger that runs now is deleted by its name when this job ends.
        var trigger = TriggerBuilder.Create().WithIdentity($"again {now + wait:O}").ForJob(Key).StartAt(now + wait)
            .UsingJobData(WaitKey, wait.Ticks.ToString(CultureInfo.InvariantCulture)).Build();
        await context.Scheduler.ScheduleJob(trigger, cancellationToken: cancellationToken);
    }

    /// <summary>One line for each account region.</summary>
    private sealed class Lines(DayJob job) : IProgress<RegionProgress>
    {
        public void Report(RegionProgress value)
        {
            if (value.State is { } state)
            {
                var result = SnapshotProgress.Describe(state);
                job.LogRegion(state.Outcome.IsSettled() ? LogLevel.Information : LogLevel.Error, state.AccountId, state.Region, result);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Snapshot of {SnapshotDate:O} begins.")]
    private partial void LogBegin(DateOnly snapshotDate);

    [LoggerMessage(LogLevel.Information, "Snapshot of {SnapshotDate:O} is complete already.")]
    private partial void LogDone(DateOnly snapshotDate);

    [LoggerMessage(LogLevel.Information, "Snapshot of {SnapshotDate:O} is {State}, revision {Revision}: {Asked} account regions asked, {Rows} experiments in all.")]
    private partial void LogEnd(DateOnly snapshotDate, string state, int revision, int asked, long rows);

    [LoggerMessage("{Account} {Region}: {Result}")]
    private partial void LogRegion(LogLevel level, string account, string region, string result);

    [LoggerMessage(LogLevel.Error, "Snapshot of {SnapshotDate:O} failed: {Reason}")]
    private partial void LogFailed(Exception exception, DateOnly snapshotDate, string reason);

    [LoggerMessage(LogLevel.Information, "What is missing is asked for again at {At:O}.")]
    private partial void LogAgain(DateTimeOffset at);
}

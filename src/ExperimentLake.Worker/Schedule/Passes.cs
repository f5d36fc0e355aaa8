using System.Diagnostics;
using ExperimentLake.Aws;
using ExperimentLake.Snapshots;
using Microsoft.Extensions.Logging;
using Quartz;

namespace ExperimentLake.Worker.Schedule;

/// <summary>
/// A pass as jobs: one plans, one reads each account, one commits. In memory all of them run here; in a cluster any worker takes any,
/// and takes over those of one that was killed. A pass is under way as long as its commit job is there, so no two overlap.
/// </summary>
internal sealed partial class Passes(DaySchedule schedule, LimitSettings limits, TimeProvider clock, ILogger<Passes> logger)
{
    private const string Accounts = "accounts";
    private const string Again = "again";

    // How soon a pass ends after its last account; a look costs one small query.
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_shortestWait = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromHours(4);
    private static readonly JobKey s_commit = new("commit");
    private static readonly TriggerKey s_commitTrigger = new("commit");

    public static Task<bool> IsUnderWayAsync(IScheduler scheduler, CancellationToken cancellationToken) =>
        scheduler.Exists(s_commitTrigger, cancellationToken).AsTask();

    /// <summary>Whether accounts are still to be read.</summary>
    public static async Task<bool> IsReadingAsync(IScheduler scheduler, CancellationToken cancellationToken)
    {
        var jobs = await scheduler.QueryJobs(new JobQuery { Group = GroupMatcher<JobKey>.GroupEquals(Accounts), Take = 1 }, cancellationToken);
        return jobs.Items.Count > 0;
    }

    /// <summary>Hands out the accounts. All jobs at once or none: a worker that is killed meanwhile leaves no half of a pass.</summary>
    public async Task<Pass> BeginAsync(IScheduler scheduler, PassPlan plan, TimeSpan waited, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var next = schedule.NextAfter(now);
        // Ends with the date too: the next one begins then.
        var pass = new Pass(plan.Date, now, now + limits.Run < next ? now + limits.Run : next, waited, Activity.Current?.Id);
        var jobs = plan.Accounts.ToDictionary(
            account => JobBuilder.Create<AccountJob>().WithIdentity(account.Account, Accounts).UsingJobData(pass.ToData(account)).RequestRecovery().Build(),
            IReadOnlyCollection<ITrigger> (account) => [Now(new TriggerKey(account.Account, Accounts))]);
        jobs.Add(
            JobBuilder.Create<CommitJob>().WithIdentity(s_commit).UsingJobData(pass.ToData()).Build(),
            [TriggerBuilder.Create(clock).WithIdentity(s_commitTrigger).StartNow().WithSchedule(
                SimpleScheduleBuilder.Create().WithInterval(s_look).RepeatForever().MeasureIntervalFromCompletion()).Build()]);
        await scheduler.ScheduleJobs(jobs, ScheduleJobOptions.Replacing, cancellationToken);
        return pass;
    }

    /// <summary>The end of a pass. What is still missing of its day is asked for again while the day lasts.</summary>
    public async Task EndAsync(IScheduler scheduler, Pass pass, bool isComplete, CancellationToken cancellationToken)
    {
        if (!isComplete || schedule.DateAt(clock.GetUtcNow()) != pass.Date)
        {
            await AskAgainAsync(scheduler, pass.Date, pass.Waited, cancellationToken);
        }

        // Last: until then, all of it is done again.
        await scheduler.UnscheduleJob(s_commitTrigger, cancellationToken);
    }

    /// <summary>Puts down the next pass of a day, ever later.</summary>
    public async Task AskAgainAsync(IScheduler scheduler, DateOnly date, TimeSpan waited, CancellationToken cancellationToken)
    {
        var wait = waited == TimeSpan.Zero ? s_shortestWait : waited * 2 < s_longestWait ? waited * 2 : s_longestWait;
        var now = clock.GetUtcNow();
        if (schedule.DateAt(now) != date)
        {
            // The next date has begun meanwhile, and its trigger may have come while this pass was under way.
            await scheduler.TriggerJob(PlanJob.Key, cancellationToken: cancellationToken);
            return;
        }

        await scheduler.UnscheduleJobs(GroupMatcher<TriggerKey>.GroupEquals(Again), cancellationToken);
        if (now + wait < schedule.NextAfter(now))
        {
            LogAgain(now + wait);
            // A name of its own each time: the trigger that fires is deleted by its name when its job ends.
            await scheduler.ScheduleJob(
                TriggerBuilder.Create(clock).WithIdentity($"{now + wait:O}", Again).ForJob(PlanJob.Key).UsingJobData(Pass.DataOf(wait)).StartAt(now + wait).Build(),
                cancellationToken: cancellationToken);
        }
    }

    // However long it waits for a free worker, it is not late.
    private ITrigger Now(TriggerKey key) => TriggerBuilder.Create(clock).WithIdentity(key).StartNow().WithSchedule(
        SimpleScheduleBuilder.Create().WithMisfireInstruction(SimpleTriggerMisfireInstruction.IgnoreMisfires)).Build();

    [LoggerMessage(LogLevel.Information, "What is missing is asked for again at {At:O}.")]
    private partial void LogAgain(DateTimeOffset at);
}

using ExperimentLake.Snapshots;
using Microsoft.Extensions.Logging;
using Quartz;

namespace ExperimentLake.Worker.Schedule;

/// <summary>
/// A pass as jobs: one plans, one reads each account, one commits. In memory all of them run here; in a cluster any worker takes any,
/// and takes over those of one that was killed. A pass is under way as long as its commit job is there, so no two overlap.
/// </summary>
internal sealed partial class Passes(DaySchedule schedule, TimeProvider clock, ILogger<Passes> logger)
{
    private const string Accounts = "accounts";
    private const string Again = "again";

    // How soon a pass ends after its last account; a look costs one small query.
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(2);

    // After its end a pass has all but ended: every account is cut, and what is being put is put. Whatever is there later, nobody is at work on.
    private static readonly TimeSpan s_slack = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan s_shortestWait = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromHours(4);
    private static readonly JobKey s_commit = new("commit");
    private static readonly TriggerKey s_commitTrigger = new("commit");

    /// <summary>Whether a pass is on its way to its end. Remains of one that cannot end by itself any more are not one.</summary>
    public async Task<bool> IsUnderWayAsync(IScheduler scheduler, CancellationToken cancellationToken) =>
        await scheduler.GetTrigger(s_commitTrigger, cancellationToken) is { } commit && !IsOver(Pass.Of(commit.JobDataMap));

    /// <summary>Whether another pass is put down.</summary>
    public static async Task<bool> IsPutDownAsync(IScheduler scheduler, CancellationToken cancellationToken) =>
        (await scheduler.QueryTriggers(new TriggerQuery { Group = GroupMatcher<TriggerKey>.GroupEquals(Again), Take = 1 }, cancellationToken)).Items.Count > 0;

    /// <summary>Whether accounts of a pass are still to be read.</summary>
    public async Task<bool> IsReadingAsync(IScheduler scheduler, Pass pass, CancellationToken cancellationToken)
    {
        var jobs = await scheduler.QueryJobs(new JobQuery { Group = GroupMatcher<JobKey>.GroupEquals(Accounts), Take = 1 }, cancellationToken);
        return jobs.Items.Count > 0 && !IsOver(pass);
    }

    /// <summary>Hands out the accounts. All jobs at once or none: a worker that is killed meanwhile leaves no half of a pass.</summary>
    public async Task BeginAsync(IScheduler scheduler, PassPlan plan, Pass pass, CancellationToken cancellationToken)
    {
        await scheduler.DeleteJobs(GroupMatcher<JobKey>.GroupEquals(Accounts), cancellationToken);
        var jobs = plan.Accounts.ToDictionary(
            account => JobBuilder.Create<AccountJob>().WithIdentity(account.Account, Accounts).UsingJobData(pass.ToData(account)).RequestRecovery().Build(),
            IReadOnlyCollection<ITrigger> (account) => [Now(new TriggerKey(account.Account, Accounts))]);
        jobs.Add(
            JobBuilder.Create<CommitJob>().WithIdentity(s_commit).Build(),
            [TriggerBuilder.Create(clock).WithIdentity(s_commitTrigger).UsingJobData(pass.ToData()).StartNow().WithSchedule(
                SimpleScheduleBuilder.Create().WithInterval(s_look).RepeatForever().MeasureIntervalFromCompletion()).Build()]);
        await scheduler.ScheduleJobs(jobs, ScheduleJobOptions.Replacing, cancellationToken);
    }

    /// <summary>The end of a pass. What is still missing of its day is asked for again while the day lasts.</summary>
    public async Task EndAsync(IScheduler scheduler, Pass? pass, bool isComplete, CancellationToken cancellationToken)
    {
        await scheduler.DeleteJobs(GroupMatcher<JobKey>.GroupEquals(Accounts), cancellationToken);
        // First: the next pass does not begin while this one is under way. Killed in between, the worker that looks every now and then goes on.
        await scheduler.UnscheduleJob(s_commitTrigger, cancellationToken);
        if (pass is not null && (!isComplete || schedule.DateAt(clock.GetUtcNow()) != pass.Date))
        {
            await AskAgainAsync(scheduler, pass.Date, pass.Waited, cancellationToken);
        }
    }

    /// <summary>Puts down the next pass of a day, ever later; or when there is no time for another, the first one of the next.</summary>
    public async Task AskAgainAsync(IScheduler scheduler, DateOnly date, TimeSpan waited, CancellationToken cancellationToken)
    {
        var wait = waited == TimeSpan.Zero ? s_shortestWait : waited * 2 < s_longestWait ? waited * 2 : s_longestWait;
        var now = clock.GetUtcNow();
        var next = schedule.NextAfter(now);
        // The next date may have begun meanwhile, and its trigger have come while this pass was under way.
        var (at, carried) = schedule.DateAt(now) != date ? (now, TimeSpan.Zero) : now + wait < next ? (now + wait, wait) : (next, TimeSpan.Zero);
        await scheduler.UnscheduleJobs(GroupMatcher<TriggerKey>.GroupEquals(Again), cancellationToken);
        if (at == DateTimeOffset.MaxValue)
        {
            return;
        }

        if (at < next)
        {
            LogAgain(at);
        }

        // A name of its own each time: the trigger that fires is deleted by its name when its job ends.
        await scheduler.ScheduleJob(
            TriggerBuilder.Create(clock).WithIdentity($"{now:O} {at:O}", Again).ForJob(PlanJob.Key).UsingJobData(Pass.DataOf(carried)).StartAt(at).Build(),
            cancellationToken: cancellationToken);
    }

    private bool IsOver(Pass? pass) => pass is null || clock.GetUtcNow() > pass.EndsAt + s_slack;

    // However long it waits for a free worker, it is not late.
    private ITrigger Now(TriggerKey key) => TriggerBuilder.Create(clock).WithIdentity(key).StartNow().WithSchedule(
        SimpleScheduleBuilder.Create().WithMisfireInstruction(SimpleTriggerMisfireInstruction.IgnoreMisfires)).Build();

    [LoggerMessage(LogLevel.Information, "What is missing is asked for again at {At:O}.")]
    private partial void LogAgain(DateTimeOffset at);
}

using ExperimentLake.Snapshots;
using Quartz;

namespace ExperimentLake.Worker.Schedule;

/// <summary>When days begin. On days that the clocks change, once: a time that is left out counts as the next one there is.</summary>
internal sealed class DaySchedule(ScheduleSettings settings)
{
    // Two years of days have all their gaps, those of months and of leap years too.
    private const int Horizon = 800;

    public TimeZoneInfo TimeZone { get; } = TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone);

    private CronExpression Cron { get; } = new(settings.Cron, TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone));

    /// <summary>The date of the latest scheduled time that is not later than now: what is read now belongs to it. Null before the first.</summary>
    public DateOnly? DateAt(DateTimeOffset now) =>
        BegunAt(now) is { } begun ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(begun, TimeZone).DateTime) : null;

    /// <summary>The latest scheduled time that is not later than now; null before the first.</summary>
    public DateTimeOffset? BegunAt(DateTimeOffset now) =>
        // Schedules know whole seconds, and the question is about times before, not at.
        Cron.GetPreviousValidTimeBefore(DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds() + 1));

    /// <summary>The next scheduled times, in UTC.</summary>
    public IEnumerable<DateTimeOffset> After(DateTimeOffset now)
    {
        for (var next = Cron.GetNextValidTimeAfter(now); next is not null; next = Cron.GetNextValidTimeAfter(next.Value))
        {
            yield return next.Value;
        }
    }

    /// <summary>The next scheduled time; the end of time when there is none any more.</summary>
    public DateTimeOffset NextAfter(DateTimeOffset now) => After(now).FirstOrDefault(DateTimeOffset.MaxValue);

    /// <summary>The longest time between two scheduled times.</summary>
    public TimeSpan LongestGap(DateTimeOffset now)
    {
        var times = After(now).Take(Horizon).ToList();
        return times.Zip(times.Skip(1), (one, next) => next - one).DefaultIfEmpty(TimeSpan.FromDays(1)).Max();
    }
}

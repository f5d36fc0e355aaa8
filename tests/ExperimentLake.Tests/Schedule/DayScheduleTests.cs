using ExperimentLake.Worker.Schedule;

namespace ExperimentLake.Tests.Schedule;

public sealed class DayScheduleTests
{
    [Theory]
    [InlineData("2026-11-22T00:14:59Z", "2026-11-21")]
    [InlineData("2026-11-22T00:15:00Z", "2026-11-22")]
    [InlineData("2026-11-22T23:59:59Z", "2026-11-22")]
    [InlineData("2026-11-23T00:14:59.999Z", "2026-11-22")]
    public void A_day_lasts_from_its_scheduled_time_to_the_next(string now, string date) =>
        new DaySchedule(new()).DateAt(At(now)).ShouldBe(DateOnly.Parse(date, null));

    [Fact]
    public void The_date_is_that_of_the_time_zone() =>
        new DaySchedule(new() { Cron = "0 30 1 * * ?", TimeZone = "Asia/Tokyo" }).DateAt(At("2026-11-22T16:30:00Z")).ShouldBe(new DateOnly(2026, 11, 23));

    [Theory]
    [InlineData("0 30 2 * * ?", "Europe/Berlin")]
    [InlineData("0 30 1 * * ?", "America/New_York")]
    [InlineData("0 15 0 * * ?", "UTC")]
    public void Days_on_which_the_clocks_change_begin_once(string cron, string zone)
    {
        var schedule = new DaySchedule(new() { Cron = cron, TimeZone = zone });

        var dates = schedule.After(At("2026-01-01T12:00:00Z")).Take(365).Select(time => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, schedule.TimeZone).DateTime)).ToList();

        dates.ShouldBe(Enumerable.Range(2, 365).Select(day => new DateOnly(2026, 1, 1).AddDays(day - 1)));
    }

    [Fact]
    public void The_longest_gap_counts_days_without_a_snapshot() =>
        new DaySchedule(new() { Cron = "0 0 6 ? * MON-FRI" }).LongestGap(At("2026-11-22T00:00:00Z")).ShouldBe(TimeSpan.FromDays(3));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, null);
}

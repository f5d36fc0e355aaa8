namespace ExperimentLake.Snapshots;

/// <summary>When a day begins.</summary>
public sealed record ScheduleSettings
{
    /// <summary>When a day's snapshot begins: seconds, minutes, hours, day of month, month, day of week.</summary>
    public string Cron { get; set; } = "0 15 0 * * ?";

    /// <summary>Whether a worker that starts after the day's time goes on with the day.</summary>
    public bool CatchUp { get; set; } = true;

    /// <summary>IANA name of the time zone whose dates the snapshots carry.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>Today there.</summary>
    /// <exception cref="TimeZoneNotFoundException">There is no such time zone.</exception>
    public DateOnly Today(TimeProvider clock) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(TimeZone)).DateTime);
}

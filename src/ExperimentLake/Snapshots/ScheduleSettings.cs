namespace ExperimentLake.Snapshots;

/// <summary>When a day begins.</summary>
public sealed record ScheduleSettings
{
    /// <summary>IANA name of the time zone whose dates the snapshots carry.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>Today there.</summary>
    /// <exception cref="TimeZoneNotFoundException">There is no such time zone.</exception>
    public DateOnly Today(TimeProvider clock) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(TimeZone)).DateTime);
}

namespace ExperimentLake.Lake;

/// <summary>What a run of the day set out to read.</summary>
internal sealed record DayPlan(DateOnly SnapshotDate, DateTimeOffset PlannedAt, IReadOnlyList<string> Accounts, IReadOnlyList<string> Regions)
{
    /// <summary>
    /// Every active account of the organization and its name: as listed on the day, or while there is an <see cref="Error"/>, as an
    /// earlier day knew them. Null when no run of the day was about the organization.
    /// </summary>
    public IReadOnlyDictionary<string, string?>? Organization { get; init; }

    /// <summary>Why the organization's accounts could not be listed on the day; null when they were, or need not be.</summary>
    public string? Error { get; init; }
}

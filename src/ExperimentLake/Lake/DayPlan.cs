namespace ExperimentLake.Lake;

/// <summary>What the runs of a day set out to read: the first to begin, and what later ones added.</summary>
/// <param name="SnapshotDate">The day.</param>
/// <param name="PlannedAt">When this was last added to.</param>
/// <param name="AccountRegions">Account to its regions.</param>
internal sealed record DayPlan(DateOnly SnapshotDate, DateTimeOffset PlannedAt, IReadOnlyDictionary<string, IReadOnlyList<string>> AccountRegions)
{
    /// <summary>
    /// Every active account of the organization and its name: as listed on the day, or while there is an <see cref="Error"/>, as an
    /// earlier day knew them. Null when no run of the day was about the organization.
    /// </summary>
    public IReadOnlyDictionary<string, string?>? Organization { get; init; }

    /// <summary>Why the organization's accounts could not be listed on the day; null when they were, or need not be.</summary>
    public string? Error { get; init; }

    /// <summary>
    /// Whether it can be one of a day that was written here. Roles are assumed, endpoints asked and keys made by what it says, and whoever
    /// may write to the lake may have written it.
    /// </summary>
    public bool IsOf(DateOnly date) =>
        SnapshotDate == date && AccountRegions is not null && AccountRegions.All(one => LakeKeys.IsAccount(one.Key) && one.Value is not null && one.Value.All(IsRegion))
        && Organization?.Keys.All(LakeKeys.IsAccount) != false;

    public IEnumerable<AccountRegion> All() =>
        AccountRegions.SelectMany(account => account.Value.Select(region => new AccountRegion(account.Key, region)));

    /// <summary>This plan with all that the day's earlier one has: what was once to be read is not forgotten by a run with other settings.</summary>
    public DayPlan With(DayPlan? earlier) => earlier is null ? this : this with
    {
        AccountRegions = All().Union(earlier.All()).GroupBy(one => one.Account, one => one.Region)
            .ToDictionary(account => account.Key, IReadOnlyList<string> (account) => [.. account]),
    };

    /// <summary>Whether there is news in it for a lake that holds <paramref name="earlier"/>.</summary>
    public bool AddsTo(DayPlan? earlier) =>
        earlier is null || All().Except(earlier.All()).Any() || (Error is null) != (earlier.Error is null) || (Organization is null) != (earlier.Organization is null);

    private static bool IsRegion(string? region) => region is not null && LakeKeys.IsRegion(region);
}

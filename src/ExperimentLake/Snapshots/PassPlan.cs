using ExperimentLake.Lake;

namespace ExperimentLake.Snapshots;

/// <summary>What a pass sets out to do.</summary>
/// <param name="Date">The day that everything is filed under.</param>
/// <param name="Planned">The account regions that the settings stand for.</param>
/// <param name="Accounts">What is not settled of them.</param>
public sealed record PassPlan(DateOnly Date, IReadOnlyCollection<AccountRegion> Planned, IReadOnlyList<AccountPlan> Accounts)
{
    /// <summary>Why it is not certain that every account was planned; null when it is.</summary>
    public string? Error { get; init; }

    /// <summary>What is worth knowing of the settings, as the organization is now.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>Number of account regions that are asked.</summary>
    public int Missing => Accounts.Sum(account => account.Regions.Count);
}

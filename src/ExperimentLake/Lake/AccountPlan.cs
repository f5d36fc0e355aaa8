namespace ExperimentLake.Lake;

/// <summary>What a pass asks of one account: the unit of work that any worker can take.</summary>
/// <param name="Account">12 digits.</param>
/// <param name="Name">Name in its organization; null when it was not planned as one of an organization.</param>
/// <param name="Regions">Those that are not settled yet.</param>
public sealed record AccountPlan(string Account, string? Name, IReadOnlyList<string> Regions)
{
    internal IEnumerable<AccountRegion> AccountRegions => Regions.Select(region => new AccountRegion(Account, region));
}

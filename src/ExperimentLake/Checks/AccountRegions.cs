using System.Globalization;
using ExperimentLake.Lake;

namespace ExperimentLake.Checks;

/// <summary>Account regions, however many, in few words.</summary>
internal static class AccountRegions
{
    private const int MostNamed = 3;

    /// <summary><c>111122223333 in us-east-1</c>, <c>200 accounts in 17 regions</c>, <c>40 account regions (111122223333 us-east-1, …)</c>.</summary>
    /// <param name="all">In any order.</param>
    /// <param name="byName">Whether the first few are named where there are many.</param>
    public static string Describe(IReadOnlyCollection<AccountRegion> all, bool byName)
    {
        var accounts = all.Select(one => one.Account).Distinct().Order(StringComparer.Ordinal).ToList();
        var regions = all.Select(one => one.Region).Distinct().Order(StringComparer.Ordinal).ToList();
        // As many as there are combinations: then it is all of them.
        return all.Count == accounts.Count * regions.Count
            ? $"{Some(accounts, "account", byName)} in {Some(regions, "region", byName)}"
            : Some([.. all.Select(one => one.ToString()).Order(StringComparer.Ordinal)], "account region", byName);
    }

    /// <summary>A few are named; of many, how many there are.</summary>
    public static string Some(IReadOnlyList<string> names, string what, bool byName) =>
        names.Count <= MostNamed ? string.Join(", ", names) : string.Create(
            CultureInfo.InvariantCulture,
            $"{names.Count:N0} {what}s{(byName ? $" ({string.Join(", ", names.Take(MostNamed))} and {names.Count - MostNamed:N0} more)" : "")}");
}

using ExperimentLake.Lake;

namespace ExperimentLake.Worker.Queries;

/// <summary>Which part of a lake is asked for. What is left out is not fetched, and no table shows it.</summary>
/// <param name="Since">First date; null for all.</param>
/// <param name="Accounts">Account ids; empty for all.</param>
internal sealed record LakeFilter(DateOnly? Since, IReadOnlySet<string> Accounts)
{
    public static LakeFilter Everything { get; } = new(null, new HashSet<string>());

    /// <summary>Whether rows of a file can be wanted. The coverage of a day is one file for all accounts: its rows are looked at when it is read.</summary>
    public bool Wants(string key) =>
        !(LakeKeys.DateOf(key) < Since) && (Accounts.Count == 0 || LakeKeys.AccountIn(key) is not { } account || Accounts.Contains(account));
}

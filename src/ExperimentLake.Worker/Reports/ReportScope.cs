using ExperimentLake.Lake;
using ExperimentLake.Worker.Queries;

namespace ExperimentLake.Worker.Reports;

/// <summary>What part of the lake a report is about.</summary>
/// <param name="Lake">The lake as the user gave it, for commands to copy.</param>
/// <param name="Since">First date; null is the lake's own.</param>
/// <param name="Accounts">Account ids; none is all of them.</param>
internal sealed record ReportScope(string Lake, DateOnly? Since, IReadOnlyList<string> Accounts)
{
    /// <summary>Whether a file of the lake may hold something of it. Coverage is of all accounts in one file.</summary>
    public bool IsWanted(string key) =>
        (Since is null || LakeKeys.DateOf(key) >= Since)
        && (Accounts.Count == 0 || !LakeKeys.IsDataFile(key) || Accounts.Any(account => key.Contains($"/account_id={account}/", StringComparison.Ordinal)));

    /// <summary>The rows of the coverage that it is about.</summary>
    public string Condition => string.Join(" AND ",
        [
            "true",
            .. Since is { } since ? [$"snapshot_date >= {DuckDbTypes.Literal(LakeKeys.Text(since))}"] : Array.Empty<string>(),
            .. Accounts.Count == 0 ? Array.Empty<string>() : [$"account_id IN ({string.Join(", ", Accounts.Select(DuckDbTypes.Literal))})"],
        ]);

    /// <summary>The command that gives the rows of a query over the same part of the lake.</summary>
    public string Command(string sql) => string.Concat(
    [
        $"experiment-lake query \"{sql}\" --lake {(Lake.Contains(' ', StringComparison.Ordinal) ? $"\"{Lake}\"" : Lake)}",
        .. Since is { } since ? [$" --since {LakeKeys.Text(since)}"] : Array.Empty<string>(),
        .. Accounts.Select(account => $" --account {account}"),
    ]);
}

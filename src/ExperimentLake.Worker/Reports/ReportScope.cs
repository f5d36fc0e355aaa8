using ExperimentLake.Lake;
using ExperimentLake.Views;
using ExperimentLake.Worker.Queries;

namespace ExperimentLake.Worker.Reports;

/// <summary>What part of the lake a report is about.</summary>
/// <param name="Lake">The lake as the user gave it, for commands to copy.</param>
/// <param name="Filter">Dates and accounts.</param>
/// <param name="OwnerTags">Tags that name an experiment's owner.</param>
internal sealed record ReportScope(string Lake, LakeFilter Filter, IReadOnlyList<string> OwnerTags)
{
    public DateOnly? Since => Filter.Since;

    public IReadOnlyList<string> Accounts { get; } = [.. Filter.Accounts.Order(StringComparer.Ordinal)];

    /// <summary>The command that gives the rows of a query over the same part of the lake.</summary>
    public string Command(string sql) => string.Concat(
    [
        $"experiment-lake query \"{sql}\" --lake {(Lake.Contains(' ', StringComparison.Ordinal) ? $"\"{Lake}\"" : Lake)}",
        .. Since is { } since ? [$" --since {LakeKeys.Text(since)}"] : Array.Empty<string>(),
        .. Accounts.Count == 0 ? Array.Empty<string>() : [$" --account {string.Join(',', Accounts)}"],
        .. OwnerTags.SequenceEqual(LakeViews.OwnerTags) ? Array.Empty<string>() : [$" --owner-tags {string.Join(',', OwnerTags)}"],
    ]);
}

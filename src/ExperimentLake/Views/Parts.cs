namespace ExperimentLake.Views;

/// <summary>What several views say.</summary>
internal static class Parts
{
    /// <summary>Accounts are renamed: one name each, so that no series breaks.</summary>
    public static NamedQuery Names { get; } = new("names", """
        SELECT account_id, @newest(account_name, snapshot_date) AS account_name
        FROM snapshot_coverage
        WHERE account_name IS NOT NULL
        GROUP BY account_id
        """);

    /// <summary>
    /// The rows of the table that a commit has accounted for, and no others: those of a snapshot under way would be half a day.
    /// </summary>
    public const string Committed = """
        inference_experiments e
        JOIN snapshot_coverage c ON c.account_id = e.account_id AND c.region = e.region AND c.snapshot_date = e.snapshot_date
        """;

    /// <summary>Each account region and date, with the covered dates around it: dates on which all of its experiments were seen.</summary>
    public static NamedQuery Looks { get; } = new("looks", """
        SELECT account_id, region, snapshot_date,
            max(CASE WHEN outcome IN ('complete', 'empty') THEN snapshot_date END) OVER (
                PARTITION BY account_id, region ORDER BY snapshot_date ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered_before,
            min(CASE WHEN outcome IN ('complete', 'empty') THEN snapshot_date END) OVER (
                PARTITION BY account_id, region ORDER BY snapshot_date ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS covered_after
        FROM snapshot_coverage
        """);

    public static ViewColumn SnapshotDate { get; } = Of("snapshot_date", "Date of the snapshot, yyyy-MM-dd.");

    public static ViewColumn AccountId { get; } = Of("account_id", "AWS account, always 12 digits as text.");

    public static ViewColumn AccountName { get; } = new("account_name", "varchar", "Newest known name of the account; null when none is.", "n.account_name");

    public static ViewColumn Region { get; } = Of("region", "AWS region.");

    public static ViewColumn Arn { get; } = Of("arn", "Arn of the experiment.");

    public static ViewColumn CreationTime { get; } = Of("creation_time", "When the experiment was created. With arn its identity over time.", "timestamp(3)");

    public static ViewColumn Name { get; } = Of("name", "Name of the experiment.");

    public static ViewColumn SnapshotState { get; } = new("snapshot_state", "varchar", "State of the date in the view snapshots: leave out partial, and no chart dips while a snapshot runs.", "s.state");

    /// <summary>What a row of a snapshot begins with.</summary>
    public static IReadOnlyList<ViewColumn> Row { get; } =
        [SnapshotDate, AccountId, AccountName, Region, Arn, CreationTime, Name, Of("status", "Status of the experiment on that date.")];

    /// <summary>A column of <c>e</c> as it is.</summary>
    public static ViewColumn Of(string name, string definition, string type = "varchar") => new(name, type, definition, $"e.{name}");
}

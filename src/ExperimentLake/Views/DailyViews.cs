namespace ExperimentLake.Views;

/// <summary>Dates: what was looked at on them, and how much of what was seen.</summary>
internal static class DailyViews
{
    public static View Snapshots { get; } = new(
        "snapshots",
        "One row for each date that has a snapshot. A date on which nothing was captured has none.",
        [
            new("snapshot_date", "varchar", "Date of the snapshot, yyyy-MM-dd.", "c.snapshot_date"),
            new("state", "varchar", "complete when no account region of the date is to be asked again, else partial. A date is also partial, in its manifest alone, while it is uncertain that all accounts were planned.",
                "CASE WHEN count(CASE WHEN c.outcome NOT IN ('complete', 'empty', 'unsupported', 'blocked') THEN 1 END) = 0 THEN 'complete' ELSE 'partial' END"),
            new("account_regions", "bigint", "Number of account regions.", "count(*)"),
            Outcome("complete"),
            Outcome("empty"),
            Outcome("partial"),
            Outcome("unsupported"),
            Outcome("blocked"),
            Outcome("denied"),
            Outcome("throttled"),
            Outcome("failed"),
            Sum("\"rows\"", "written", "Experiments in the data files."),
            Sum("listed", "listed", "Experiments that AWS listed: rows + vanished + refused."),
            Sum("vanished", "vanished", "Experiments that were gone when asked for."),
            Sum("refused", "refused_count", "Experiments that AWS listed and then would not describe."),
            Sum("tags_denied", "tags_denied", "Rows whose tags are unknown."),
            Sum("bytes", "bytes", "Bytes of the data files."),
            Sum("api_calls", "api_calls", "Requests sent to SageMaker, retries included."),
            Sum("throttled_calls", "throttled_calls", "Requests that AWS throttled."),
            new("started_at", "timestamp(3)", "When the first reading began.", "min(c.started_at)"),
            new("finished_at", "timestamp(3)", "When the last reading ended.", "max(c.finished_at)"),
        ],
        """
        FROM snapshot_coverage c
        GROUP BY c.snapshot_date
        """);

    public static View CoverageGaps { get; } = new(
        "coverage_gaps",
        "Dates between an account region's first and last coverage row with no row, or with an outcome that is not complete, empty, unsupported or blocked.",
        [
            Of("snapshot_date", "The date, yyyy-MM-dd."),
            Of("account_id", "AWS account, always 12 digits as text."),
            Parts.AccountName,
            Of("region", "AWS region."),
            new("outcome", "varchar", "partial, denied, throttled or failed; null where there is no coverage row.", "c.outcome"),
            new("error_code", "varchar", "Error code of the outcome.", "c.error_code"),
            new("error_message", "varchar", "Error message of the outcome.", "c.error_message"),
        ],
        """
        FROM days d
        LEFT JOIN snapshot_coverage c ON c.account_id = d.account_id AND c.region = d.region AND c.snapshot_date = d.snapshot_date
        LEFT JOIN names n ON n.account_id = d.account_id
        WHERE c.outcome IS NULL OR c.outcome NOT IN ('complete', 'empty', 'unsupported', 'blocked')
        """)
    {
        With =
        [
            Parts.Names,
            new("spans", """
                SELECT account_id, region, min(snapshot_date) AS first_date, max(snapshot_date) AS last_date
                FROM snapshot_coverage
                GROUP BY account_id, region
                """),
            new("days", """
                SELECT s.account_id, s.region, CAST(t.on_date AS varchar) AS snapshot_date
                FROM spans s
                @each_date(s.first_date, s.last_date, t, on_date)
                """),
        ],
    };

    public static View Status { get; } = new(
        "daily_status",
        "How many experiments had which status, by date, account and region.",
        [
            Parts.SnapshotDate,
            Parts.SnapshotState,
            Parts.AccountId,
            Parts.AccountName,
            Parts.Region,
            Parts.Of("status", "Status of the experiments on that date."),
            new("experiments", "bigint", "Number of experiments.", "count(*)"),
        ],
        $"""
        FROM {Parts.Committed}
        JOIN snapshots s ON s.snapshot_date = e.snapshot_date
        LEFT JOIN names n ON n.account_id = e.account_id
        GROUP BY e.snapshot_date, s.state, e.account_id, n.account_name, e.region, e.status
        """)
    {
        With = [Parts.Names],
    };

    public static View Footprint { get; } = new(
        "daily_footprint",
        "How many instances the shadow variants of experiments with status Running had, by date, account, region and instance type.",
        [
            Parts.SnapshotDate,
            Parts.SnapshotState,
            Parts.AccountId,
            new("account_name", "varchar", Parts.AccountName.Definition, "e.account_name"),
            Parts.Region,
            Parts.Of("instance_type", "Instance type."),
            new("experiments", "bigint", "Number of experiments.", "count(DISTINCT e.arn)"),
            new("shadow_instances", "bigint", "Number of instances of their shadow variants.", "CAST(sum(e.instance_count) AS bigint)"),
        ],
        """
        FROM experiment_shadow_variants e
        JOIN snapshots s ON s.snapshot_date = e.snapshot_date
        WHERE e.status = 'Running' AND e.shadow_variant_name IS NOT NULL
        GROUP BY e.snapshot_date, s.state, e.account_id, e.account_name, e.region, e.instance_type
        """);

    private static ViewColumn Outcome(string outcome) =>
        new(outcome, "bigint", $"Number of account regions with outcome {outcome}.", $"count(CASE WHEN c.outcome = '{outcome}' THEN 1 END)");

    private static ViewColumn Sum(string name, string column, string definition) =>
        new(name, "bigint", definition, $"CAST(coalesce(sum(c.{column}), 0) AS bigint)");

    private static ViewColumn Of(string name, string definition) => new(name, "varchar", definition, $"d.{name}");
}

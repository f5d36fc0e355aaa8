namespace ExperimentLake.Worker.Reports;

/// <summary>What a report takes for true of a date on which not everything could be read.</summary>
internal static class Readings
{
    /// <summary>
    /// For each account region and date, the date that speaks for it: itself where it was read, else the newest before that does. One that
    /// was read in part speaks for itself unless it has fewer rows than when it was last read in full: a listing that broke off is no end of
    /// experiments. Nothing speaks for one that is unsupported or blocked: it is not read any more.
    /// </summary>
    public const string Spoken = """
        WITH looks AS (
            SELECT account_id, region, snapshot_date, outcome, written, max(CASE WHEN outcome IN ('complete', 'empty') THEN snapshot_date END) OVER (
                PARTITION BY account_id, region ORDER BY snapshot_date ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS read_before
            FROM snapshot_coverage),
        speaking AS (
            SELECT n.account_id, n.region, n.snapshot_date, n.outcome,
                n.outcome IN ('complete', 'empty') OR (n.outcome = 'partial' AND (b.written IS NULL OR n.written >= b.written)) AS speaks
            FROM looks n
            LEFT JOIN snapshot_coverage b ON b.account_id = n.account_id AND b.region = n.region AND b.snapshot_date = n.read_before)
        SELECT account_id, region, snapshot_date, CASE WHEN outcome NOT IN ('unsupported', 'blocked') THEN
            max(CASE WHEN speaks THEN snapshot_date END) OVER (PARTITION BY account_id, region ORDER BY snapshot_date) END AS source_date
        FROM speaking
        """;

    /// <summary>The experiments of the newest date, each as of the date that speaks for its account region.</summary>
    public const string Present = """
        SELECT e.arn, e.creation_time, e.account_id, e.region, e.snapshot_date, e.status
        FROM spoken p
        JOIN inference_experiments e ON e.account_id = p.account_id AND e.region = p.region AND e.snapshot_date = p.source_date
        WHERE p.snapshot_date = (SELECT max(snapshot_date) FROM snapshots)
        """;
}

namespace ExperimentLake.Views;

/// <summary><c>experiment_facts</c>: the life of an experiment in one row.</summary>
internal static class FactsView
{
    // Completed and Stopping can only be reached from Running; Cancelled also from before it.
    private const string HasRun = "e.status IN ('Running', 'Stopping', 'Completed')";

    private const string Partition = "PARTITION BY e.account_id, e.region, e.arn, e.creation_time";

    // {0} is production or shadow.
    private const string Instances = "@list_sum(e.model_variants, m, CASE WHEN {0} THEN m.infrastructure_config.real_time_inference_config.instance_count END)";

    private static readonly string s_isShadow = FlatViews.IsShadow.Replace("{0}", "m", StringComparison.Ordinal);

    public static View Of(IReadOnlyList<string> ownerTags) => new(
        "experiment_facts",
        "One row for each experiment that any snapshot has seen, by arn and creation_time.",
        [
            Parts.AccountId,
            Parts.AccountName,
            Parts.Region,
            Parts.Arn,
            Parts.CreationTime,
            Parts.Name,
            Fact("owner", $"Value of the first tag that is set of {string.Join(", ", ownerTags)}, as of the newest date with known tags."),
            Fact("status", "Status when last seen."),
            Fact("status_reason", "Reason of that status: an error message, or what the one who stopped it said."),
            Fact("failure_reason", "Why the endpoint failed, when last seen."),
            new("outcome", "varchar", "completed or cancelled, by the status; deleted before either; never_started; running, when it was seen running; else pending.",
                """
                CASE WHEN e.status = 'Completed' THEN 'completed' WHEN e.status = 'Cancelled' THEN 'cancelled' WHEN e.gone_by IS NOT NULL THEN 'deleted'
                        WHEN e.never_started THEN 'never_started' WHEN e.first_running IS NOT NULL THEN 'running' ELSE 'pending' END
                """),
            Fact("first_seen", "First date that has it, yyyy-MM-dd."),
            Fact("last_seen", "Last date that has it, yyyy-MM-dd."),
            new("deleted_between", "varchar", "last_seen and the first date after it on which its account region was seen without it, yyyy-MM-dd/yyyy-MM-dd; null while it is there.", "e.last_seen || '/' || e.gone_by"),
            Fact("first_running", "First date with status Running or later, that is Running, Stopping or Completed, yyyy-MM-dd."),
            Fact("schedule_start_time", "Planned start.", "timestamp(3)"),
            Fact("schedule_end_time", "Planned end.", "timestamp(3)"),
            Fact("actual_start", "The planned start; if seen waiting after it or running before it, when first seen Running or later (actual_end, if that is earlier). Of one never seen running the planned start, once it has passed before the end.", "timestamp(3)"),
            Fact("actual_end", "completion_time; without one, when it was first seen Completed or Cancelled; null while neither.", "timestamp(3)"),
            new("overrun", "boolean", "Whether it ran beyond its planned end: actual_end, or while there is none when it was last seen. Null without a planned end.", "e.overrun_hours > 0"),
            Fact("overrun_hours", "Hours from the planned end to actual_end, or to when it was last seen; 0 when not beyond, or never seen running.", "double"),
            Fact("never_started", "Whether its planned start has passed, by the time that it ended or was last seen, and it was never seen Running or later.", "boolean"),
            Fact("hours_running", "Hours from actual_start to actual_end, or to when it was last seen; 0 when never seen running.", "double"),
            Fact("sampling_percentage", "Share of requests that is copied, in percent, when last seen; the largest of several.", "integer"),
            Fact("shadow_instance_type", "Instance type of the shadow variant when last seen Running, else when last seen."),
            Fact("production_instances", "Instances of the variants that are no shadow, then.", "bigint"),
            Fact("shadow_instances", "Instances of the shadow variants, then.", "bigint"),
            new("production_instance_hours", "double", "production_instances times hours_running.", "e.production_instances * e.hours_running"),
            new("shadow_instance_hours", "double", "shadow_instances times hours_running.", "e.shadow_instances * e.hours_running"),
        ],
        """
        FROM judged e
        LEFT JOIN names n ON n.account_id = e.account_id
        """)
    {
        With =
        [
            Parts.Names,
            Parts.Looks,
            new("observed", $"""
                SELECT e.account_id, e.region, e.arn, e.creation_time, e.name, e.status, e.status_reason, e.endpoint_metadata.failure_reason AS failure_reason,
                    e.schedule.start_time AS schedule_start_time, e.schedule.end_time AS schedule_end_time, e.completion_time, e.observed_at, e.snapshot_date, c.covered_after,
                    @list_max(e.shadow_mode_config.shadow_model_variants, s, s.sampling_percentage) AS sampling_percentage,
                    nullif(@list_text(e.model_variants, m, CASE WHEN {s_isShadow} THEN m.infrastructure_config.real_time_inference_config.instance_type END), '') AS shadow_instance_type,
                    {Instances.Replace("{0}", $"NOT {s_isShadow}", StringComparison.Ordinal)} AS production_instances,
                    {Instances.Replace("{0}", s_isShadow, StringComparison.Ordinal)} AS shadow_instances,
                    CASE WHEN e.tags IS NOT NULL THEN row_number() OVER ({Partition}, e.tags IS NULL ORDER BY e.snapshot_date DESC) END AS tags_place,
                    coalesce({string.Join(", ", ownerTags.Select(tag => $"nullif(@value_of(e.tags, '{tag.Replace("'", "''", StringComparison.Ordinal)}'), '')"))}) AS owner,
                    row_number() OVER ({Partition} ORDER BY e.snapshot_date DESC) AS place,
                    row_number() OVER ({Partition} ORDER BY CASE WHEN e.status = 'Running' THEN 0 ELSE 1 END, e.snapshot_date DESC) AS use_place
                FROM inference_experiments e
                JOIN looks c ON c.account_id = e.account_id AND c.region = e.region AND c.snapshot_date = e.snapshot_date
                """),
            new("lives", $"""
                SELECT e.account_id, e.region, e.arn, e.creation_time, min(e.snapshot_date) AS first_seen, max(e.snapshot_date) AS last_seen, max(e.observed_at) AS last_observed,
                    {string.Join(",\n    ", s_lastSeen.Select(column => $"max(CASE WHEN e.place = 1 THEN e.{column} END) AS {column}"))},
                    {string.Join(",\n    ", s_lastUsed.Select(column => $"max(CASE WHEN e.use_place = 1 THEN e.{column} END) AS {column}"))},
                    max(CASE WHEN e.place = 1 THEN e.covered_after END) AS gone_by,
                    max(CASE WHEN e.tags_place = 1 THEN e.owner END) AS owner,
                    min(CASE WHEN {HasRun} THEN e.snapshot_date END) AS first_running,
                    min(CASE WHEN {HasRun} THEN e.observed_at END) AS running_by,
                    max(CASE WHEN e.status IN ('Creating', 'Created', 'Starting') THEN e.observed_at END) AS waiting_at,
                    coalesce(max(CASE WHEN e.place = 1 THEN e.completion_time END), min(CASE WHEN e.status IN ('Completed', 'Cancelled') THEN e.observed_at END)) AS actual_end
                FROM observed e
                GROUP BY e.account_id, e.region, e.arn, e.creation_time
                """),
            new("dated", """
                SELECT e.*, coalesce(e.actual_end, e.last_observed) AS until,
                    CASE WHEN e.first_running IS NULL THEN CASE WHEN e.schedule_start_time <= coalesce(e.actual_end, e.last_observed) THEN e.schedule_start_time END
                        WHEN e.schedule_start_time <= e.running_by AND (e.waiting_at IS NULL OR e.waiting_at <= e.schedule_start_time) THEN e.schedule_start_time
                        WHEN e.actual_end < e.running_by THEN e.actual_end
                        ELSE e.running_by END AS actual_start
                FROM lives e
                """),
            new("judged", """
                SELECT e.*,
                    e.first_running IS NULL AND coalesce(e.schedule_start_time <= e.until, false) AS never_started,
                    CASE WHEN e.first_running IS NOT NULL AND e.until > e.actual_start THEN @hours_between(e.actual_start, e.until) ELSE 0e0 END AS hours_running,
                    CASE WHEN e.schedule_end_time IS NULL THEN NULL
                        WHEN e.first_running IS NOT NULL AND e.until > e.schedule_end_time THEN @hours_between(e.schedule_end_time, e.until) ELSE 0e0 END AS overrun_hours
                FROM dated e
                """),
        ],
    };

    private static readonly string[] s_lastSeen =
        ["name", "status", "status_reason", "failure_reason", "schedule_start_time", "schedule_end_time", "sampling_percentage"];

    private static readonly string[] s_lastUsed = ["shadow_instance_type", "production_instances", "shadow_instances"];

    private static ViewColumn Fact(string name, string definition, string type = "varchar") => new(name, type, definition, $"e.{name}");
}

namespace ExperimentLake.Views;

/// <summary><c>experiment_history</c>: what changed, and between which dates.</summary>
internal static class HistoryView
{
    /// <summary>What is compared from one date to the next; text, in one order, so that equal things are equal text.</summary>
    private static readonly (string What, string Text)[] s_compared =
    [
        ("status", "e.status"),
        ("sampling_percentage", "@list_text(e.shadow_mode_config.shadow_model_variants, v, CAST(v.sampling_percentage AS varchar))"),
        ("schedule", "coalesce(@time_text(e.schedule.start_time), '..') || '/' || coalesce(@time_text(e.schedule.end_time), '..')"),
        ("variants", """
            @list_text(e.model_variants, v, coalesce(v.variant_name, '?') || ': ' || coalesce(v.model_name, '?') || ' on '
                    || coalesce(CAST(v.infrastructure_config.real_time_inference_config.instance_count AS varchar), '?') || ' x '
                    || coalesce(v.infrastructure_config.real_time_inference_config.instance_type, '?'))
            """),
        ("tags", "@map_text(e.tags)"),
    ];

    public static View View { get; } = new(
        "experiment_history",
        "One row for each change of an experiment. Dates that are not covered are skipped, never read as a change.",
        [
            Parts.AccountId,
            Parts.AccountName,
            Parts.Region,
            Parts.Arn,
            Parts.CreationTime,
            Parts.Name,
            new("what", "varchar", $"created: not there on from_date, a date on which all of its account region was seen, but on to_date; deleted: the other way round; reappeared: there again after that; else what changed: {string.Join(", ", s_compared.Select(one => one.What))}.", "k.what"),
            new("from_value", "varchar", "Before the change: status, percentage, start/end of the schedule (.. when open), name: model on instances of each variant, or key=value of each tag. Of deleted the last status.", Case(one => $"e.{one}_before", ("deleted", "e.status"))),
            new("to_value", "varchar", "After the change, in the same form; of created and reappeared the status. Dates on which tags are unknown are skipped.", Case(one => one == "status" ? "e.status" : $"e.{one}_text", ("created", "e.status"), ("reappeared", "e.status"))),
            new("from_date", "varchar", "Last date, yyyy-MM-dd, that shows what was before the change.",
                "CASE k.what WHEN 'created' THEN e.covered_before WHEN 'reappeared' THEN e.covered_before WHEN 'deleted' THEN e.snapshot_date WHEN 'tags' THEN e.tags_before_date ELSE e.before_date END"),
            new("to_date", "varchar", "First date, yyyy-MM-dd, that shows what is after it. The change came between the two.", "CASE k.what WHEN 'deleted' THEN e.covered_after ELSE e.snapshot_date END"),
        ],
        $"""
        FROM compared e
        CROSS JOIN (VALUES ('created'), ('deleted'), ('reappeared'), {string.Join(", ", s_compared.Select(one => $"('{one.What}')"))}) AS k (what)
        LEFT JOIN names n ON n.account_id = e.account_id
        WHERE CASE k.what
            WHEN 'created' THEN e.before_date IS NULL AND e.covered_before IS NOT NULL
            WHEN 'deleted' THEN e.covered_after IS NOT NULL AND (e.after_date IS NULL OR e.covered_after < e.after_date)
            WHEN 'reappeared' THEN e.before_date < e.covered_before
            WHEN 'tags' THEN e.tags_text IS NOT NULL AND e.tags_before_date IS NOT NULL AND e.tags_before <> e.tags_text
        {string.Concat(s_compared.Where(one => one.What != "tags").Select(one => $"    WHEN '{one.What}' THEN e.before_date IS NOT NULL AND e.{one.What}_before IS DISTINCT FROM e.{one.What}_text\n"))}END
        """)
    {
        With =
        [
            Parts.Names,
            Parts.Looks,
            new("observed", $"""
                SELECT e.account_id, e.region, e.arn, e.creation_time, e.name, e.status, e.snapshot_date, c.covered_before, c.covered_after,
                    {string.Join(",\n    ", s_compared.Select(one => $"{one.Text} AS {one.What}_text"))}
                FROM inference_experiments e
                JOIN looks c ON c.account_id = e.account_id AND c.region = e.region AND c.snapshot_date = e.snapshot_date
                """),
            new("compared", $"""
                SELECT o.*,
                    {Before("snapshot_date", "before_date")},
                    lead(o.snapshot_date) OVER ({Experiment} ORDER BY o.snapshot_date) AS after_date,
                    {string.Join(",\n    ", s_compared.Where(one => one.What != "tags").Select(one => Before($"{one.What}_text", $"{one.What}_before")))},
                    {Before("tags_text", "tags_before", KnownTags)},
                    {Before("snapshot_date", "tags_before_date", KnownTags)}
                FROM observed o
                """),
        ],
    };

    private const string Experiment = "PARTITION BY o.account_id, o.region, o.arn, o.creation_time";

    // Rows with known tags are compared among themselves.
    private const string KnownTags = ", o.tags_text IS NULL";

    private static string Before(string column, string name, string and = "") => $"lag(o.{column}) OVER ({Experiment}{and} ORDER BY o.snapshot_date) AS {name}";

    private static string Case(Func<string, string> compared, params IEnumerable<(string What, string Sql)> others) =>
        $"CASE k.what {string.Join(' ', s_compared.Select(one => (one.What, Sql: compared(one.What))).Concat(others).Select(one => $"WHEN '{one.What}' THEN {one.Sql}"))} END";
}

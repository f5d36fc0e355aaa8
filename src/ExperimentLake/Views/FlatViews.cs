namespace ExperimentLake.Views;

/// <summary>What is nested in an experiment, one row each, in types that QuickSight takes. An experiment without any keeps one row.</summary>
internal static class FlatViews
{
    // By number and not by field, so that a view goes on when AWS adds a field.
    private const string Variant = "e.model_variants[v.number]";
    private const string Shadow = "e.shadow_mode_config.shadow_model_variants[v.number]";

    /// <summary>Whether the variant <c>{0}</c> is one that receives a copy of the traffic.</summary>
    public const string IsShadow = "@any_is(e.shadow_mode_config.shadow_model_variants, s, s.shadow_model_variant_name = {0}.variant_name)";

    public static View Variants { get; } = new(
        "experiment_variants",
        "The variants of every experiment on every date; one row each.",
        [
            .. Parts.Row,
            new("variant_name", "varchar", "Name of the variant; null where the experiment has none.", $"{Variant}.variant_name"),
            new("variant_role", "varchar", "shadow when shadow_mode_config names it as a shadow variant, else production.",
                $"CASE WHEN v.number IS NULL THEN NULL WHEN {IsShadow.Replace("{0}", Variant, StringComparison.Ordinal)} THEN 'shadow' ELSE 'production' END"),
            new("model_name", "varchar", "SageMaker model that the variant serves.", $"{Variant}.model_name"),
            new("variant_status", "varchar", "Status of the variant.", $"{Variant}.status"),
            new("infrastructure_type", "varchar", "Kind of infrastructure.", $"{Variant}.infrastructure_config.infrastructure_type"),
            new("instance_type", "varchar", "Instance type.", $"{Variant}.infrastructure_config.real_time_inference_config.instance_type"),
            new("instance_count", "integer", "Number of instances.", $"{Variant}.infrastructure_config.real_time_inference_config.instance_count"),
        ],
        $"""
        FROM {Parts.Committed}
        LEFT JOIN names n ON n.account_id = e.account_id
        @each_index(e.model_variants, v, number)
        """)
    {
        With = [Parts.Names],
    };

    public static View ShadowVariants { get; } = new(
        "experiment_shadow_variants",
        "The shadow variants of every experiment on every date; one row each.",
        [
            .. Parts.Row,
            new("source_variant_name", "varchar", "Variant whose traffic is copied.", "e.shadow_mode_config.source_model_variant_name"),
            new("shadow_variant_name", "varchar", "Variant that receives the copy; null where the experiment has none.", $"{Shadow}.shadow_model_variant_name"),
            new("sampling_percentage", "integer", "Share of requests that is copied, in percent.", $"{Shadow}.sampling_percentage"),
            new("model_name", "varchar", "Model of the shadow variant.", OfModelVariant("m.model_name")),
            new("instance_type", "varchar", "Instance type of the shadow variant.", OfModelVariant("m.infrastructure_config.real_time_inference_config.instance_type")),
            new("instance_count", "bigint", "Number of instances of the shadow variant.",
                $"CASE WHEN v.number IS NOT NULL THEN @list_sum(e.model_variants, m, CASE WHEN m.variant_name = {Shadow}.shadow_model_variant_name THEN m.infrastructure_config.real_time_inference_config.instance_count END) END"),
            new("schedule_start_time", "timestamp(3)", "Planned start.", "e.schedule.start_time"),
            new("schedule_end_time", "timestamp(3)", "Planned end.", "e.schedule.end_time"),
            new("completion_time", "timestamp(3)", "When the experiment completed.", "e.completion_time"),
        ],
        $"""
        FROM {Parts.Committed}
        LEFT JOIN names n ON n.account_id = e.account_id
        @each_index(e.shadow_mode_config.shadow_model_variants, v, number)
        """)
    {
        With = [Parts.Names],
    };

    public static View Tags { get; } = new(
        "experiment_tags",
        "The tags of every experiment on every date; one row each.",
        [
            .. Parts.Row,
            new("tag_key", "varchar", "Key; null where the experiment has no tags.", "t.tag_key"),
            new("tag_value", "varchar", "Value.", "t.tag_value"),
            new("tags_known", "boolean", "False where the tags could not be read: nobody knows whether there are any.", "e.tags IS NOT NULL"),
        ],
        $"""
        FROM {Parts.Committed}
        LEFT JOIN names n ON n.account_id = e.account_id
        @each_entry(e.tags, t, tag_key, tag_value)
        """)
    {
        With = [Parts.Names],
    };

    /// <summary>An expression of the model variant that bears the shadow variant's name.</summary>
    private static string OfModelVariant(string expression) =>
        $"nullif(@list_text(e.model_variants, m, CASE WHEN m.variant_name = {Shadow}.shadow_model_variant_name THEN {expression} END), '')";
}

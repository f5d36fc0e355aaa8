namespace ExperimentLake.Schema;

/// <summary>
/// The tables of the lake. To add a member that AWS added, add its line here; nothing else names columns.
/// Members: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeInferenceExperiment.html
/// </summary>
public static class Tables
{
    /// <summary>Raised whenever a column is added; written into every data file and manifest.</summary>
    public const int SchemaVersion = 1;

    public static Table InferenceExperiments { get; } = new(
        "inference_experiments",
        "SageMaker inference experiments as AWS described them: one row for each experiment and snapshot.",
        JsonNaming.PascalCase,
        new Text("_key", "The experiment's Arn: the key of a row within one snapshot.") { Origin = Origin.Reading },
        new Text("account_id", "AWS account, always 12 digits as text.") { Origin = Origin.Partition },
        new Text("arn", "Arn of the experiment. Together with creation_time its identity over time: a name can be used again."),
        new Timestamp("completion_time", "When the experiment completed."),
        new Timestamp("creation_time", "When the experiment was created.") { FallsBackToSummary = true },
        new Struct("data_storage_config", "Where requests and responses are captured to.",
            new Text("destination", "S3 location of the captured data."),
            new Text("kms_key", "KMS key that encrypts the captured data."),
            new Struct("content_type", "Content types that are captured as text.",
                new ListOf("csv_content_types", "Content types treated as CSV.", Element("Content type.")),
                new ListOf("json_content_types", "Content types treated as JSON.", Element("Content type.")))),
        new Text("description", "Description as its author gave it."),
        new Struct("endpoint_metadata", "The endpoint that the experiment runs on.",
            new Text("endpoint_name", "Name of the endpoint."),
            new Text("endpoint_config_name", "Name of the endpoint configuration."),
            new Text("endpoint_status", "Status of the endpoint."),
            new Text("failure_reason", "Why the endpoint failed, if it did.")),
        new Timestamp("last_modified_time", "When the experiment was last changed.") { FallsBackToSummary = true },
        new ListOf("model_variants", "Production and shadow variants.", new Struct(ListOf.ElementName, "One variant.",
            new Text("model_name", "SageMaker model that the variant serves."),
            new Text("variant_name", "Name of the variant."),
            new Struct("infrastructure_config", "What the variant runs on.",
                new Text("infrastructure_type", "Kind of infrastructure; RealTimeInference is the only one so far."),
                new Struct("real_time_inference_config", "Instances of the variant.",
                    new Text("instance_type", "Instance type."),
                    new Int("instance_count", "Number of instances."))),
            new Text("status", "Status of the variant."))),
        new Text("name", "Name, unique in an account and region at one time."),
        new Text("role_arn", "IAM role that SageMaker acts with."),
        new Struct("schedule", "When the experiment is planned to run.",
            new Timestamp("start_time", "Planned start."),
            new Timestamp("end_time", "Planned end.")),
        new Struct("shadow_mode_config", "The shadow test itself.",
            new Text("source_model_variant_name", "Variant whose traffic is copied."),
            new ListOf("shadow_model_variants", "Variants that receive the copy.", new Struct(ListOf.ElementName, "One shadow variant.",
                new Text("shadow_model_variant_name", "Name of the shadow variant."),
                new Int("sampling_percentage", "Share of requests that is copied, in percent.")))),
        new Text("status", "Creating, Created, Updating, Running, Starting, Stopping, Completed or Cancelled."),
        new Text("status_reason", "Error message, or the reason given when the experiment was stopped."),
        new MapOf("tags", "Tags; null when they could not be read, empty when there are none.") { Origin = Origin.Reading },
        new Text("type", "Kind of experiment; ShadowMode is the only one so far."),
        new Text("kms_key", "KMS key that encrypts the storage of the experiment's instances."),
        new Text("region", "AWS region.") { Origin = Origin.Reading },
        new Timestamp("observed_at", "When AWS answered Describe: the instant this row is true for.") { Origin = Origin.Reading },
        new MapOf("unmapped", "What AWS said that has no column, or another type than its column: JSON path to JSON text.") { Origin = Origin.Reading },
        new Text("snapshot_date", "Date of the snapshot, yyyy-MM-dd.") { Origin = Origin.Partition });

    public static Table SnapshotCoverage { get; } = new(
        "snapshot_coverage",
        "Did we look, and what came of it: one row for each account, region and snapshot.",
        JsonNaming.AsColumn,
        new Text("account_id", "AWS account, always 12 digits as text."),
        new Text("account_name", "Name of the account in AWS Organizations; null when not known."),
        new Text("region", "AWS region."),
        new Text("outcome", "complete, empty, partial, unsupported, blocked, denied, throttled or failed."),
        new Int("listed", "Experiments that AWS listed. Always vanished + written + refused_count."),
        new Int("vanished", "Listed, then gone when asked for: deleted meanwhile."),
        new Int("written", "Rows written to the file."),
        new Int("refused_count", "Experiments that AWS listed and then would not describe."),
        new ListOf("refused", "The refused experiments, at most 100.", new Struct(ListOf.ElementName, "One refused experiment.",
            new Text("name", "Name of the experiment."),
            new Text("error_code", "Error code."),
            new Text("error_message", "Error message."))),
        new Int("tags_denied", "Rows whose tags are unknown: ListTags denied or failed, or the experiment gone by then."),
        new ListOf("drift", "Paths that went to unmapped, [] for any index; at most 100.", Element("Path.")),
        new Int("api_calls", "Requests sent to SageMaker, retries included."),
        new Int("throttled_calls", "Requests that AWS throttled."),
        new Timestamp("started_at", "When reading began."),
        new Timestamp("finished_at", "When reading ended."),
        new Text("file", "Key of the data file in the lake; null when there is none."),
        new Long("bytes", "Size of the data file."),
        new Text("sha256", "SHA-256 of the data file, hexadecimal."),
        new Text("error_code", "Why the outcome is not complete or empty: error code."),
        new Text("error_message", "Why the outcome is not complete or empty: error message."),
        new Int("attempt", "Which attempt of the day this is the result of, from 1."),
        new Text("snapshot_date", "Date of the snapshot, yyyy-MM-dd.") { Origin = Origin.Partition });

    public static IReadOnlyList<Table> All { get; } = [InferenceExperiments, SnapshotCoverage];

    private static Text Element(string description) => new(ListOf.ElementName, description);
}

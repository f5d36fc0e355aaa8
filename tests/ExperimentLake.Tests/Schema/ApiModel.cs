using System.Text.RegularExpressions;
using static ExperimentLake.Tests.Schema.Shape;

namespace ExperimentLake.Tests.Schema;

/// <summary>
/// The replies as AWS publishes their shapes, copied by hand. Members stand in the order of the table's columns.
/// https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeInferenceExperiment.html
/// </summary>
internal static partial class ApiModel
{
    public static StructShape Describe { get; } = Struct(
        ("Arn", Text),
        ("CompletionTime", Timestamp),
        ("CreationTime", Timestamp),
        ("DataStorageConfig", Struct(
            ("Destination", Text),
            ("KmsKey", Text),
            ("ContentType", Struct(
                ("CsvContentTypes", List(Text)),
                ("JsonContentTypes", List(Text)))))),
        ("Description", Text),
        ("EndpointMetadata", Struct(
            ("EndpointName", Text),
            ("EndpointConfigName", Text),
            ("EndpointStatus", Text),
            ("FailureReason", Text))),
        ("LastModifiedTime", Timestamp),
        ("ModelVariants", List(Struct(
            ("ModelName", Text),
            ("VariantName", Text),
            ("InfrastructureConfig", Struct(
                ("InfrastructureType", Text),
                ("RealTimeInferenceConfig", Struct(
                    ("InstanceType", Text),
                    ("InstanceCount", Int))))),
            ("Status", Text)))),
        ("Name", Text),
        ("RoleArn", Text),
        ("Schedule", Struct(
            ("StartTime", Timestamp),
            ("EndTime", Timestamp))),
        ("ShadowModeConfig", Struct(
            ("SourceModelVariantName", Text),
            ("ShadowModelVariants", List(Struct(
                ("ShadowModelVariantName", Text),
                ("SamplingPercentage", Int)))))),
        ("Status", Text),
        ("StatusReason", Text),
        ("Type", Text),
        ("KmsKey", Text));

    /// <summary>An element of ListInferenceExperiments.</summary>
    public static StructShape Summary { get; } = Struct(
        ("Name", Text),
        ("Type", Text),
        ("Schedule", Struct(
            ("StartTime", Timestamp),
            ("EndTime", Timestamp))),
        ("Status", Text),
        ("StatusReason", Text),
        ("Description", Text),
        ("CreationTime", Timestamp),
        ("CompletionTime", Timestamp),
        ("LastModifiedTime", Timestamp),
        ("RoleArn", Text));

    /// <summary>Stored columns of <c>inference_experiments</c>, in order.</summary>
    public static StructShape Row { get; } = Struct([
        ("_key", Text),
        .. Columns(Describe).Members.TakeWhile(column => column.Name != "type"),
        ("tags", Map),
        ("type", Text),
        ("kms_key", Text),
        ("region", Text),
        ("observed_at", Timestamp),
        ("unmapped", Map),
    ]);

    /// <summary>The name of a member's column.</summary>
    public static string ColumnName(string member) => BeforeWord().Replace(member, "_").ToLowerInvariant();

    /// <summary>The columns of a shape of the API.</summary>
    public static StructShape Columns(StructShape shape) =>
        Struct([.. shape.Members.Select(member => (ColumnName(member.Name), Column(member.Shape)))]);

    private static Shape Column(Shape shape) => shape switch
    {
        StructShape group => Columns(group),
        ListShape list => List(Column(list.Element)),
        _ => shape,
    };

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex BeforeWord();
}

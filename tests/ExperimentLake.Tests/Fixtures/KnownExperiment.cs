using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ExperimentLake.Columns;

namespace ExperimentLake.Tests.Fixtures;

/// <summary>An experiment as a test says it. Times are ISO 8601 in UTC.</summary>
internal sealed record KnownExperiment(string Name, string Status)
{
    public string Created { get; init; } = "2026-10-01T00:00:00Z";

    public string? Start { get; init; }

    public string? End { get; init; }

    public string? Completed { get; init; }

    public string? Reason { get; init; }

    public string? Description { get; init; }

    /// <summary>Why its endpoint failed.</summary>
    public string? Failure { get; init; }

    /// <summary>Null: no shadow_mode_config.</summary>
    public int? Sampling { get; init; } = 20;

    /// <summary>Name, instance count and type of each; the one named <c>shadow</c> receives the copy.</summary>
    public IReadOnlyList<(string Name, int Count, string Type)> Variants { get; init; } = [("production", 2, "ml.m5.large"), ("shadow", 1, "ml.g5.xlarge")];

    /// <summary>Null: unknown.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; } = new Dictionary<string, string>();

    public Document Document(string account, string region, DateTimeOffset observedAt)
    {
        var arn = $"arn:aws:sagemaker:{region}:{account}:inference-experiment/{Name}";
        var described = new JsonObject
        {
            ["Arn"] = arn,
            [nameof(Name)] = Name,
            [nameof(Status)] = Status,
            ["StatusReason"] = Reason,
            [nameof(Description)] = Description,
            ["EndpointMetadata"] = Failure is null ? null : new JsonObject { ["EndpointName"] = Name, ["FailureReason"] = Failure },
            ["CreationTime"] = Seconds(Created),
            ["CompletionTime"] = Seconds(Completed),
            ["Schedule"] = Start is null && End is null ? null : new JsonObject { ["StartTime"] = Seconds(Start), ["EndTime"] = Seconds(End) },
            ["ModelVariants"] = new JsonArray([.. Variants.Select(Variant)]),
            ["ShadowModeConfig"] = Sampling is null ? null : new JsonObject
            {
                ["SourceModelVariantName"] = "production",
                ["ShadowModelVariants"] = new JsonArray([.. Variants.Where(variant => variant.Name == "shadow")
                    .Select(_ => new JsonObject { ["ShadowModelVariantName"] = "shadow", ["SamplingPercentage"] = Sampling })]),
            },
        };
        var tags = Tags is null ? null : new JsonObject { [nameof(Tags)] = new JsonArray([.. Tags.Select(tag => new JsonObject { ["Key"] = tag.Key, ["Value"] = tag.Value })]) };
        return new Document(arn, region, observedAt, Bytes(described), default, tags is null ? null : [Bytes(tags)]);
    }

    private static JsonObject Variant((string Name, int Count, string Type) variant) => new()
    {
        ["VariantName"] = variant.Name,
        ["ModelName"] = $"model-of-{variant.Name}",
        [nameof(Status)] = "InService",
        ["InfrastructureConfig"] = new JsonObject
        {
            ["InfrastructureType"] = "RealTimeInference",
            ["RealTimeInferenceConfig"] = new JsonObject { ["InstanceType"] = variant.Type, ["InstanceCount"] = variant.Count },
        },
    };

    private static JsonNode? Seconds(string? time) =>
        time is null ? null : DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds() / 1000m;

    private static ReadOnlyMemory<byte> Bytes(JsonObject value) => Encoding.UTF8.GetBytes(value.ToJsonString());
}

// A record for each struct, as people write it by hand who have no schema tree. Members are named as columns, since Parquet.Net takes them so.
#pragma warning disable IDE1006, SA1300, CA1707

using System.Text.Json;
using System.Text.Json.Serialization;
using Parquet.Serialization.Attributes;

namespace ExperimentLake.Benchmarks.Documents;

public sealed class TypedRow
{
    public string? _key { get; set; }

    public string? arn { get; set; }

    [ParquetTimestamp(ParquetTimestampResolution.Milliseconds, useLogicalTimestamp: true, isAdjustedToUTC: true)]
    public DateTime? completion_time { get; set; }

    [ParquetTimestamp(ParquetTimestampResolution.Milliseconds, useLogicalTimestamp: true, isAdjustedToUTC: true)]
    public DateTime? creation_time { get; set; }

    public StorageConfig? data_storage_config { get; set; }

    public string? description { get; set; }

    public Endpoint? endpoint_metadata { get; set; }

    [ParquetTimestamp(ParquetTimestampResolution.Milliseconds, useLogicalTimestamp: true, isAdjustedToUTC: true)]
    public DateTime? last_modified_time { get; set; }

    public List<Variant?>? model_variants { get; set; }

    public string? name { get; set; }

    public string? role_arn { get; set; }

    public Plan? schedule { get; set; }

    public ShadowMode? shadow_mode_config { get; set; }

    public string? status { get; set; }

    public string? status_reason { get; set; }

    public Dictionary<string, string?>? tags { get; set; }

    public string? type { get; set; }

    public string? kms_key { get; set; }

    public string? region { get; set; }

    [ParquetTimestamp(ParquetTimestampResolution.Milliseconds, useLogicalTimestamp: true, isAdjustedToUTC: true)]
    public DateTime? observed_at { get; set; }

    public Dictionary<string, string?>? unmapped { get; set; }

    /// <summary>The row of two replies.</summary>
    public static TypedRow Of(ReadOnlySpan<byte> described, ReadOnlySpan<byte> listed)
    {
        var row = JsonSerializer.Deserialize(described, TypedJson.Own.TypedRow)!;
        row._key = row.arn;
        row.tags = (JsonSerializer.Deserialize(listed, TypedJson.Own.TagReply)!.tags ?? []).ToDictionary(tag => tag.key!, tag => tag.value);
        row.region = DocumentFile.Region;
        row.observed_at = DocumentFile.ObservedAt.UtcDateTime;
        row.unmapped = [];
        return row;
    }
}

public sealed class StorageConfig
{
    public string? destination { get; set; }

    public string? kms_key { get; set; }

    public ContentType? content_type { get; set; }
}

public sealed class ContentType
{
    public List<string?>? csv_content_types { get; set; }

    public List<string?>? json_content_types { get; set; }
}

public sealed class Endpoint
{
    public string? endpoint_name { get; set; }

    public string? endpoint_config_name { get; set; }

    public string? endpoint_status { get; set; }

    public string? failure_reason { get; set; }
}

public sealed class Variant
{
    public string? model_name { get; set; }

    public string? variant_name { get; set; }

    public Infrastructure? infrastructure_config { get; set; }

    public string? status { get; set; }
}

public sealed class Infrastructure
{
    public string? infrastructure_type { get; set; }

    public RealTime? real_time_inference_config { get; set; }
}

public sealed class RealTime
{
    public string? instance_type { get; set; }

    public int? instance_count { get; set; }
}

public sealed class Plan
{
    [ParquetTimestamp(ParquetTimestampResolution.Milliseconds, useLogicalTimestamp: true, isAdjustedToUTC: true)]
    public DateTime? start_time { get; set; }

    [ParquetTimestamp(ParquetTimestampResolution.Milliseconds, useLogicalTimestamp: true, isAdjustedToUTC: true)]
    public DateTime? end_time { get; set; }
}

public sealed class ShadowMode
{
    public string? source_model_variant_name { get; set; }

    public List<ShadowVariant?>? shadow_model_variants { get; set; }
}

public sealed class ShadowVariant
{
    public string? shadow_model_variant_name { get; set; }

    public int? sampling_percentage { get; set; }
}

internal sealed class TagReply
{
    public List<Tag>? tags { get; set; }
}

internal sealed class Tag
{
    public string? key { get; set; }

    public string? value { get; set; }
}

[JsonSerializable(typeof(TypedRow))]
[JsonSerializable(typeof(TagReply))]
internal sealed partial class TypedJson : JsonSerializerContext
{
    public static TypedJson Own { get; } = new(new JsonSerializerOptions { PropertyNamingPolicy = new MemberNames(), Converters = { new Seconds() } });

    /// <summary><c>status_reason</c> is <c>StatusReason</c>.</summary>
    private sealed class MemberNames : JsonNamingPolicy
    {
        public override string ConvertName(string name) => string.Concat(name.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }

    private sealed class Seconds : JsonConverter<System.DateTime>
    {
        public override System.DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            System.DateTime.UnixEpoch.AddMilliseconds((double)decimal.Floor(reader.GetDecimal() * 1000));

        public override void Write(Utf8JsonWriter writer, System.DateTime value, JsonSerializerOptions options) => throw new NotSupportedException();
    }
}

using ParquetSharp;
using ParquetSharp.Schema;

namespace ExperimentLake.Benchmarks.Documents;

/// <summary>ParquetSharp's logical column writers (Apache's C++ writer) from the same typed records, in the same row groups.</summary>
internal static class ParquetSharpColumns
{
    private static readonly LogicalType s_milliseconds = LogicalType.Timestamp(true, TimeUnit.Millis);

    public static long Write(string input, string output)
    {
        var rows = 0L;
        using var properties = new WriterPropertiesBuilder().Compression(Compression.Zstd).Build();
        using var writer = new ParquetFileWriter(output, Schema(), properties);
        foreach (var chunk in DocumentFile.Read(input).Select(line => TypedRow.Of(line.Described.Span, line.Listed.Span)).Chunk(Serializer.RowGroup))
        {
            using var group = writer.AppendRowGroup();
            Write(group, chunk);
            rows += chunk.Length;
        }

        writer.Close();
        return rows;
    }

    private static void Write(RowGroupWriter group, TypedRow[] rows)
    {
        Column(group, rows, row => row._key);
        Column(group, rows, row => row.arn);
        Column(group, rows, row => row.completion_time);
        Column(group, rows, row => row.creation_time);
        Column(group, rows, row => Of(row.data_storage_config, storage => storage.destination));
        Column(group, rows, row => Of(row.data_storage_config, storage => storage.kms_key));
        Column(group, rows, row => Of(row.data_storage_config, storage => Of(storage.content_type, content => content.csv_content_types?.ToArray())));
        Column(group, rows, row => Of(row.data_storage_config, storage => Of(storage.content_type, content => content.json_content_types?.ToArray())));
        Column(group, rows, row => row.description);
        Column(group, rows, row => Of(row.endpoint_metadata, endpoint => endpoint.endpoint_name));
        Column(group, rows, row => Of(row.endpoint_metadata, endpoint => endpoint.endpoint_config_name));
        Column(group, rows, row => Of(row.endpoint_metadata, endpoint => endpoint.endpoint_status));
        Column(group, rows, row => Of(row.endpoint_metadata, endpoint => endpoint.failure_reason));
        Column(group, rows, row => row.last_modified_time);
        Column(group, rows, row => row.model_variants?.Select(one => Of(one, variant => variant.model_name)).ToArray());
        Column(group, rows, row => row.model_variants?.Select(one => Of(one, variant => variant.variant_name)).ToArray());
        Column(group, rows, row => row.model_variants?.Select(one => Of(one, variant => Of(variant.infrastructure_config, config => config.infrastructure_type))).ToArray());
        Column(group, rows, row => row.model_variants?.Select(one => Of(one, variant => Of(variant.infrastructure_config, config => Of(config.real_time_inference_config, real => real.instance_type)))).ToArray());
        Column(group, rows, row => row.model_variants?.Select(one => Of(one, variant => Of(variant.infrastructure_config, config => Of(config.real_time_inference_config, real => real.instance_count)))).ToArray());
        Column(group, rows, row => row.model_variants?.Select(one => Of(one, variant => variant.status)).ToArray());
        Column(group, rows, row => row.name);
        Column(group, rows, row => row.role_arn);
        Column(group, rows, row => Of(row.schedule, plan => plan.start_time));
        Column(group, rows, row => Of(row.schedule, plan => plan.end_time));
        Column(group, rows, row => Of(row.shadow_mode_config, shadow => shadow.source_model_variant_name));
        Column(group, rows, row => Of(row.shadow_mode_config, shadow => shadow.shadow_model_variants?.Select(one => Of(one, variant => variant.shadow_model_variant_name)).ToArray()));
        Column(group, rows, row => Of(row.shadow_mode_config, shadow => shadow.shadow_model_variants?.Select(one => Of(one, variant => variant.sampling_percentage)).ToArray()));
        Column(group, rows, row => row.status);
        Column(group, rows, row => row.status_reason);
        Column(group, rows, row => row.tags!.Keys.ToArray());
        Column(group, rows, row => row.tags!.Values.ToArray());
        Column(group, rows, row => row.type);
        Column(group, rows, row => row.kms_key);
        Column(group, rows, row => row.region);
        Column(group, rows, row => row.observed_at);
        Column(group, rows, row => row.unmapped!.Keys.ToArray());
        Column(group, rows, row => row.unmapped!.Values.ToArray());
    }

    private static Nested<TValue>? Of<T, TValue>(T? parent, Func<T, TValue> value)
        where T : class => parent is null ? null : new Nested<TValue>(value(parent));

    private static void Column<T>(RowGroupWriter group, TypedRow[] rows, Func<TypedRow, T> value)
    {
        using var writer = group.NextColumn().LogicalWriter<T>();
        writer.WriteBatch(Array.ConvertAll(rows, row => value(row)));
    }

    private static GroupNode Schema() => Group("schema", Repetition.Required,
        Text("_key"), Text("arn"), Time("completion_time"), Time("creation_time"),
        Group("data_storage_config", Repetition.Optional, Text("destination"), Text("kms_key"),
            Group("content_type", Repetition.Optional, List("csv_content_types", Text("element")), List("json_content_types", Text("element")))),
        Text("description"),
        Group("endpoint_metadata", Repetition.Optional, Text("endpoint_name"), Text("endpoint_config_name"), Text("endpoint_status"), Text("failure_reason")),
        Time("last_modified_time"),
        List("model_variants", Group("element", Repetition.Optional, Text("model_name"), Text("variant_name"),
            Group("infrastructure_config", Repetition.Optional, Text("infrastructure_type"),
                Group("real_time_inference_config", Repetition.Optional, Text("instance_type"), Int("instance_count"))),
            Text("status"))),
        Text("name"), Text("role_arn"),
        Group("schedule", Repetition.Optional, Time("start_time"), Time("end_time")),
        Group("shadow_mode_config", Repetition.Optional, Text("source_model_variant_name"),
            List("shadow_model_variants", Group("element", Repetition.Optional, Text("shadow_model_variant_name"), Int("sampling_percentage")))),
        Text("status"), Text("status_reason"), Map("tags"), Text("type"), Text("kms_key"), Text("region"), Time("observed_at"), Map("unmapped"));

    private static GroupNode Group(string name, Repetition repetition, params Node[] fields) => new(name, repetition, fields);

    private static GroupNode List(string name, Node element) => new(name, Repetition.Optional, [new GroupNode("list", Repetition.Repeated, [element])], LogicalType.List());

    private static GroupNode Map(string name) => new(name, Repetition.Optional,
        [new GroupNode("key_value", Repetition.Repeated, [new PrimitiveNode("key", Repetition.Required, LogicalType.String(), PhysicalType.ByteArray), Text("value")])], LogicalType.Map());

    private static PrimitiveNode Text(string name) => new(name, Repetition.Optional, LogicalType.String(), PhysicalType.ByteArray);

    private static PrimitiveNode Int(string name) => new(name, Repetition.Optional, LogicalType.None(), PhysicalType.Int32);

    private static PrimitiveNode Time(string name) => new(name, Repetition.Optional, s_milliseconds, PhysicalType.Int64);
}

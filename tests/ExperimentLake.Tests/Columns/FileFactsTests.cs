using ExperimentLake.Columns;
using ExperimentLake.Schema;
using ParquetSharp;
using ParquetSharp.Schema;
using Node = ParquetSharp.Schema.Node;

namespace ExperimentLake.Tests.Columns;

/// <summary>What every engine relies on, in the footer of the files.</summary>
public sealed class FileFactsTests
{
    [Fact]
    public async Task Columns_have_standard_types_and_lower_case_names()
    {
        foreach (var table in Tables.All)
        {
            using var file = await LakeFile.WriteAsync(Rows(), table: table);
            using var reader = new ParquetFileReader(file.Path);
            foreach (var node in reader.FileMetaData.Schema.GroupNode.Fields.SelectMany(WithNested))
            {
                node.Name.ShouldBe(node.Name.ToLowerInvariant());
                switch (node.LogicalType)
                {
                    case ListLogicalType:
                        Only(node).Name.ShouldBe("list");
                        Only(node).Repetition.ShouldBe(Repetition.Repeated);
                        Only(Only(node)).Name.ShouldBe("element");
                        break;
                    case MapLogicalType:
                        Only(node).Name.ShouldBe("key_value");
                        Only(node).Repetition.ShouldBe(Repetition.Repeated);
                        ((GroupNode)Only(node)).Fields.Select(field => (field.Name, field.Repetition))
                            .ShouldBe([("key", Repetition.Required), ("value", Repetition.Optional)]);
                        break;
                    case TimestampLogicalType timestamp:
                        ((PrimitiveNode)node).PhysicalType.ShouldBe(PhysicalType.Int64);
                        (timestamp.IsAdjustedToUtc, timestamp.TimeUnit).ShouldBe((true, TimeUnit.Millis));
                        break;
                    case IntLogicalType integer:
                        integer.IsSigned.ShouldBeTrue();
                        break;
                    case StringLogicalType:
                        ((PrimitiveNode)node).PhysicalType.ShouldBe(PhysicalType.ByteArray);
                        break;
                    default:
                        // Structs, and integers without an annotation: signed.
                        node.LogicalType.ShouldBeOfType<NoneLogicalType>();
                        (node is GroupNode or PrimitiveNode { PhysicalType: PhysicalType.Int32 or PhysicalType.Int64 }).ShouldBeTrue(node.Name);
                        break;
                }
            }
        }
    }

    [Fact]
    public async Task DuckDb_sees_the_types_of_the_specification()
    {
        using var file = await LakeFile.WriteAsync(Rows());

        string.Join('\n', file.Query("SELECT column_name || ' ' || column_type FROM (DESCRIBE file) WHERE column_name <> 'file_row_number'")).ShouldBe(
            """
            _key VARCHAR
            arn VARCHAR
            completion_time TIMESTAMP WITH TIME ZONE
            creation_time TIMESTAMP WITH TIME ZONE
            data_storage_config STRUCT(destination VARCHAR, kms_key VARCHAR, content_type STRUCT(csv_content_types VARCHAR[], json_content_types VARCHAR[]))
            description VARCHAR
            endpoint_metadata STRUCT(endpoint_name VARCHAR, endpoint_config_name VARCHAR, endpoint_status VARCHAR, failure_reason VARCHAR)
            last_modified_time TIMESTAMP WITH TIME ZONE
            model_variants STRUCT(model_name VARCHAR, variant_name VARCHAR, infrastructure_config STRUCT(infrastructure_type VARCHAR, real_time_inference_config STRUCT(instance_type VARCHAR, instance_count INTEGER)), status VARCHAR)[]
            name VARCHAR
            role_arn VARCHAR
            schedule STRUCT(start_time TIMESTAMP WITH TIME ZONE, end_time TIMESTAMP WITH TIME ZONE)
            shadow_mode_config STRUCT(source_model_variant_name VARCHAR, shadow_model_variants STRUCT(shadow_model_variant_name VARCHAR, sampling_percentage INTEGER)[])
            status VARCHAR
            status_reason VARCHAR
            tags MAP(VARCHAR, VARCHAR)
            type VARCHAR
            kms_key VARCHAR
            region VARCHAR
            observed_at TIMESTAMP WITH TIME ZONE
            unmapped MAP(VARCHAR, VARCHAR)
            """);
    }

    [Fact]
    public async Task Chunks_are_zstd_and_dictionaries_hold_what_repeats()
    {
        using var file = await LakeFile.WriteAsync(Rows([.. Enumerable.Range(0, 500).Select(row =>
            $$"""{"Arn":"arn-{{row}}","Status":"Running","Type":"ShadowMode","Description":"Züge","ModelVariants":[{"Status":"InService"},{"Status":"Creating"}]}""")]));
        using var reader = new ParquetFileReader(file.Path);
        using var group = reader.RowGroup(0);
        var chunks = Enumerable.Range(0, group.MetaData.NumColumns).ToDictionary(
            column => reader.FileMetaData.Schema.Column(column).Path.ToDotString(), group.MetaData.GetColumnChunkMetaData);

        chunks.Values.ShouldAllBe(chunk => chunk.Compression == Compression.Zstd);
        foreach (var column in new[] { "status", "type", "region", "model_variants.list.element.status" })
        {
            chunks[column].Encodings.ShouldContain(Encoding.PlainDictionary, column);
        }

        chunks["arn"].Encodings.ShouldNotContain(Encoding.PlainDictionary);
    }

    [Fact]
    public async Task A_file_carries_its_metadata()
    {
        using var file = await LakeFile.WriteAsync(Rows("{}"));
        using var reader = new ParquetFileReader(file.Path);

        reader.FileMetaData.KeyValueMetadata["written.by"].ShouldBe("a test");
    }

    [Fact]
    public async Task No_row_group_is_empty()
    {
        using var none = await LakeFile.WriteAsync(Rows());
        using var each = await LakeFile.WriteAsync(Rows("{}", "{}", "{}"), rowGroupBytes: 1);

        none.Query($"SELECT num_row_groups FROM parquet_file_metadata('{none.Path}')").ShouldBe(["0"]);
        none.ParquetSharpRows().ShouldBeEmpty();
        none.DuckDbRows().ShouldBeEmpty();
        each.Query($"SELECT DISTINCT row_group_num_rows FROM parquet_metadata('{each.Path}')").ShouldBe(["1"]);
        each.Query($"SELECT num_row_groups FROM parquet_file_metadata('{each.Path}')").ShouldBe(["3"]);
    }

    private static IEnumerable<Action<Shredder>> Rows(params string[] described) => described.Select(json => (Action<Shredder>)(shredder => _ = shredder.Add(
        new Document("arn", "us-east-1", DateTimeOffset.UnixEpoch, System.Text.Encoding.UTF8.GetBytes(json), default, []))));

    private static Node Only(Node node) => ((GroupNode)node).Fields.ShouldHaveSingleItem();

    private static IEnumerable<Node> WithNested(Node node) =>
        node is GroupNode group ? group.Fields.SelectMany(WithNested).Prepend(node) : [node];
}

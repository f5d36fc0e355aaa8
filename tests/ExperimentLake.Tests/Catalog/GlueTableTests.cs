using System.Text.Json.Nodes;
using ExperimentLake.Catalog;
using ExperimentLake.Schema;

namespace ExperimentLake.Tests.Catalog;

public sealed class GlueTableTests
{
    private static readonly HiveTable s_table = new(CommittedDays.Early, "s3://bucket/prefix/", CommittedDays.First);

    [Fact]
    public void A_new_table_is_what_the_schema_tree_says() => JsonNode.DeepEquals(GlueTable.New(s_table), JsonNode.Parse(
        """
        {
          "Name": "inference_experiments",
          "Description": "Experiments.",
          "TableType": "EXTERNAL_TABLE",
          "Parameters": { "classification": "parquet", "partition_filtering.enabled": "true", "EXTERNAL": "TRUE" },
          "PartitionKeys": [
            { "Name": "account_id", "Type": "string", "Comment": "Account." },
            { "Name": "snapshot_date", "Type": "string", "Comment": "Date." }
          ],
          "StorageDescriptor": {
            "Columns": [
              { "Name": "arn", "Type": "string", "Comment": "Arn." },
              { "Name": "schedule", "Type": "struct<start_time:timestamp>", "Comment": "When." }
            ],
            "Location": "s3://bucket/prefix/inference_experiments/",
            "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
            "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
            "SerdeInfo": {
              "SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
              "Parameters": { "serialization.format": "1" }
            }
          }
        }
        """)).ShouldBeTrue(GlueTable.New(s_table).ToString());

    [Fact]
    public void What_is_only_ever_answered_is_not_given_back()
    {
        var kept = GlueTable.New(s_table);
        string[] answered = ["DatabaseName", "CreateTime", "UpdateTime", "CreatedBy", "IsRegisteredWithLakeFormation", "CatalogId", "VersionId", "FederatedTable", "IsMultiDialectView", "Status"];
        foreach (var member in answered)
        {
            kept[member] = "x";
        }

        JsonNode.DeepEquals(GlueTable.Updated(s_table, kept), GlueTable.New(s_table)).ShouldBeTrue();
    }

    [Fact]
    public void White_space_and_capitals_are_no_change()
    {
        var kept = GlueTable.New(s_table);
        kept["StorageDescriptor"]!["Columns"]![1]!["Type"] = "STRUCT< start_time : TIMESTAMP >";

        GlueTables.IsCurrent(s_table, kept).ShouldBeTrue();
    }

    [Theory]
    [InlineData("2026-11-01,NOW+1DAY", "2026-11-01,NOW+1DAY")]
    [InlineData("2026-11-01", "2026-11-01,NOW+1DAY")]
    [InlineData("2026-11-30,NOW", "2026-11-20,NOW+1DAY")]
    [InlineData("NOW-3YEARS,NOW", "2026-11-20,NOW+1DAY")]
    [InlineData(null, "2026-11-20,NOW+1DAY")]
    public void The_range_of_dates_begins_with_the_earliest_that_anybody_knew(string? kept, string range)
    {
        var coverage = new HiveTable(Tables.SnapshotCoverage, "s3://bucket/prefix/", CommittedDays.First);
        var table = GlueTable.New(coverage);
        table["Parameters"]!["projection.snapshot_date.range"] = kept;

        ((string?)GlueTable.Updated(coverage, table)["Parameters"]!["projection.snapshot_date.range"]).ShouldBe(range);
    }

    [Fact]
    public void No_comment_is_longer_than_Glue_takes() => Tables.All.Select(table => new HiveTable(table, "s3://bucket/", CommittedDays.First))
        .SelectMany(table => table.Columns.Concat(table.PartitionKeys)).ShouldAllBe(column => column.Comment.Length <= HiveTable.LongestComment && !column.Comment.Contains('\n'));

    [Theory]
    [InlineData("SerdeInfo", "has the SerDe none")]
    [InlineData("Location", "is of no location")]
    public void A_table_without_what_ours_have_is_not_ours(string member, string why)
    {
        var kept = GlueTable.New(s_table);
        kept["StorageDescriptor"]!.AsObject().Remove(member);

        Should.Throw<CatalogException>(() => GlueTables.IsCurrent(s_table, kept)).Message.ShouldContain(why);
    }

    [Fact]
    public void A_view_and_a_table_of_other_keys_are_not_ours_and_a_missing_slash_is_nothing()
    {
        var kept = GlueTable.New(s_table);
        kept["StorageDescriptor"]!["Location"] = "s3://bucket/prefix/inference_experiments";
        GlueTable.Foreign(s_table, kept).ShouldBeNull();
        kept["PartitionKeys"]!.AsArray().RemoveAt(0);
        GlueTable.Foreign(s_table, kept).ShouldBe("has other partition keys (snapshot_date)");
        kept.Remove("StorageDescriptor");
        GlueTable.Foreign(s_table, kept)!.ShouldStartWith("is of no location");
    }

    [Theory]
    [InlineData("string", "string", "string")]
    [InlineData("int", "bigint", "bigint")]
    [InlineData("string", "struct<a:int>", "struct<a:int>")]
    [InlineData("struct<a:int>", "struct<b:int,a:int>", "struct<a:int,b:int>")]
    [InlineData("struct<a:int,theirs:decimal(10,2)>", "struct<a:int,b:int>", "struct<a:int,theirs:decimal(10,2),b:int>")]
    [InlineData("array<struct<a:struct<b:int>>>", "array<struct<a:struct<b:int,c:array<string>>,d:map<string,string>>>", "array<struct<a:struct<b:int,c:array<string>>,d:map<string,string>>>")]
    [InlineData("Array< Struct< a : int > >", "array<struct<a:int>>", "array<struct<a:int>>")]
    [InlineData("map<string,string>", "map<string,string>", "map<string,string>")]
    [InlineData("", "string", "string")]
    [InlineData("struct<>", "struct<a:int>", "struct<a:int>")]
    public void A_type_is_widened_and_never_narrowed(string type, string with, string wide) => HiveType.Widen(type, with).ShouldBe(wide);
}

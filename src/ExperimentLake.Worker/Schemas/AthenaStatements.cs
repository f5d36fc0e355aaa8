using System.Globalization;
using ExperimentLake.Lake;
using ExperimentLake.Schema;
using ExperimentLake.Views;

namespace ExperimentLake.Worker.Schemas;

/// <summary>
/// What makes the lake a database of Athena: tables and partitions in Hive's DDL, views in Trino's SQL.
/// https://docs.aws.amazon.com/athena/latest/ug/ddl-reference.html
/// </summary>
internal static class AthenaStatements
{
    // A statement has at most 262,144 bytes. https://docs.aws.amazon.com/athena/latest/ug/service-limits.html
    private const int PartitionsAtOnce = 500;

    public static IEnumerable<Statement> Of(LakePlace lake, IReadOnlyList<string> ownerTags)
    {
        var uri = lake.IsBucket ? lake.Uri : LakePlace.NoBucket;
        var tables = Tables.All.Select(table => new HiveTable(table, uri, lake.FirstDate)).ToList();
        return tables.Select(table => new Statement(table.Table.Name, Create(table)))
            .Concat(Partitions(tables.Single(table => !table.IsProjected), lake))
            .Concat(LakeViews.All(ownerTags).Select(view => new Statement(view.Name, view.Sql(Engine.Athena))));
    }

    private static string Create(HiveTable table) => $"""
        CREATE EXTERNAL TABLE IF NOT EXISTS `{table.Table.Name}` (
        {Columns(table.Columns)}
        )
        COMMENT {Text(table.Table.Description)}
        PARTITIONED BY (
        {Columns(table.PartitionKeys)}
        )
        ROW FORMAT SERDE '{HiveTable.SerDe}'
        STORED AS INPUTFORMAT '{HiveTable.InputFormat}'
        OUTPUTFORMAT '{HiveTable.OutputFormat}'
        LOCATION {Text(table.Location)}
        TBLPROPERTIES (
        {string.Join(",\n", table.Parameters.Select(one => $"    {Text(one.Key)} = {Text(one.Value)}"))}
        )
        """;

    private static string Columns(IReadOnlyList<HiveColumn> columns) =>
        string.Join(",\n", columns.Select(column => $"    `{column.Name}` {column.Type} COMMENT {Text(column.Comment)}"));

    private static IEnumerable<Statement> Partitions(HiveTable table, LakePlace lake) => lake.Partitions.Chunk(PartitionsAtOnce).Select((some, index) => new Statement(
        string.Create(CultureInfo.InvariantCulture, $"{table.Table.Name}_partitions_{index + 1}"),
        $"ALTER TABLE `{table.Table.Name}` ADD IF NOT EXISTS\n{string.Join('\n', some.Select(one => Partition(table, one.Account, LakeKeys.Text(one.Date))))}"));

    private static string Partition(HiveTable table, params string[] values) =>
        $"    PARTITION ({string.Join(", ", table.PartitionKeys.Zip(values, (key, value) => $"`{key.Name}` = {Text(value)}"))}) LOCATION {Text(table.PartitionLocation(values))}";

    /// <summary>A string literal of Hive, which knows escapes.</summary>
    private static string Text(string text) => $"'{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal)}'";
}

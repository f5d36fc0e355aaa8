using ExperimentLake.Schema;
using Parquet.Schema;

namespace ExperimentLake.Columns;

/// <summary>The Parquet schema of a table. Standard three-level lists and maps, every column optional, signed integers only.</summary>
internal static class ParquetSchemas
{
    /// <summary>The schema that is written into files.</summary>
    public static ParquetSchema Of(Table table) => Of(table, typeof(string));

    /// <summary>The same with text as bytes: only for handing values to the writer (see <see cref="TextLeaf"/>).</summary>
    public static ParquetSchema WithTextAsBytes(Table table) => Of(table, typeof(byte[]));

    private static ParquetSchema Of(Table table, Type text) => new(table.Stored.Select(node => Field(node, text)));

    private static Field Field(Node node, Type text) => node switch
    {
        Text => new DataField(node.Name, text, isNullable: true),
        Int => new DataField(node.Name, typeof(int), isNullable: true),
        Long => new DataField(node.Name, typeof(long), isNullable: true),
        // INT64 milliseconds adjusted to UTC: all that Athena's timestamp holds, and never INT96.
        Timestamp => new DateTimeDataField(node.Name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, DateTimeTimeUnit.Millis, isNullable: true),
        Struct group => new StructField(node.Name, [.. group.Fields.Select(field => Field(field, text))]),
        ListOf list => new ListField(node.Name, Field(list.Element, text)),
        MapOf => new MapField(
            node.Name, new DataField("key", text, isNullable: false), new DataField("value", text, isNullable: true)),
        _ => throw new NotSupportedException($"No Parquet type for {node}."),
    };
}

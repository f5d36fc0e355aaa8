using System.Globalization;
using DuckDB.NET.Data;
using ExperimentLake.Schema;

namespace ExperimentLake.Benchmarks.Documents;

/// <summary>DuckDB's <c>COPY (SELECT … FROM read_json(…)) TO …</c>, its statement derived from the schema tree.</summary>
internal static class DuckDbCopy
{
    public static long Write(string input, string output, string threads)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        if (threads != "all")
        {
            command.CommandText = $"SET threads = {int.Parse(threads, CultureInfo.InvariantCulture)}";
            command.ExecuteNonQuery();
        }

        command.CommandText = Statement(input, output);
        return command.ExecuteNonQuery();
    }

    public static string Statement(string input, string output)
    {
        var table = Tables.InferenceExperiments;
        var members = table.Stored.Where(node => node.Origin == Origin.Document).Select(node => $"\"{table.JsonName(node)}\" {JsonType(table, node)}");
        var columns = table.Stored.Select(node => $"{Column(table, node)} AS {node.Name}");
        return $"""
            COPY (SELECT {string.Join(", ", columns)}
              FROM read_json('{input}', format = 'newline_delimited', columns = {"{"}
                Described: 'STRUCT({string.Join(", ", members)})', Listed: 'STRUCT("Tags" STRUCT("Key" VARCHAR, "Value" VARCHAR)[])'{"}"}))
            TO '{output}' (FORMAT parquet, COMPRESSION zstd)
            """;
    }

    private static string Column(Table table, Node node) => node.Name switch
    {
        "_key" => "Described.\"Arn\"",
        "region" => $"'{DocumentFile.Region}'",
        "observed_at" => $"TIMESTAMPTZ '{DocumentFile.ObservedAt:yyyy-MM-dd HH:mm:ss}+00'",
        "tags" => "map_from_entries(list_transform(Listed.\"Tags\", tag -> {'k': tag.\"Key\", 'v': tag.\"Value\"}))",
        "unmapped" => "MAP {}::MAP(VARCHAR, VARCHAR)",
        _ => Value(table, node, $"Described.\"{table.JsonName(node)}\"", 0),
    };

    private static string JsonType(Table table, Node node) => node switch
    {
        Text => "VARCHAR",
        Int => "INTEGER",
        Timestamp => "DOUBLE",
        Struct group => $"STRUCT({string.Join(", ", group.Fields.Select(field => $"\"{table.JsonName(field)}\" {JsonType(table, field)}"))})",
        ListOf list => $"{JsonType(table, list.Element)}[]",
        _ => throw new NotSupportedException(node.ToString()),
    };

    private static string Value(Table table, Node node, string json, int depth) => node switch
    {
        Timestamp => $"make_timestamp((round({json} * 1000)::BIGINT) * 1000)::TIMESTAMPTZ",
        Struct group => $"CASE WHEN {json} IS NOT NULL THEN {{{string.Join(", ", group.Fields.Select(field => $"'{field.Name}': {Value(table, field, $"{json}.\"{table.JsonName(field)}\"", depth)}"))}}} END",
        ListOf { Element: Text } => json,
        ListOf list => $"list_transform({json}, e{depth} -> {Value(table, list.Element, $"e{depth}", depth + 1)})",
        _ => json,
    };
}

using ExperimentLake.Schema;

namespace ExperimentLake.Worker.Queries;

/// <summary>The types of the schema tree in DuckDB (https://duckdb.org/docs/stable/sql/data_types/overview).</summary>
internal static class DuckDbTypes
{
    public static string Of(Node node) => node switch
    {
        Text => "VARCHAR",
        Int => "INTEGER",
        Long => "BIGINT",
        Timestamp => "TIMESTAMP WITH TIME ZONE",
        Struct group => $"STRUCT({string.Join(", ", group.Fields.Select(field => $"{Quote(field.Name)} {Of(field)}"))})",
        ListOf list => $"{Of(list.Element)}[]",
        MapOf => "MAP(VARCHAR, VARCHAR)",
        _ => throw new NotSupportedException($"No DuckDB type for {node}."),
    };

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}

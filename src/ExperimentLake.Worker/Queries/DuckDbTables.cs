using System.Text.RegularExpressions;
using ExperimentLake.Schema;

namespace ExperimentLake.Worker.Queries;

/// <summary>The tables of the lake as views over its files.</summary>
internal static partial class DuckDbTables
{
    /// <summary>
    /// All columns of the tree, in the order of readers. Files of before a column was added lack it, or a field of it: what is missing is null.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="files">Patterns; there may be none.</param>
    /// <param name="accounts">Only rows of these; all when there are none.</param>
    public static string View(Table table, IReadOnlyCollection<string> files, params IReadOnlyCollection<string> accounts) =>
        $"CREATE OR REPLACE VIEW {table.Name} AS\n{Rows(table, files, accounts)}";

    /// <summary>The rows themselves, for a table of <see cref="Empty"/>: what is small is then read once and not by every view again.</summary>
    public static string Insert(Table table, IReadOnlyCollection<string> files, IReadOnlyCollection<string> accounts) =>
        $"INSERT INTO {table.Name}\n{Rows(table, files, accounts)}";

    private static string Rows(Table table, IReadOnlyCollection<string> files, IReadOnlyCollection<string> accounts) => $"""
        SELECT {string.Join(", ", Columns(table).Select(column => DuckDbTypes.Quote(column.Name)))}
        FROM ({(files.Count == 0 ? None(table) : Some(table, files))}
        ){(accounts.Count == 0 ? "" : $" WHERE account_id IN ({string.Join(", ", accounts.Select(DuckDbTypes.Literal))})")}
        """;

    /// <summary>A table without rows that plans of queries name, as they do not name a view.</summary>
    public static string Empty(Table table) =>
        $"CREATE TABLE {table.Name} ({string.Join(", ", Columns(table).Select(column => $"{DuckDbTypes.Quote(column.Name)} {DuckDbTypes.Of(column)}"))})";

    /// <summary>A path as a pattern that nothing else matches. https://duckdb.org/docs/stable/data/multiple_files/overview</summary>
    public static string Literally(string path) => Magic().Replace(path, "[$0]");

    private static string None(Table table) => $"""

            SELECT {string.Join(",\n        ", Columns(table).Select(column => $"CAST(NULL AS {DuckDbTypes.Of(column)}) AS {DuckDbTypes.Quote(column.Name)}"))}
            WHERE false
        """;

    // Not by DuckDB's own hive_partitioning: it would take what looks like a key in the folders above the lake too, and put it in place of a column,
    // and make numbers of account ids where none begins with 0.
    // Nor by union_by_name: it opens every file before the first row, and keeps all of them.
    private static string Some(Table table, IReadOnlyCollection<string> files) => $"""

            SELECT * EXCLUDE (filename), {string.Join(", ", table.PartitionKeys.Select(key => $"regexp_extract(filename, '^.*/{key.Name}=([^/]*)/', 1) AS {DuckDbTypes.Quote(key.Name)}"))}
            FROM read_parquet([{string.Join(", ", files.Select(DuckDbTypes.Literal))}], hive_partitioning = false, filename = true, schema = MAP {"{"}
                {string.Join(",\n        ", table.Stored.Select(Column))}
            {"}"})
        """;

    private static string Column(Node node) =>
        $"{DuckDbTypes.Literal(node.Name)}: {{name: {DuckDbTypes.Literal(node.Name)}, type: {DuckDbTypes.Literal(DuckDbTypes.Of(node))}, default_value: NULL}}";

    private static IEnumerable<Node> Columns(Table table) => table.Stored.Concat(table.PartitionKeys);

    [GeneratedRegex(@"[\[*?]")]
    private static partial Regex Magic();
}

using System.Text;
using ExperimentLake.Schema;
using ExperimentLake.Views;

namespace ExperimentLake.Worker.Schemas;

/// <summary>Every column of every table and view, for readers.</summary>
internal static class ColumnReference
{
    public static string Of(IReadOnlyList<string> ownerTags)
    {
        var text = new StringBuilder("# Columns\n\nTypes are those of Athena: of a table as its DDL has them, of a view as queries show them.\n");
        foreach (var table in Tables.All)
        {
            text.Append($"\n## Table `{table.Name}`\n\n{table.Description}\nPartition keys: {string.Join(", ", table.PartitionKeys.Select(key => $"`{key.Name}`"))}.\n\n")
                .Append("| column | type | JSON path | meaning |\n|---|---|---|---|\n");
            foreach (var column in table.Stored.Concat(table.PartitionKeys))
            {
                Append(text, table, column, column.Name, column.Origin == Origin.Document ? table.JsonName(column) : null);
            }
        }

        foreach (var view in LakeViews.All(ownerTags))
        {
            text.Append($"\n## View `{view.Name}`\n\n{view.Description}\n\n| column | type | definition |\n|---|---|---|\n");
            foreach (var column in view.Columns)
            {
                text.Append($"| `{column.Name.Trim('"')}` | `{column.Type}` | {Cell(column.Definition)} |\n");
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, Table table, Node node, string name, string? path)
    {
        text.Append($"| `{name}` | `{TypeOf(node)}` | {(path is null ? "" : $"`{path}`")} | {Cell(node.Description)} |\n");
        foreach (var (field, fieldName, fieldPath) in Below(table, node, name, path))
        {
            Append(text, table, field, fieldName, fieldPath);
        }
    }

    /// <summary>What has a line of its own. An element that is no struct is told with its list.</summary>
    private static IEnumerable<(Node Node, string Name, string? Path)> Below(Table table, Node node, string name, string? path) => node switch
    {
        Struct group => group.Fields.Select(field => (field, $"{name}.{field.Name}", path is null ? null : $"{path}.{table.JsonName(field)}")),
        ListOf { Element: Struct element } => Below(table, element, $"{name}[]", path is null ? null : $"{path}[]"),
        _ => [],
    };

    private static string TypeOf(Node node) => node switch
    {
        Struct => "struct",
        ListOf { Element: Struct } => "array<struct>",
        _ => HiveTable.TypeOf(node),
    };

    private static string Cell(string text) => text.Replace("|", @"\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}

using System.Text;
using ExperimentLake.Schema;

namespace ExperimentLake.Worker.Schemas;

/// <summary>A table's files in the notation of Parquet's own tools. https://github.com/apache/parquet-format/blob/master/LogicalTypes.md</summary>
internal static class ParquetMessage
{
    public static string Of(Table table)
    {
        var text = new StringBuilder($"message {table.Name} {{\n");
        foreach (var column in table.Stored)
        {
            Append(text, "  ", column);
        }

        return text.Append("}\n").ToString();
    }

    private static void Append(StringBuilder text, string indent, Node node)
    {
        switch (node)
        {
            case Struct group:
                Group(text, indent, $"optional group {node.Name}", group.Fields);
                break;
            case ListOf list:
                text.Append(indent).Append($"optional group {node.Name} (LIST) {{\n");
                Group(text, $"{indent}  ", "repeated group list", [list.Element]);
                text.Append(indent).Append("}\n");
                break;
            case MapOf:
                text.Append(indent).Append($"optional group {node.Name} (MAP) {{\n").Append(indent).Append("  repeated group key_value {\n")
                    .Append(indent).Append("    required binary key (STRING);\n").Append(indent).Append("    optional binary value (STRING);\n")
                    .Append(indent).Append("  }\n").Append(indent).Append("}\n");
                break;
            default:
                text.Append(indent).Append($"optional {Primitive(node, node.Name)};\n");
                break;
        }
    }

    private static void Group(StringBuilder text, string indent, string head, IEnumerable<Node> fields)
    {
        text.Append(indent).Append(head).Append(" {\n");
        foreach (var field in fields)
        {
            Append(text, $"{indent}  ", field);
        }

        text.Append(indent).Append("}\n");
    }

    private static string Primitive(Node node, string name) => node switch
    {
        Schema.Text => $"binary {name} (STRING)",
        Int => $"int32 {name} (INTEGER(32,true))",
        Long => $"int64 {name} (INTEGER(64,true))",
        Timestamp => $"int64 {name} (TIMESTAMP(MILLIS,true))",
        _ => throw new NotSupportedException($"No Parquet type for {node}."),
    };
}

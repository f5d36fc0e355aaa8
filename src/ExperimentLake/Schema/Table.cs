using System.Text;

namespace ExperimentLake.Schema;

/// <summary>A table of the lake, declared once; schema, shredder, DDL and documentation are derived from it.</summary>
/// <param name="Name">Table name, and the name of its folder in the lake.</param>
/// <param name="Description">What a row of it is.</param>
/// <param name="Naming">How JSON member names follow from column names.</param>
/// <param name="Columns">All columns in the order of the specification, partition keys among them.</param>
public sealed record Table(string Name, string Description, JsonNaming Naming, params IReadOnlyList<Node> Columns)
{
    /// <summary>The columns that a file holds.</summary>
    public IReadOnlyList<Node> Stored { get; } = [.. Columns.Where(column => column.Origin != Origin.Partition)];

    /// <summary>The columns that the object's key holds, in the order of the key.</summary>
    public IReadOnlyList<Node> PartitionKeys { get; } = [.. Columns.Where(column => column.Origin == Origin.Partition)];

    public string JsonName(Node node)
    {
        if (Naming == JsonNaming.AsColumn)
        {
            return node.Name;
        }

        var name = new StringBuilder(node.Name.Length);
        foreach (var word in node.Name.Split('_'))
        {
            name.Append(char.ToUpperInvariant(word[0])).Append(word, 1, word.Length - 1);
        }

        return name.ToString();
    }
}

/// <summary>How a JSON member is named for a column.</summary>
public enum JsonNaming
{
    /// <summary><c>status_reason</c> is <c>StatusReason</c>, as AWS names members.</summary>
    PascalCase,

    /// <summary><c>error_code</c> is <c>error_code</c>: documents of our own.</summary>
    AsColumn,
}

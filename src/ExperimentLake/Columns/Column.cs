using System.Collections.Immutable;
using System.Text.Json;
using ExperimentLake.Schema;

namespace ExperimentLake.Columns;

/// <summary>
/// One node of the schema tree, ready to take values. A value is shredded into the leaves below it as the Dremel paper does
/// (https://research.google/pubs/pub36632/): every leaf notes, for each value or null, how deep its path is defined (definition
/// level) and at which list it repeats (repetition level).
/// </summary>
/// <param name="node">The declaration.</param>
/// <param name="definition">Definition level of a value that is present here, and null in everything below.</param>
internal abstract class Column(Node node, int definition)
{
    public Node Node { get; } = node;

    protected int Definition { get; } = definition;

    /// <summary>The leaves below, in schema order.</summary>
    public abstract ImmutableArray<Leaf> Leaves { get; }

    /// <summary>
    /// Adds the JSON value that the reader stands on and moves to its last token. Adds nothing when it is null, or of another
    /// type, which then goes to the unmapped values of <paramref name="row"/>: the caller owes an <see cref="AddNull"/>.
    /// </summary>
    public bool Add(ref Utf8JsonReader reader, int repetition, Row row)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return false;
        }

        if (TryAdd(ref reader, repetition, row))
        {
            return true;
        }

        row.Unmap(row.Path.ToString(), ref reader);
        return false;
    }

    /// <summary>Adds null for this column; <paramref name="definition"/> says how deep the path to it is defined.</summary>
    public void AddNull(int repetition, int definition)
    {
        foreach (var leaf in Leaves)
        {
            leaf.AddLevels(repetition, definition);
        }
    }

    /// <summary>Adds the value, or adds nothing and leaves the reader where it is when the value has another type.</summary>
    protected abstract bool TryAdd(ref Utf8JsonReader reader, int repetition, Row row);

    /// <param name="node">The declaration.</param>
    /// <param name="table">Its table, for the JSON names.</param>
    /// <param name="parent">Definition level of what holds the node.</param>
    /// <param name="repeated">How many lists hold the node.</param>
    public static Column Create(Node node, Table table, int parent = 0, int repeated = 0) => node switch
    {
        Struct group => new StructColumn(group, parent + 1, table, group.Fields.Select(field => Create(field, table, parent + 1, repeated))),
        // An optional group, a repeated group, and the optional element in it: LIST of the Parquet specification's LogicalTypes.md.
        ListOf list => new ListColumn(list, parent + 1, repeated + 1, Create(list.Element, table, parent + 2, repeated + 1)),
        MapOf map => new MapColumn(map, parent + 1, repeated + 1),
        Text => new TextLeaf(node, parent + 1, repeated),
        Int => new IntLeaf(node, parent + 1, repeated),
        Long => new LongLeaf(node, parent + 1, repeated),
        Timestamp => new TimestampLeaf(node, parent + 1, repeated),
        _ => throw new NotSupportedException($"No column for {node}."),
    };
}

using System.Collections.Immutable;
using System.Text.Json;
using ExperimentLake.Schema;

namespace ExperimentLake.Columns;

/// <summary>A JSON array.</summary>
/// <param name="node">The declaration.</param>
/// <param name="definition">Definition level of an empty list; its elements are in a repeated group one level deeper.</param>
/// <param name="repeated">Repetition level of every element but the first.</param>
/// <param name="element">What the array holds.</param>
internal sealed class ListColumn(Node node, int definition, int repeated, Column element) : Column(node, definition)
{
    public override ImmutableArray<Leaf> Leaves => element.Leaves;

    protected override bool TryAdd(ref Utf8JsonReader reader, int repetition, Row row)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        var index = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var at = index == 0 ? repetition : repeated;
            row.Path.Enter(index++);
            if (!element.Add(ref reader, at, row))
            {
                element.AddNull(at, Definition + 1);
            }

            row.Path.Leave();
        }

        if (index == 0)
        {
            element.AddNull(repetition, Definition);
        }

        return true;
    }
}

using System.Collections.Immutable;
using System.Text.Json;
using ExperimentLake.Schema;

namespace ExperimentLake.Columns;

/// <summary>
/// Text to text. Entries are given one by one, as AWS's JSON has no maps: tags come as a list of keys and values, and unmapped
/// values are gathered on the way.
/// </summary>
internal sealed class MapColumn : Column
{
    private readonly TextLeaf _key;
    private readonly TextLeaf _value;
    private readonly int _repeated;

    public MapColumn(Node node, int definition, int repeated)
        : base(node, definition)
    {
        _repeated = repeated;
        // A repeated group of a required key and an optional value: MAP of the Parquet specification's LogicalTypes.md.
        _key = new TextLeaf(new Text("key", "Key."), definition + 1, repeated);
        _value = new TextLeaf(new Text("value", "Value."), definition + 2, repeated);
        Leaves = [_key, _value];
    }

    public override ImmutableArray<Leaf> Leaves { get; }

    /// <summary>Adds one map.</summary>
    public void Add(Utf8Map entries)
    {
        for (var index = 0; index < entries.Count; index++)
        {
            var repetition = index == 0 ? 0 : _repeated;
            _key.Add(entries.Key(index), repetition);
            if (entries.HasValue(index))
            {
                _value.Add(entries.Value(index), repetition);
            }
            else
            {
                _value.AddLevels(repetition, Definition + 1);
            }
        }

        if (entries.Count == 0)
        {
            AddNull(0, Definition);
        }
    }

    /// <summary>Adds one map. Keys must be distinct: engines refuse a map that repeats one.</summary>
    public void Add(OrderedDictionary<string, string> entries)
    {
        var repetition = 0;
        foreach (var (key, value) in entries)
        {
            _key.Add(key, repetition);
            _value.Add(value, repetition);
            repetition = _repeated;
        }

        if (entries.Count == 0)
        {
            AddNull(0, Definition);
        }
    }

    protected override bool TryAdd(ref Utf8JsonReader reader, int repetition, Row row) => false;
}

using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using ExperimentLake.Schema;

namespace ExperimentLake.Columns;

/// <summary>A JSON object whose members are columns.</summary>
internal sealed class StructColumn : Column
{
    private readonly (Column Column, string Name, byte[] Utf8Name)[] _members;

    /// <exception cref="NotSupportedException">More than 64 fields: one word keeps track of which were seen.</exception>
    public StructColumn(Node node, int definition, Table table, IEnumerable<Column> fields)
        : base(node, definition)
    {
        _members = [.. fields.Select(field => (field, table.JsonName(field.Node), Encoding.UTF8.GetBytes(table.JsonName(field.Node))))];
        Leaves = [.. _members.SelectMany(member => member.Column.Leaves)];
        if (_members.Length > 64)
        {
            throw new NotSupportedException($"{node.Name} has {_members.Length} fields; at most 64 are supported.");
        }
    }

    public override ImmutableArray<Leaf> Leaves { get; }

    protected override bool TryAdd(ref Utf8JsonReader reader, int repetition, Row row)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        AddMembers(ref reader, repetition, row);
        return true;
    }

    /// <summary>Adds every member of the object that the reader has entered, and null for the members that it lacks.</summary>
    public void AddMembers(ref Utf8JsonReader reader, int repetition, Row row)
    {
        var added = 0UL;
        var next = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var index = IndexOf(ref reader, next);
            // A second value for one member: the first stands, since columns only grow.
            if (index < 0 || (added & (1UL << index)) != 0)
            {
                var path = row.Path.Of(ref reader);
                reader.Read();
                row.Unmap(path, ref reader);
                continue;
            }

            reader.Read();
            if (AddMember(index, ref reader, repetition, row))
            {
                added |= 1UL << index;
            }

            next = index + 1;
        }

        for (var index = 0; index < _members.Length; index++)
        {
            if ((added & (1UL << index)) == 0 && !AddFromSummary(index, repetition, row))
            {
                _members[index].Column.AddNull(repetition, Definition);
            }
        }
    }

    /// <summary>Keeps the members of the object that the reader has entered and that are no columns.</summary>
    public void UnmapOthers(ref Utf8JsonReader reader, Row row)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var index = IndexOf(ref reader, 0);
            var path = index < 0 ? row.Path.Of(ref reader) : null;
            reader.Read();
            if (path is not null)
            {
                row.Unmap(path, ref reader);
            }
            else if (_members[index].Column is StructColumn group && reader.TokenType == JsonTokenType.StartObject)
            {
                row.Path.Enter(_members[index].Name);
                group.UnmapOthers(ref reader, row);
                row.Path.Leave();
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>The member that the reader names, or -1. Members come in much the same order every time, so the next one is tried first.</summary>
    private int IndexOf(ref Utf8JsonReader reader, int next)
    {
        var index = IndexOf(ref reader, next, _members.Length);
        return index < 0 ? IndexOf(ref reader, 0, next) : index;
    }

    private int IndexOf(ref Utf8JsonReader reader, int from, int to)
    {
        for (var index = from; index < to; index++)
        {
            if (Json.IsAt(ref reader, _members[index].Utf8Name))
            {
                return index;
            }
        }

        return -1;
    }

    private bool AddMember(int index, ref Utf8JsonReader reader, int repetition, Row row)
    {
        row.Path.Enter(_members[index].Name);
        var added = _members[index].Column.Add(ref reader, repetition, row);
        row.Path.Leave();
        return added;
    }

    private bool AddFromSummary(int index, int repetition, Row row)
    {
        if (!_members[index].Column.Node.FallsBackToSummary || !row.TryFindInSummary(_members[index].Utf8Name, out var reader))
        {
            return false;
        }

        row.Path.Enter(Row.Summary);
        var added = AddMember(index, ref reader, repetition, row);
        row.Path.Leave();
        return added;
    }
}

using System.Runtime.InteropServices;
using System.Text;
using ParquetSharp;
using ParquetSharp.Schema;

namespace ExperimentLake.Tests.Columns;

/// <summary>Rows put together again from the levels and values that ParquetSharp reads: a file is held to the Dremel rules, not to a reader's leniency.</summary>
internal static class ParquetSharpRows
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Every row as <see cref="Expected"/> tells it.</summary>
    public static IReadOnlyList<string> Of(string path)
    {
        using var reader = new ParquetFileReader(path);
        var rows = new List<string>();
        for (var index = 0; index < reader.FileMetaData.NumRowGroups; index++)
        {
            using var group = reader.RowGroup(index);
            var leaves = Enumerable.Range(0, group.MetaData.NumColumns).Select(column => Read(group.Column(column))).ToList();
            for (var row = 0; row < group.MetaData.NumRows; row++)
            {
                rows.Add(Struct(reader.FileMetaData.Schema.GroupNode, new Queue<Leaf>(leaves), 0, 0));
            }

            leaves.ShouldAllBe(leaf => leaf.IsAtEnd);
        }

        return rows;
    }

    /// <summary>All values of a column chunk with their levels.</summary>
    public static Leaf Read(ColumnReader column)
    {
        using (column)
        {
            return column switch
            {
                ColumnReader<ByteArray> text => Read(text, Text),
                ColumnReader<int> number => Read(number, value => Expected.Number(value)),
                ColumnReader<long> number => Read(number, value => Expected.Number(value)),
                _ => throw new InvalidDataException($"Unexpected physical type {column.Type}."),
            };
        }
    }

    public static byte[] Bytes(ByteArray value)
    {
        var bytes = new byte[value.Length];
        if (bytes.Length > 0)
        {
            Marshal.Copy(value.Pointer, bytes, 0, bytes.Length);
        }

        return bytes;
    }

    private static string Text(ByteArray value) => Expected.Text(Utf8.GetString(Bytes(value)));

    private static Leaf Read<T>(ColumnReader<T> column, Func<T, string> tell)
        where T : unmanaged
    {
        var leaf = new Leaf(column.ColumnDescriptor.MaxDefinitionLevel);
        var (definitions, repetitions, values) = (new short[1024], new short[1024], new T[1024]);
        while (column.HasNext)
        {
            var levels = column.ReadBatch(values.Length, definitions, repetitions, values, out var read);
            var next = 0;
            for (var index = 0; index < levels; index++)
            {
                var definition = column.ColumnDescriptor.MaxDefinitionLevel == 0 ? (short)0 : definitions[index];
                var repetition = column.ColumnDescriptor.MaxRepetitionLevel == 0 ? (short)0 : repetitions[index];
                leaf.Add(definition, repetition, definition == column.ColumnDescriptor.MaxDefinitionLevel ? tell(values[next++]) : null);
            }

            next.ShouldBe((int)read);
        }

        return leaf;
    }

    private static string Node(Node node, Queue<Leaf> leaves, int definition, int repetition)
    {
        var defined = definition + (node.Repetition == Repetition.Optional ? 1 : 0);
        if (node is PrimitiveNode)
        {
            return leaves.Dequeue().Take(defined);
        }

        var group = (GroupNode)node;
        return leaves.Peek().Definition < defined ? Skip(group, leaves, "null")
            : group.LogicalType is ListLogicalType ? Repeated(group, leaves, defined, repetition, '[', ']')
            : group.LogicalType is MapLogicalType ? Repeated(group, leaves, defined, repetition, '{', '}')
            : Struct(group, leaves, defined, repetition);
    }

    private static string Struct(GroupNode group, Queue<Leaf> leaves, int definition, int repetition) =>
        // A list, since every field takes its leaves off the queue in turn.
        Expected.Struct([.. group.Fields.Select(field => (field.Name, Node(field, leaves, definition, repetition)))]);

    private static string Repeated(GroupNode group, Queue<Leaf> leaves, int definition, int repetition, char open, char close)
    {
        var repeated = (GroupNode)group.Field(0);
        var below = Below(group, leaves);
        if (below[0].Definition == definition)
        {
            return Skip(below, $"{open}{close}");
        }

        var items = new List<string>();
        do
        {
            var at = new Queue<Leaf>(below);
            items.Add(repeated.FieldCount == 2
                ? $"{Node(repeated.Field(0), at, definition + 1, repetition + 1)}:{Node(repeated.Field(1), at, definition + 1, repetition + 1)}"
                : Node(repeated.Field(0), at, definition + 1, repetition + 1));
        }
        while (below[0].Repetition == repetition + 1);
        return $"{open}{string.Join(',', items)}{close}";
    }

    private static string Skip(GroupNode group, Queue<Leaf> leaves, string told) => Skip(Below(group, leaves), told);

    private static string Skip(List<Leaf> leaves, string told)
    {
        leaves.ShouldAllBe(leaf => leaf.Definition == leaves[0].Definition, "All leaves below a group must agree that it is null or empty.");
        leaves.ForEach(leaf => leaf.Skip());
        return told;
    }

    private static List<Leaf> Below(Node node, Queue<Leaf> leaves) =>
        node is GroupNode group ? [.. group.Fields.SelectMany(field => Below(field, leaves))] : [leaves.Dequeue()];

    /// <summary>A column chunk's levels and values, and how far they are read.</summary>
    internal sealed class Leaf(int full)
    {
        private readonly List<(int Definition, int Repetition, string? Value)> _entries = [];
        private int _next;

        public bool IsAtEnd => _next == _entries.Count;

        public int Definition => _entries[_next].Definition;

        public int Repetition => IsAtEnd ? 0 : _entries[_next].Repetition;

        public IEnumerable<string> Values => _entries.Where(entry => entry.Value is not null).Select(entry => entry.Value!);

        public int Nulls => _entries.Count(entry => entry.Value is null);

        public void Add(int definition, int repetition, string? value) => _entries.Add((definition, repetition, value));

        public string Take(int defined)
        {
            defined.ShouldBe(full);
            Definition.ShouldBeInRange(defined - 1, defined, "A null leaf is defined up to its parent, no less.");
            return _entries[_next++].Value ?? "null";
        }

        public void Skip() => _next++;
    }
}

using System.Buffers;
using System.Text;
using System.Text.Json;
using ExperimentLake.Schema;
using Parquet;
using Parquet.Schema;

namespace ExperimentLake.Columns;

/// <summary>A leaf of text, held as UTF-8 just as it came.</summary>
internal sealed class TextLeaf(Node node, int definition) : Leaf(node, definition)
{
    // Statistics hold whole values, in the footer and in the page header: free text must not swell them.
    private const int LongestWithStatistics = 1024;

    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly ArrayBufferWriter<int> _ends = new();
    private bool _ordered = true;

    public override long Size => base.Size + _text.WrittenCount + ((sizeof(int) + 16L) * _ends.WrittenCount);

    public void Add(ReadOnlySpan<byte> utf8, int repetition)
    {
        utf8.CopyTo(_text.GetSpan(utf8.Length));
        Commit(utf8.Length, repetition);
    }

    /// <summary>
    /// Text that is no Unicode (a lone surrogate, or bytes that are not UTF-8) has no place in a Parquet string: not added.
    /// </summary>
    protected override bool TryAdd(ref Utf8JsonReader reader, int repetition, Row row)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        var room = _text.GetSpan(reader.ValueSpan.Length);
        try
        {
            Commit(reader.CopyString(room), repetition);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>
    /// Parquet.Net orders the minimum and maximum of text by UTF-16 code units where the Parquet specification (ColumnOrder in
    /// parquet.thrift) says unsigned bytes, and engines then skip row groups that hold a match. Both orders agree on ASCII, so
    /// such chunks are written as text, with dictionary and statistics; any other goes through a schema whose text is bytes,
    /// for which Parquet.Net writes neither.
    /// </summary>
    public override Task WriteAsync(ParquetRowGroupWriter rowGroup, DataField field, DataField bytes, CancellationToken cancellationToken)
    {
        if (!_ordered)
        {
            return rowGroup.WriteAllPartsAsync<ReadOnlyMemory<byte>>(bytes, Slices(_text.WrittenMemory), Definitions, Repetitions, cancellationToken);
        }

        var characters = new char[_text.WrittenCount];
        Encoding.ASCII.GetChars(_text.WrittenSpan, characters);
        return rowGroup.WriteAllPartsAsync<ReadOnlyMemory<char>>(field, Slices<char>(characters), Definitions, Repetitions, cancellationToken);
    }

    public override void Clear()
    {
        base.Clear();
        _text.ResetWrittenCount();
        _ends.ResetWrittenCount();
        _ordered = true;
    }

    private void Commit(int length, int repetition)
    {
        _ordered = _ordered && length <= LongestWithStatistics && Ascii.IsValid(_text.GetSpan(length)[..length]);
        _text.Advance(length);
        Append(_ends, _text.WrittenCount);
        AddLevels(repetition, Definition);
    }

    private ReadOnlyMemory<T>[] Slices<T>(ReadOnlyMemory<T> all)
    {
        var ends = _ends.WrittenSpan;
        var slices = new ReadOnlyMemory<T>[ends.Length];
        for (int index = 0, start = 0; index < ends.Length; start = ends[index++])
        {
            slices[index] = all[start..ends[index]];
        }

        return slices;
    }
}

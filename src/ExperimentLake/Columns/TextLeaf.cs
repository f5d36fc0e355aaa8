using System.Buffers;
using System.Text;
using System.Text.Json;
using ExperimentLake.Schema;
using Parquet;
using Parquet.Schema;

namespace ExperimentLake.Columns;

/// <summary>A leaf of text, held as UTF-8 just as it came.</summary>
internal sealed class TextLeaf(Node node, int definition, int repeated) : Leaf(node, definition, repeated)
{
    // Statistics hold whole values, in the footer and in the page header: free text must not swell them.
    private const int LongestWithStatistics = 1024;

    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly Buffer<int> _ends = new();
    private int _longest;

    public override long Size => base.Size + _text.WrittenCount + ((sizeof(int) + 16L) * _ends.Count);

    public void Add(ReadOnlySpan<byte> utf8, int repetition)
    {
        utf8.CopyTo(_text.GetSpan(utf8.Length));
        Commit(utf8.Length, repetition);
    }

    public void Add(string value, int repetition) =>
        Commit(Encoding.UTF8.GetBytes(value, _text.GetSpan(Encoding.UTF8.GetMaxByteCount(value.Length))), repetition);

    /// <summary>
    /// Text that is no Unicode (a lone surrogate, or bytes that are not UTF-8) has no place in a Parquet string: not added.
    /// </summary>
    protected override bool TryAdd(ref Utf8JsonReader reader, int repetition, Row row)
    {
        if (reader.TokenType != JsonTokenType.String || !Json.TryCopyText(ref reader, _text.GetSpan(reader.ValueSpan.Length), out var length))
        {
            return false;
        }

        Commit(length, repetition);
        return true;
    }

    /// <summary>
    /// Parquet.Net orders the minimum and maximum of text by UTF-16 code units where the Parquet specification (ColumnOrder in
    /// parquet.thrift) says unsigned bytes, and engines then skip row groups that hold a match. The orders differ only between
    /// U+E000 to U+FFFF and what is beyond them. Chunks without both are written as text, with dictionary and statistics; any
    /// other goes through a schema whose text is bytes, for which Parquet.Net writes neither.
    /// </summary>
    public override async Task WriteAsync(ParquetRowGroupWriter rowGroup, DataField field, DataField bytes, CancellationToken cancellationToken)
    {
        if (_longest > LongestWithStatistics || OrdersDiffer(_text.WrittenSpan))
        {
            await WriteAsync(rowGroup, bytes, _text.WrittenMemory, _ends.Memory, cancellationToken);
            return;
        }

        // UTF-16 has never more code units than UTF-8 has bytes.
        var characters = ArrayPool<char>.Shared.Rent(_text.WrittenCount);
        var ends = Ascii.IsValid(_text.WrittenSpan) ? null : ArrayPool<int>.Shared.Rent(_ends.Count);
        try
        {
            Decode(characters, ends.AsSpan(0, ends is null ? 0 : _ends.Count));
            ReadOnlyMemory<int> all = ends is null ? _ends.Memory : ends.AsMemory(0, _ends.Count);
            await WriteAsync<char>(rowGroup, field, characters, all, cancellationToken);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(characters);
            if (ends is not null)
            {
                ArrayPool<int>.Shared.Return(ends);
            }
        }
    }

    public override void Clear()
    {
        base.Clear();
        _text.ResetWrittenCount();
        _ends.Clear();
        _longest = 0;
    }

    private void Commit(int length, int repetition)
    {
        _longest = Math.Max(_longest, length);
        _text.Advance(length);
        _ends.Add(_text.WrittenCount);
        AddLevels(repetition, Definition);
    }

    /// <summary>Whether it holds both kinds of characters, by the first bytes of their UTF-8.</summary>
    private static bool OrdersDiffer(ReadOnlySpan<byte> text) =>
        text.ContainsAnyInRange((byte)0xEE, (byte)0xEF) && text.ContainsAnyInRange((byte)0xF0, (byte)0xF4);

    /// <param name="characters">Takes all values.</param>
    /// <param name="ends">Takes where each of them ends; null when all is ASCII, since they then end where their bytes do.</param>
    private void Decode(Span<char> characters, Span<int> ends)
    {
        var text = _text.WrittenSpan;
        if (ends.IsEmpty)
        {
            Encoding.ASCII.GetChars(text, characters);
            return;
        }

        var (start, written) = (0, 0);
        var bytes = _ends.Memory.Span;
        for (var index = 0; index < ends.Length; index++)
        {
            var end = bytes[index];
            written += Encoding.UTF8.GetChars(text[start..end], characters[written..]);
            (start, ends[index]) = (end, written);
        }
    }

    private async Task WriteAsync<T>(
        ParquetRowGroupWriter rowGroup, DataField field, ReadOnlyMemory<T> all, ReadOnlyMemory<int> ends, CancellationToken cancellationToken)
    {
        var values = ArrayPool<ReadOnlyMemory<T>>.Shared.Rent(ends.Length);
        try
        {
            Slice(all, ends.Span, values);
            await rowGroup.WriteAllPartsAsync<ReadOnlyMemory<T>>(field, values.AsMemory(0, ends.Length), Definitions, Repetitions, cancellationToken);
        }
        finally
        {
            ArrayPool<ReadOnlyMemory<T>>.Shared.Return(values, clearArray: true);
        }
    }

    private static void Slice<T>(ReadOnlyMemory<T> all, ReadOnlySpan<int> ends, Span<ReadOnlyMemory<T>> values)
    {
        for (int index = 0, start = 0; index < ends.Length; start = ends[index++])
        {
            values[index] = all[start..ends[index]];
        }
    }
}

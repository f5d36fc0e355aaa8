using System.Text.Json;
using ExperimentLake.Schema;
using Parquet;
using Parquet.Schema;

namespace ExperimentLake.Columns;

/// <summary>A leaf of fixed-size values that JSON writes as numbers.</summary>
internal abstract class NumberLeaf<T>(Node node, int definition, int repeated) : Leaf(node, definition, repeated)
    where T : unmanaged
{
    private readonly Buffer<T> _values = new();

    public override long Size => base.Size + (8L * _values.Count);

    public void Add(T value, int repetition)
    {
        _values.Add(value);
        AddLevels(repetition, Definition);
    }

    public override Task WriteAsync(ParquetRowGroupWriter rowGroup, DataField field, DataField bytes, CancellationToken cancellationToken) =>
        rowGroup.WriteAllPartsAsync(field, _values.Memory, Definitions, Repetitions, cancellationToken);

    public override void Clear()
    {
        base.Clear();
        _values.Clear();
    }
}

internal sealed class IntLeaf(Node node, int definition, int repeated) : NumberLeaf<int>(node, definition, repeated)
{
    protected override bool TryAdd(ref Utf8JsonReader reader, int repetition, Row row)
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var value))
        {
            return false;
        }

        Add(value, repetition);
        return true;
    }
}

internal sealed class LongLeaf(Node node, int definition, int repeated) : NumberLeaf<long>(node, definition, repeated)
{
    protected override bool TryAdd(ref Utf8JsonReader reader, int repetition, Row row)
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var value))
        {
            return false;
        }

        Add(value, repetition);
        return true;
    }
}

internal sealed class TimestampLeaf(Node node, int definition, int repeated) : NumberLeaf<DateTime>(node, definition, repeated)
{
    // 0001-01-01 and the last millisecond of 9999, in seconds since 1970: what engines can show.
    private const decimal Earliest = -62_135_596_800m;
    private const decimal Latest = 253_402_300_799.999m;

    protected override bool TryAdd(ref Utf8JsonReader reader, int repetition, Row row)
    {
        // Decimal, not double: 1764547200.123 has no exact double, and a millisecond must not be lost to that.
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDecimal(out var seconds) || seconds is < Earliest or > Latest)
        {
            return false;
        }

        var milliseconds = decimal.Floor(seconds * 1000);
        Add(DateTime.UnixEpoch.AddMilliseconds((double)milliseconds), repetition);
        if (milliseconds != seconds * 1000)
        {
            // Finer than the column: the row keeps the exact text as well.
            row.Unmap(row.Path.ToString(), ref reader);
        }

        return true;
    }
}

using System.Buffers;
using ExperimentLake.Schema;
using Parquet;
using Parquet.Schema;

namespace ExperimentLake.Columns;

/// <summary>A column that holds values: the levels and values of one row group in the making.</summary>
internal abstract class Leaf : Column
{
    private readonly ArrayBufferWriter<int> _definitions = new();
    private readonly ArrayBufferWriter<int> _repetitions = new();

    protected Leaf(Node node, int definition)
        : base(node, definition) => Leaves = [this];

    public override IReadOnlyList<Leaf> Leaves { get; }

    /// <summary>Bytes held, levels included.</summary>
    public virtual long Size => 2L * sizeof(int) * _definitions.WrittenCount;

    protected ReadOnlyMemory<int> Definitions => _definitions.WrittenMemory;

    protected ReadOnlyMemory<int> Repetitions => _repetitions.WrittenMemory;

    public void AddLevels(int repetition, int definition)
    {
        Append(_repetitions, repetition);
        Append(_definitions, definition);
    }

    /// <summary>Writes the column chunk.</summary>
    /// <param name="rowGroup">Where to.</param>
    /// <param name="field">The field as the file's schema has it.</param>
    /// <param name="bytes">The same field of the schema whose text is bytes.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public abstract Task WriteAsync(ParquetRowGroupWriter rowGroup, DataField field, DataField bytes, CancellationToken cancellationToken);

    public virtual void Clear()
    {
        _definitions.ResetWrittenCount();
        _repetitions.ResetWrittenCount();
    }

    protected static void Append<T>(ArrayBufferWriter<T> buffer, T value)
    {
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
    }
}

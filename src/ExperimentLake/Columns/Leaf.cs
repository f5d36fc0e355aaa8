using System.Collections.Immutable;
using ExperimentLake.Schema;
using Parquet;
using Parquet.Schema;

namespace ExperimentLake.Columns;

/// <summary>A column that holds values: the levels and values of one row group in the making.</summary>
internal abstract class Leaf : Column
{
    private readonly Buffer<int> _definitions = new();
    private readonly Buffer<int> _repetitions = new();
    private readonly bool _repeats;

    /// <param name="node">The declaration.</param>
    /// <param name="definition">Definition level of a value that is present.</param>
    /// <param name="repeated">How many lists hold the leaf. Of one that none holds every repetition level is 0, and a file has none.</param>
    protected Leaf(Node node, int definition, int repeated)
        : base(node, definition) => (Leaves, _repeats) = ([this], repeated > 0);

    public override ImmutableArray<Leaf> Leaves { get; }

    /// <summary>Bytes held, levels included.</summary>
    public virtual long Size => (long)sizeof(int) * (_definitions.Count + _repetitions.Count);

    protected ReadOnlyMemory<int> Definitions => _definitions.Memory;

    protected ReadOnlyMemory<int> Repetitions => _repetitions.Memory;

    public void AddLevels(int repetition, int definition)
    {
        _definitions.Add(definition);
        if (_repeats)
        {
            _repetitions.Add(repetition);
        }
    }

    /// <summary>Writes the column chunk.</summary>
    /// <param name="rowGroup">Where to.</param>
    /// <param name="field">The field as the file's schema has it.</param>
    /// <param name="bytes">The same field of the schema whose text is bytes.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public abstract Task WriteAsync(ParquetRowGroupWriter rowGroup, DataField field, DataField bytes, CancellationToken cancellationToken);

    public virtual void Clear()
    {
        _definitions.Clear();
        _repetitions.Clear();
    }
}

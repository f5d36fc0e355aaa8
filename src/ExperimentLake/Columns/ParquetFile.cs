using System.IO.Compression;
using ExperimentLake.Schema;
using Parquet;
using Parquet.Schema;

namespace ExperimentLake.Columns;

/// <summary>A Parquet file in the making. Rows are shredded into a row group's worth of memory, which is written out and used again.</summary>
internal sealed class ParquetFile
{
    private readonly Shredder _shredder;
    private readonly ParquetWriter _writer;
    private readonly DataField[] _fields;
    private readonly DataField[] _bytes;
    private long _looked;
    private bool _begun;

    private ParquetFile(Table table, ParquetWriter writer, ParquetSchema schema)
    {
        _shredder = new Shredder(table);
        _writer = writer;
        _fields = schema.GetDataFields();
        _bytes = ParquetSchemas.WithTextAsBytes(table).GetDataFields();
    }

    /// <summary>
    /// Bytes held before a row group is written: small enough that many account regions can be written at once, large enough that
    /// a file of usual size is one row group.
    /// </summary>
    public long RowGroupBytes { get; set; } = 16 << 20;

    /// <summary>The file's key-value metadata, until it is completed.</summary>
    public IReadOnlyDictionary<string, string> Metadata
    {
        get => _writer.CustomMetadata;
        set => _writer.CustomMetadata = value;
    }

    /// <param name="table">What the file holds rows of.</param>
    /// <param name="output">Stays open.</param>
    /// <param name="metadata">The file's key-value metadata.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public static async Task<ParquetFile> CreateAsync(
        Table table, Stream output, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var schema = ParquetSchemas.Of(table);
        var options = new ParquetOptions
        {
            CompressionMethod = CompressionMethod.Zstd,
            // Zstandard's level 3. SmallestSize is its 19, twenty times slower for a quarter less; there is none between them.
            CompressionLevel = CompressionLevel.Optimal,
            // Of a column of ids the first thousand tell that a dictionary does not pay.
            DictionaryEncodingSampleSize = 1000,
        };
        // Text, as Parquet.Net calls it once it is in a schema.
        foreach (var field in schema.GetDataFields().Where(field => field.ClrType == typeof(ReadOnlyMemory<char>)))
        {
            options.ColumnEncodingHints[field.Path.ToString()] = EncodingHint.Dictionary;
        }

        var writer = await ParquetWriter.CreateAsync(schema, output, options, cancellationToken: cancellationToken);
        return new ParquetFile(table, writer, schema) { Metadata = metadata };
    }

    /// <summary>Adds a row; the columns are the shredder's business.</summary>
    public async Task AddAsync(Action<Shredder> row, CancellationToken cancellationToken)
    {
        row(_shredder);
        _begun = true;
        // Summing up all leaves costs as much as a column: not for every small row.
        if (_shredder.BytesRead - _looked < RowGroupBytes / 256)
        {
            return;
        }

        _looked = _shredder.BytesRead;
        if (_shredder.Size >= RowGroupBytes)
        {
            await WriteRowGroupAsync(cancellationToken);
        }
    }

    /// <summary>Writes what is left, and the footer. A file that is not completed has none, and no reader takes it.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (_begun)
        {
            await WriteRowGroupAsync(cancellationToken);
        }

        await _writer.DisposeAsync();
    }

    private async Task WriteRowGroupAsync(CancellationToken cancellationToken)
    {
        using var rowGroup = _writer.CreateRowGroup();
        foreach (var (index, leaf) in _shredder.Leaves.Index())
        {
            await leaf.WriteAsync(rowGroup, _fields[index], _bytes[index], cancellationToken);
            leaf.Clear();
        }

        rowGroup.CompleteValidate();
        _begun = false;
    }
}

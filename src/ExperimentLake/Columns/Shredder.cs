using System.Text.Json;
using ExperimentLake.Schema;

namespace ExperimentLake.Columns;

/// <summary>Turns JSON bytes straight into the columns of a table; no object per row in between.</summary>
internal sealed class Shredder
{
    private readonly Leaf[] _leaves;
    private readonly Dictionary<string, Column> _reading = [];
    private readonly StructColumn _document;
    private readonly Row _row = new();
    private readonly Utf8Map _tags = new();

    public Shredder(Table table)
    {
        var columns = table.Stored.Select(node => Column.Create(node, table)).ToList();
        _leaves = [.. columns.SelectMany(column => column.Leaves)];
        _document = new StructColumn(
            new Struct(table.Name, "The row."), 0, table, columns.Where(column => column.Node.Origin == Origin.Document));
        foreach (var column in columns.Where(column => column.Node.Origin == Origin.Reading))
        {
            _reading.Add(column.Node.Name, column);
        }
    }

    /// <summary>The leaves of all stored columns, in schema order.</summary>
    public IReadOnlyList<Leaf> Leaves => _leaves;

    /// <summary>Bytes held by the leaves.</summary>
    public long Size
    {
        get
        {
            var size = 0L;
            foreach (var leaf in _leaves)
            {
                size += leaf.Size;
            }

            return size;
        }
    }

    /// <summary>Bytes of JSON that were read so far.</summary>
    public long BytesRead => _row.BytesRead;

    /// <summary>Adds one row of a table that is all document.</summary>
    /// <exception cref="InvalidOperationException">The document does not fit the table: ours do, so this is a defect.</exception>
    public void Add(ReadOnlyMemory<byte> json)
    {
        AddDocument(json, default);
        if (_row.Unmapped.Count > 0)
        {
            throw new InvalidOperationException($"No column for {string.Join(", ", _row.Unmapped.Select(value => value.Key))}.");
        }
    }

    /// <summary>Adds one experiment.</summary>
    /// <exception cref="JsonException">A reply is not JSON; the columns are then of no use. Replies are checked when they are read.</exception>
    public Shredded Add(Document document)
    {
        AddDocument(document.Described, document.Summary);
        ((TextLeaf)_reading["_key"]).Add(document.Arn, 0);
        ((TextLeaf)_reading["region"]).Add(document.Region, 0);
        ((TimestampLeaf)_reading["observed_at"]).Add(document.ObservedAt.UtcDateTime, 0);
        var hasTags = document.TagPages is not null && TagList.TryRead(document.TagPages, _row, _tags);
        if (hasTags)
        {
            ((MapColumn)_reading["tags"]).Add(_tags);
        }
        else
        {
            _reading["tags"].AddNull(0, 0);
        }

        UnmapSummary(document.Summary);
        ((MapColumn)_reading["unmapped"]).Add(_row.Unmapped);
        return new Shredded(_row.Unmapped.Count == 0 ? [] : [.. _row.Unmapped.Select(value => value.Key)], hasTags);
    }

    private void AddDocument(ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> summary)
    {
        _row.Begin(summary);
        var reader = _row.Read(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A row must be a JSON object.");
        }

        _document.AddMembers(ref reader, 0, _row);
    }

    private void UnmapSummary(ReadOnlyMemory<byte> summary)
    {
        var reader = _row.Read(summary);
        if (!summary.IsEmpty && reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            _row.Path.Enter(Row.Summary);
            _document.UnmapOthers(ref reader, _row);
            _row.Path.Leave();
        }
    }
}

/// <summary>What became of a document.</summary>
/// <param name="Unmapped">The paths that went to <c>unmapped</c>.</param>
/// <param name="HasTags">Whether its tags are known.</param>
internal sealed record Shredded(IReadOnlyList<string> Unmapped, bool HasTags);

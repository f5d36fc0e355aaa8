using System.Text;
using System.Text.Json;

namespace ExperimentLake.Columns;

/// <summary>What is known of the row being shredded beside its columns: its JSON, where in it we are, and what had no column.</summary>
internal sealed class Row
{
    /// <summary>First part of the path of a value that came from the listing's summary.</summary>
    public const string Summary = "Summary";

    private readonly OrderedDictionary<string, string> _unmapped = [];
    private readonly Dictionary<string, int> _copies = [];
    private ReadOnlyMemory<byte> _json;
    private ReadOnlyMemory<byte> _summary;

    public JsonPath Path { get; } = new();

    /// <summary>JSON path to JSON text.</summary>
    public OrderedDictionary<string, string> Unmapped => _unmapped;

    /// <summary>Of JSON, in all rows so far.</summary>
    public long BytesRead { get; private set; }

    public void Begin(ReadOnlyMemory<byte> summary)
    {
        _unmapped.Clear();
        _copies.Clear();
        _summary = summary;
    }

    /// <summary>A reader of some JSON of this row. One at a time: <see cref="Unmap"/> cuts its text from what was read last.</summary>
    public Utf8JsonReader Read(ReadOnlyMemory<byte> json)
    {
        _json = json;
        BytesRead += json.Length;
        return Json.Reader(json);
    }

    /// <summary>Keeps the value at the reader as JSON text and moves to its last token.</summary>
    public void Unmap(string path, ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var text = Encoding.UTF8.GetString(_json.Span[start..(int)reader.BytesConsumed]);
        if (_unmapped.TryAdd(path, text))
        {
            return;
        }

        // From the last one on: of a reply that says one thing a million times, each would look past all before it.
        var copy = _copies.GetValueOrDefault(path, 1);
        do
        {
            copy++;
        }
        while (!_unmapped.TryAdd($"{path}#{copy}", text));
        _copies[path] = copy;
    }

    /// <summary>Finds a member of the summary; the reader stands on its value.</summary>
    public bool TryFindInSummary(ReadOnlySpan<byte> name, out Utf8JsonReader reader)
    {
        _json = _summary;
        return Json.TryFind(_summary, name, out reader);
    }
}

using System.Buffers;
using System.Text.Json;

namespace ExperimentLake.Columns;

/// <summary>Text to text or null, in the order in which it was added, as UTF-8. To be emptied and filled again for each row.</summary>
internal sealed class Utf8Map
{
    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly List<(Held Key, Held? Value)> _entries = [];
    private readonly HashSet<int> _hashes = [];

    /// <summary>Where a text is.</summary>
    public readonly record struct Held(int Start, int Length);

    public int Count => _entries.Count;

    public ReadOnlySpan<byte> Key(int index) => Text(_entries[index].Key);

    public bool HasValue(int index) => _entries[index].Value is not null;

    /// <summary>Empty when it is null.</summary>
    public ReadOnlySpan<byte> Value(int index) => Text(_entries[index].Value ?? default);

    public void Clear()
    {
        _text.ResetWrittenCount();
        _entries.Clear();
        _hashes.Clear();
    }

    /// <summary>Holds the text that the reader stands on, for an entry to come; nothing when it is JSON's null. False when it is neither, or one is held already.</summary>
    public bool TryHold(ref Utf8JsonReader reader, ref Held? held)
    {
        if (held is not null || reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
        {
            return false;
        }

        if (reader.TokenType == JsonTokenType.String)
        {
            if (!Json.TryCopyText(ref reader, _text.GetSpan(reader.ValueSpan.Length), out var length))
            {
                return false;
            }

            held = new Held(_text.WrittenCount, length);
            _text.Advance(length);
        }

        return true;
    }

    /// <summary>False, and nothing added, when the key is there already.</summary>
    public bool TryAdd(Held key, Held? value)
    {
        var hash = new HashCode();
        hash.AddBytes(Text(key));
        if (!_hashes.Add(hash.ToHashCode()) && Contains(Text(key)))
        {
            return false;
        }

        _entries.Add((key, value));
        return true;
    }

    private ReadOnlySpan<byte> Text(Held held) => _text.WrittenSpan.Slice(held.Start, held.Length);

    private bool Contains(ReadOnlySpan<byte> key)
    {
        for (var index = 0; index < Count; index++)
        {
            if (Key(index).SequenceEqual(key))
            {
                return true;
            }
        }

        return false;
    }
}

using System.Text;
using System.Text.Json;

namespace ExperimentLake;

/// <summary>Reading of JSON bytes without building objects.</summary>
internal static class Json
{
    /// <summary>Depth is bounded by the size of the reply, not by a number: what is nested deeper than the tree is skipped without recursion.</summary>
    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    public static Utf8JsonReader Reader(ReadOnlyMemory<byte> json) => new(json.Span, Options);

    /// <summary>Reads all of it, so that a later reader need not fear the next token.</summary>
    /// <exception cref="JsonException">It is not one whole JSON value.</exception>
    public static void Validate(ReadOnlyMemory<byte> json)
    {
        var reader = Reader(json);
        while (reader.Read())
        {
        }
    }

    /// <summary>Whether the reader is at the name of this member, however it is escaped.</summary>
    public static bool IsAt(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan.SequenceEqual(name);
        }

        try
        {
            return reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: a name that no member has.
            return false;
        }
    }

    /// <summary>Copies the text that the reader stands on, unescaped. False when it is none that Unicode can hold: half a surrogate pair, or bytes that are not UTF-8.</summary>
    /// <param name="reader">At a string.</param>
    /// <param name="room">At least as long as the string is in JSON.</param>
    /// <param name="length">Bytes copied.</param>
    public static bool TryCopyText(ref Utf8JsonReader reader, Span<byte> room, out int length)
    {
        var text = reader.ValueSpan;
        if (!reader.ValueIsEscaped && Ascii.IsValid(text))
        {
            text.CopyTo(room);
            length = text.Length;
            return true;
        }

        try
        {
            length = reader.CopyString(room);
            return true;
        }
        catch (InvalidOperationException)
        {
            length = 0;
            return false;
        }
    }

    /// <summary>Finds a member of the top-level object; the reader stands on its value.</summary>
    public static bool TryFind(ReadOnlyMemory<byte> json, ReadOnlySpan<byte> name, out Utf8JsonReader reader)
    {
        reader = Reader(json);
        if (json.IsEmpty || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = IsAt(ref reader, name);
            reader.Read();
            if (found)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    /// <summary>The names of the members of the top-level object.</summary>
    public static List<string> Names(ReadOnlyMemory<byte> json)
    {
        var names = new List<string>();
        var reader = Reader(json);
        for (reader.Read(); reader.Read() && reader.TokenType == JsonTokenType.PropertyName; reader.Skip())
        {
            names.Add(Encoding.UTF8.GetString(reader.ValueSpan));
            reader.Read();
        }

        return names;
    }

    /// <summary>A text member of the top-level object; null when it is absent, null, or not text that Unicode can hold.</summary>
    public static string? Text(ReadOnlyMemory<byte> json, ReadOnlySpan<byte> name)
    {
        if (!TryFind(json, name, out var reader) || reader.TokenType != JsonTokenType.String)
        {
            return null;
        }

        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The elements of an array member of the top-level object, each as its own bytes; null when there is no such array.</summary>
    public static List<ReadOnlyMemory<byte>>? Elements(ReadOnlyMemory<byte> json, ReadOnlySpan<byte> name)
    {
        if (!TryFind(json, name, out var reader) || reader.TokenType != JsonTokenType.StartArray)
        {
            return null;
        }

        var elements = new List<ReadOnlyMemory<byte>>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            elements.Add(json[start..(int)reader.BytesConsumed]);
        }

        return elements;
    }
}

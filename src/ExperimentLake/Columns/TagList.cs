using System.Text.Json;

namespace ExperimentLake.Columns;

/// <summary>
/// The tags of one resource, from the pages of ListTags: a list of keys and values.
/// https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListTags.html
/// </summary>
internal static class TagList
{
    /// <summary>Key to value; false when something else than a list was all there was. What is no tag goes to the row's unmapped values.</summary>
    /// <param name="pages">The replies.</param>
    /// <param name="row">Of the resource.</param>
    /// <param name="tags">Emptied, then filled: one for all rows.</param>
    public static bool TryRead(IReadOnlyList<ReadOnlyMemory<byte>> pages, Row row, Utf8Map tags)
    {
        tags.Clear();
        var known = true;
        var index = 0;
        foreach (var page in pages)
        {
            var reader = row.Read(page);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                row.Unmap("ListTags", ref reader);
                known = false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isTags = Json.IsAt(ref reader, "Tags"u8);
                var path = isTags || Json.IsAt(ref reader, "NextToken"u8) ? null : $"ListTags.{row.Path.Of(ref reader)}";
                reader.Read();
                if (isTags && reader.TokenType == JsonTokenType.StartArray)
                {
                    ReadTags(ref reader, tags, ref index, row);
                }
                else if (path is not null)
                {
                    row.Unmap(path, ref reader);
                }
                else if (isTags && reader.TokenType != JsonTokenType.Null)
                {
                    row.Unmap("Tags", ref reader);
                    known = false;
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        return known || tags.Count > 0;
    }

    private static void ReadTags(ref Utf8JsonReader reader, Utf8Map tags, ref int index, Row row)
    {
        row.Path.Enter("Tags");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            row.Path.Enter(index++);
            // A copy of the reader: an element that is no tag is kept whole.
            var ahead = reader;
            if (TryAddTag(ref ahead, tags, out var hasOthers))
            {
                if (hasOthers)
                {
                    UnmapOthers(ref reader, row);
                }
                else
                {
                    reader = ahead;
                }
            }
            else
            {
                row.Unmap(row.Path.ToString(), ref reader);
            }

            row.Path.Leave();
        }

        row.Path.Leave();
    }

    /// <summary>One key that is new and at most one value, both text.</summary>
    private static bool TryAddTag(ref Utf8JsonReader reader, Utf8Map tags, out bool hasOthers)
    {
        hasOthers = false;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        Utf8Map.Held? key = null, value = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKey = Json.IsAt(ref reader, "Key"u8);
            var isValue = Json.IsAt(ref reader, "Value"u8);
            hasOthers |= !isKey && !isValue;
            reader.Read();
            if ((isKey && !tags.TryHold(ref reader, ref key)) || (isValue && !tags.TryHold(ref reader, ref value)))
            {
                return false;
            }

            reader.Skip();
        }

        return key is { } name && tags.TryAdd(name, value);
    }

    /// <summary>Keeps the members of the tag that the reader has entered and that are neither key nor value.</summary>
    private static void UnmapOthers(ref Utf8JsonReader reader, Row row)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var path = Json.IsAt(ref reader, "Key"u8) || Json.IsAt(ref reader, "Value"u8) ? null : row.Path.Of(ref reader);
            reader.Read();
            if (path is not null)
            {
                row.Unmap(path, ref reader);
            }
        }
    }
}

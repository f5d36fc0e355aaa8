using System.Buffers;
using System.Text.Json;

namespace ExperimentLake.Simulator.Operations;

internal static class Page
{
    /// <summary>A reply of one list, and a NextToken if more follows.</summary>
    public static byte[] Of(string list, IEnumerable<ReadOnlyMemory<byte>> elements, string? nextToken)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray(list);
            foreach (var element in elements)
            {
                json.WriteRawValue(element.Span, skipInputValidation: true);
            }

            json.WriteEndArray();
            if (nextToken is not null)
            {
                json.WriteString("NextToken", nextToken);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}

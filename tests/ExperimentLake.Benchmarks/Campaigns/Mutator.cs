using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ExperimentLake.Benchmarks.Campaigns;

/// <summary>
/// Spells a document with some of it wrong: written by hand, since no JSON library spells lone surrogates, members twice, or bytes that are not UTF-8.
/// </summary>
internal sealed class Mutator(int seed)
{
    private const int Deepest = 10_000;

    private readonly Random _random = new(seed);
    private readonly ArrayBufferWriter<byte> _json = new();
    private double _share;

    /// <param name="document">What is right.</param>
    /// <param name="share">Of its values, how many go wrong.</param>
    public byte[] Spell(JsonNode document, double share)
    {
        _json.ResetWrittenCount();
        _share = share;
        var members = document.AsObject();
        // What is no JSON, or cut, is asked for seven times, with pauses: a few in each round, which waits for the last of them.
        switch (_random.Next(100_000))
        {
            case 0:
                Raw("[1, 2");
                break;
            case 1:
                Raw("<html>");
                break;
            case 2:
                Raw(_random.Next(2) == 0 ? "null" : "\"text\"");
                break;
            case 3:
                Members(members);
                _json.GetSpan(1)[0] = 0xFF;
                _json.Advance(1);
                break;
            default:
                Members(members);
                break;
        }

        return _json.WrittenSpan.ToArray();
    }

    private void Members(JsonObject members)
    {
        Raw("{");
        var separator = "";
        foreach (var (name, value) in members)
        {
            if (Hit(4))
            {
                continue;
            }

            Raw(separator);
            Name(name);
            Value(value);
            separator = ",";
            if (Hit(4))
            {
                Raw(",");
                Name(name);
                Value(value);
            }

            if (Hit(4))
            {
                Raw($",\"{(_random.Next(2) == 0 ? "New" : "\\ud800")}{_random.Next(3)}\":");
                Wrong();
            }
        }

        Raw("}");
    }

    private void Value(JsonNode? value)
    {
        if (Hit(1))
        {
            Wrong();
            return;
        }

        switch (value)
        {
            case JsonObject members:
                Members(members);
                break;
            case JsonArray items:
                Raw("[");
                for (var index = 0; index < items.Count; index++)
                {
                    Raw(index == 0 ? "" : ",");
                    Value(items[index]);
                }

                Raw("]");
                break;
            default:
                Raw(value?.ToJsonString() ?? "null");
                break;
        }
    }

    /// <summary>A value of any other kind.</summary>
    private void Wrong()
    {
        switch (_random.Next(18))
        {
            case 0: Raw("null"); break;
            case 1: Raw("true"); break;
            case 2: Raw("{}"); break;
            case 3: Raw("[]"); break;
            case 4: Raw("[null,{},[[]],\"x\",1]"); break;
            case 5: Raw(_random.Next(-5, 300).ToString(CultureInfo.InvariantCulture)); break;
            case 6: Raw("1e400"); break;
            case 7: Raw("-99999999999999999999999999999999999999999"); break;
            case 8: Raw("2147483648"); break;
            case 9: Raw("1.7e9999999999"); break;
            case 10: Raw("253402300800"); break;
            case 11: Raw("\"\\ud83d\""); break;
            case 12: Raw("\"\\udc00\\ud800 \\u0000\""); break;
            case 13: Bytes([(byte)'"', 0xC3, 0x28, 0xFF, 0xED, 0xA0, 0x80, (byte)'"']); break;
            case 14: Raw($"\"{new string('é', _random.Next(5000))}\uFF21\U0001F600\""); break;
            case 15: Deep(_random.Next(2) == 0 ? "[" : "{\"a\":", _random.Next(4) == 0 ? Deepest : _random.Next(Deepest)); break;
            case 16: Raw(_random.Next(200) == 0 ? $"\"{new string('x', 10_000_000)}\"" : "\"\""); break;
            default: Raw("{\"Key\":\"a\",\"Value\":{\"b\":[1,{\"c\":null}]}}"); break;
        }
    }

    private void Deep(string open, int depth)
    {
        Raw(string.Concat(Enumerable.Repeat(open, depth)));
        Raw("0");
        Raw(new string(open == "[" ? ']' : '}', depth));
    }

    /// <summary>Escaped now and then, which is the same name.</summary>
    private void Name(string name) => Raw(Hit(2) ? $"\"\\u{(int)name[0]:x4}{name[1..]}\":" : $"\"{name}\":");

    private bool Hit(int rarer) => _random.NextDouble() < _share / rarer;

    private void Raw(string text) => Bytes(Encoding.UTF8.GetBytes(text));

    private void Bytes(ReadOnlySpan<byte> bytes) => _json.Write(bytes);
}

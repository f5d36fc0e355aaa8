using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ExperimentLake.Simulator.Lives;

/// <summary>
/// Writes the members of one JSON object. An optional member is at times absent, at times null and, where the service
/// allows it, at times empty, because a reader that was never shown these mixes them up.
/// </summary>
internal sealed class Members(Utf8JsonWriter json, Dice dice)
{
    private const double Absent = 0.06;
    private const double Null = Absent + 0.04;
    private const double Empty = Null + 0.04;

    // AWS leaves letters as they are; a proxy or another serializer may escape them. Both are the same JSON.
    private static readonly JsonWriterOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions s_escaped = new() { Encoder = JavaScriptEncoder.Default };

    public static byte[] Object(Dice dice, Action<Members> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, dice.Chance("escaped", 0.15) ? s_escaped : s_plain))
        {
            json.WriteStartObject();
            write(new Members(json, dice));
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public void Text(string name, string value) => json.WriteString(name, value);

    public void Number(string name, int value) => json.WriteNumber(name, value);

    public void Time(string name, long milliseconds)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(Seconds(milliseconds, dice.Chance($"{name} exponent", 0.5)));
    }

    public void Object(string name, Action<Members> write)
    {
        json.WriteStartObject(name);
        write(new Members(json, dice.Of(name)));
        json.WriteEndObject();
    }

    public void List(string name, int count, Action<Members, int> write)
    {
        json.WriteStartArray(name);
        for (var index = 0; index < count; index++)
        {
            json.WriteStartObject();
            write(new Members(json, dice.Of(name).Of(index)), index);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // A null value is nothing to say: the member is then null, empty or, mostly, absent. Not every text may be empty.
    public void OptionalText(string name, string? value, bool emptiable = true)
    {
        if (!Given(name))
        {
            return;
        }

        var text = emptiable && dice.Fraction(name) < Empty ? "" : value;
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    public void OptionalTime(string name, long? milliseconds)
    {
        if (Given(name) && milliseconds is { } value)
        {
            Time(name, value);
        }
    }

    public void OptionalObject(string name, Action<Members> write, bool emptiable = false)
    {
        if (Given(name))
        {
            Object(name, emptiable && dice.Fraction(name) < Empty ? static _ => { } : write);
        }
    }

    public void OptionalTexts(string name, string[] values)
    {
        if (Given(name))
        {
            json.WriteStartArray(name);
            foreach (var value in dice.Fraction(name) < Empty ? [] : values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }
    }

    // False when the member is left out, or has been written as null.
    private bool Given(string name)
    {
        var chance = dice.Fraction(name);
        if (chance is >= Absent and < Null)
        {
            json.WriteNull(name);
        }

        return chance >= Null;
    }

    // Epoch seconds with the milliseconds as fraction; Java prints such doubles as 1.764547200123E9.
    private static byte[] Seconds(long milliseconds, bool exponent)
    {
        var seconds = milliseconds / 1000m;
        return Encoding.UTF8.GetBytes(exponent
            ? (seconds / 1_000_000_000m).ToString("0.0###########", CultureInfo.InvariantCulture) + "E9"
            : seconds.ToString("0.###", CultureInfo.InvariantCulture));
    }
}

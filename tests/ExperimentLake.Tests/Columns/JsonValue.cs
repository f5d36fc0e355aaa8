using System.Globalization;
using System.Text;

namespace ExperimentLake.Tests.Columns;

/// <summary>A JSON value before it is spelled. A member of an object may be absent: a C# null.</summary>
internal abstract record JsonValue
{
    /// <summary>One of the many texts that mean this value.</summary>
    public string Spell(int seed)
    {
        var text = new StringBuilder();
        new Spelling(text, new Random(seed)).Append(this);
        return text.ToString();
    }

    public sealed override string ToString() => Spell(0);
}

internal sealed record JsonNull : JsonValue;

internal sealed record JsonText(string Text) : JsonValue;

internal sealed record JsonInt(int Number) : JsonValue;

/// <summary>Seconds since 1970.</summary>
internal sealed record JsonTime(long Milliseconds) : JsonValue;

/// <summary>Written as it is.</summary>
internal sealed record JsonRaw(string Json) : JsonValue;

internal sealed record JsonList(IReadOnlyList<JsonValue> Elements) : JsonValue;

internal sealed record JsonObject(IReadOnlyList<(string Name, JsonValue? Value)> Members) : JsonValue
{
    public JsonValue? this[string name] => Members.FirstOrDefault(member => member.Name == name).Value;
}

/// <summary>White space, escapes, exponents and the order of members, as they fall.</summary>
internal sealed class Spelling(StringBuilder text, Random dice)
{
    public void Append(JsonValue value)
    {
        Space();
        switch (value)
        {
            case JsonNull:
                text.Append("null");
                break;
            case JsonText one:
                Quote(one.Text);
                break;
            case JsonInt one:
                text.Append(CultureInfo.InvariantCulture, $"{one.Number}");
                break;
            case JsonTime one:
                text.Append(Seconds(one.Milliseconds));
                break;
            case JsonRaw one:
                text.Append(one.Json);
                break;
            case JsonList list:
                Join('[', list.Elements, Append, ']');
                break;
            case JsonObject group:
                var members = group.Members.Where(member => member.Value is not null).ToArray();
                dice.Shuffle(members);
                Join('{', members, Member, '}');
                break;
        }

        Space();
    }

    private void Member((string Name, JsonValue? Value) member)
    {
        Space();
        Quote(member.Name);
        Space();
        text.Append(':');
        Append(member.Value!);
    }

    private void Join<T>(char open, IReadOnlyList<T> items, Action<T> append, char close)
    {
        text.Append(open);
        for (var index = 0; index < items.Count; index++)
        {
            text.Append(index == 0 ? "" : ",");
            append(items[index]);
        }

        Space();
        text.Append(close);
    }

    private string Seconds(long milliseconds) => dice.Next(5) switch
    {
        0 => $"{milliseconds}e-3",
        1 => $"{milliseconds * 100}E-05",
        2 when milliseconds != 0 => (milliseconds / 1000m).ToString("0.0###############E+0", CultureInfo.InvariantCulture),
        3 => (milliseconds / 1000m).ToString("0.000000", CultureInfo.InvariantCulture),
        _ => (milliseconds / 1000m).ToString("0.###", CultureInfo.InvariantCulture),
    };

    private void Quote(string value)
    {
        // Mostly as it is, so that both paths of the reader are walked.
        var escapes = dice.Next(3) == 0;
        text.Append('"');
        for (var index = 0; index < value.Length; index++)
        {
            var one = value[index];
            if (one is < ' ' or '"' or '\\' || (escapes && dice.Next(4) == 0))
            {
                Escape(one);
                // A pair is escaped whole or not at all: half a pair is no UTF-8.
                if (char.IsHighSurrogate(one))
                {
                    Escape(value[++index]);
                }
            }
            else
            {
                text.Append(one);
                if (char.IsHighSurrogate(one))
                {
                    text.Append(value[++index]);
                }
            }
        }

        text.Append('"');
    }

    private void Escape(char one)
    {
        const string Letters = "\"\\/\b\f\n\r\t";
        var index = Letters.IndexOf(one, StringComparison.Ordinal);
        text.Append('\\');
        if (index >= 0 && dice.Next(2) == 0)
        {
            text.Append("\"\\/bfnrt"[index]);
        }
        else
        {
            text.Append('u').Append(((int)one).ToString(dice.Next(2) == 0 ? "x4" : "X4", CultureInfo.InvariantCulture));
        }
    }

    private void Space()
    {
        if (dice.Next(20) == 0)
        {
            text.Append(" \t\r\n"[dice.Next(4)]);
        }
    }
}

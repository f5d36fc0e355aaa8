using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ExperimentLake.Worker.Queries;

namespace ExperimentLake.Worker.Output;

/// <summary>How a query's result is printed.</summary>
internal enum ResultFormat
{
    Table,
    Csv,
    Json,
}

/// <summary>Prints a query's result: for people, for spreadsheets, for programs.</summary>
internal static class ResultFormats
{
    public static void Print(this QueryResult result, ResultFormat format)
    {
        switch (format)
        {
            case ResultFormat.Csv:
                Csv(result);
                break;
            case ResultFormat.Json:
                Json(result);
                break;
            default:
                ResultTable.Write(Terminal.Console, result);
                break;
        }
    }

    /// <summary>RFC 4180; a nested value is JSON.</summary>
    private static void Csv(QueryResult result)
    {
        Terminal.Data(string.Join(',', result.Columns.Select(Quoted)));
        foreach (var row in result.Rows)
        {
            Terminal.Data(string.Join(',', row.Select(value => value is null ? "" : Quoted(ValueText.Plain(value) ?? JsonSerializer.Serialize(Value(value), JsonOptions)))));
        }
    }

    private static string Quoted(string text) =>
        text.Length == 0 || text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    /// <summary>One array of objects.</summary>
    private static void Json(QueryResult result)
    {
        var names = Distinct(result.Columns);
        Terminal.Data(JsonSerializer.Serialize(
            result.Rows.Select(row => names.Zip(row).ToDictionary(column => column.First, column => Value(column.Second))), JsonOptions));
    }

    /// <summary>As DuckDB itself does with a subquery's columns of one name: <c>a</c>, <c>a_1</c>, <c>a_2</c>.</summary>
    private static List<string> Distinct(IReadOnlyList<string> names)
    {
        var distinct = new List<string>();
        foreach (var name in names)
        {
            var free = name;
            for (var number = 1; distinct.Contains(free); number++)
            {
                free = $"{name}_{number}";
            }

            distinct.Add(free);
        }

        return distinct;
    }

    private static object? Value(object? value) => value switch
    {
        // JSON has no such numbers.
        double number when !double.IsFinite(number) => null,
        float number when !float.IsFinite(number) => null,
        BigInteger number => JsonNode.Parse(number.ToString(CultureInfo.InvariantCulture)),
        null or string or bool or sbyte or byte or short or ushort or int or uint or long or ulong or double or decimal or float => value,
        _ when ValueText.Plain(value) is { } text => text,
        IDictionary map => ValueText.Entries(map).ToDictionary(entry => ValueText.Of(entry.Key), entry => Value(entry.Value)),
        IEnumerable list => list.Cast<object?>().Select(Value),
        _ => value.ToString(),
    };

    private static readonly JsonSerializerOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}

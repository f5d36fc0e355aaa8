using System.Collections;
using System.Globalization;

namespace ExperimentLake.Worker.Output;

/// <summary>A value of a query as a person reads it.</summary>
internal static class ValueText
{
    public static string Of(object? value) => value switch
    {
        null => "",
        string text => text,
        _ => Nested(value),
    };

    /// <summary>A plain value as text that other programs parse; null for one that is nested.</summary>
    public static string? Plain(object value) => value switch
    {
        DateTime time => time.ToString(time.TimeOfDay.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset time => Plain(time.UtcDateTime),
        bool flag => flag ? "true" : "false",
        string text => text,
        IEnumerable => null,
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    /// <summary>Structs and maps as DuckDB.NET gives them: their own enumerator, since that of the interface is typed by what they hold.</summary>
    public static IEnumerable<DictionaryEntry> Entries(IDictionary map)
    {
        var entries = map.GetEnumerator();
        while (entries.MoveNext())
        {
            yield return entries.Entry;
        }
    }

    /// <summary>In a nested value null is said, and text stands as it is: <c>{status: InService, tags: [a, b], kms_key: null}</c>.</summary>
    private static string Nested(object? value) => value switch
    {
        null => "null",
        _ when Plain(value) is { } plain => plain,
        IDictionary map => $"{{{string.Join(", ", Entries(map).Select(entry => $"{entry.Key}: {Nested(entry.Value)}"))}}}",
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Nested))}]",
        _ => value.ToString() ?? "",
    };
}

using System.Collections;
using System.Globalization;
using DuckDB.NET.Native;

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
        DateTime time => time.ToString($"yyyy-MM-dd {Clock(time.TimeOfDay)}", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString(Clock(time.ToTimeSpan()), CultureInfo.InvariantCulture),
        // A time with its zone; DuckDB.NET adds a date.
        DateTimeOffset time => time.ToString($"{Clock(time.TimeOfDay)}zzz", CultureInfo.InvariantCulture),
        DuckDBInterval interval => Interval(interval),
        byte[] bytes => Convert.ToHexStringLower(bytes),
        bool flag => flag ? "true" : "false",
        string text => text,
        IEnumerable => null,
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static string Clock(TimeSpan time) => time.Ticks % TimeSpan.TicksPerSecond == 0 ? "HH:mm:ss" : "HH:mm:ss.FFFFFF";

    /// <summary>As DuckDB shows it: <c>1 month 2 days 00:00:03</c>. A month has no fixed length, so the parts stay apart.</summary>
    private static string Interval(DuckDBInterval interval)
    {
        var time = TimeSpan.FromMicroseconds((long)interval.Micros);
        var clock = string.Create(CultureInfo.InvariantCulture, $"{(time < TimeSpan.Zero ? "-" : "")}{(long)time.Duration().TotalHours:00}:{time:mm\\:ss}");
        var fraction = time.Ticks % TimeSpan.TicksPerSecond == 0 ? "" : time.ToString("\\.FFFFFF", CultureInfo.InvariantCulture);
        string?[] parts =
        [
            Part(interval.Months / 12, "year"), Part(interval.Months % 12, "month"), Part(interval.Days, "day"),
            time == TimeSpan.Zero && (interval.Months != 0 || interval.Days != 0) ? null : clock + fraction,
        ];
        return string.Join(' ', parts.OfType<string>());
    }

    private static string? Part(int count, string unit) =>
        count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{count} {unit}{(count is 1 or -1 ? "" : "s")}");

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

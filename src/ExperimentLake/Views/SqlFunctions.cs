using System.Text.RegularExpressions;

namespace ExperimentLake.Views;

/// <summary>Who runs a view.</summary>
public enum Engine
{
    /// <summary>Amazon Athena, engine version 3, which is Trino.</summary>
    Athena,

    DuckDb,
}

/// <summary>A function that engines spell differently, or that is not in the SQL standard.</summary>
/// <param name="Name">As views call it: <c>@name(…)</c>.</param>
/// <param name="Athena">In Athena; <c>{0}</c> is the first argument.</param>
/// <param name="DuckDb">In DuckDB.</param>
/// <param name="Source">Where each is described.</param>
public sealed record SqlFunction(string Name, string Athena, string DuckDb, string Source)
{
    public string In(Engine engine) => engine == Engine.Athena ? Athena : DuckDb;
}

/// <summary>The functions that views may use beside plain SQL.</summary>
public static partial class SqlFunctions
{
    private const string Trino = "https://trino.io/docs/current/functions/";
    private const string Duck = "https://duckdb.org/docs/stable/sql/functions/";

    public static IReadOnlyList<SqlFunction> All { get; } =
    [
        // Of rows.
        new("newest", "max_by({0}, {1})", "max_by({0}, {1})", $"{Trino}aggregate.html#max_by {Duck}aggregates#arg_maxarg-val"),
        // Of dates, which are text, and of timestamps.
        new("days_between", "date_diff('day', CAST({0} AS date), CAST({1} AS date))", "date_diff('day', CAST({0} AS date), CAST({1} AS date))", $"{Trino}datetime.html#date_diff {Duck}date#date_diffpart-startdate-enddate"),
        new("hours_between", "(date_diff('millisecond', {0}, {1}) / 3.6e6)", "(date_diff('millisecond', {0}, {1}) / 3.6e6)", $"{Trino}datetime.html#date_diff {Duck}timestamptz#date_diffpart-startdate-enddate"),
        new("time_text", "date_format({0}, '%Y-%m-%dT%H:%i:%sZ')", "strftime({0}, '%Y-%m-%dT%H:%M:%SZ')", $"{Trino}datetime.html#date_format {Duck}timestamptz#strftimetimestamptz-format"),
        // Of maps. A value of a key, null without one; and all of it as text, in the order of the keys.
        new("value_of", "element_at({0}, {1})", "map_extract_value({0}, {1})", $"{Trino}map.html#element_at {Duck}map#map_extract_valuemap-key"),
        new("map_text", "array_join(array_sort(map_values(transform_values({0}, (k, v) -> k || '=' || coalesce(v, '')))), ', ')", "array_to_string(list_sort([t.key || '=' || coalesce(t.value, '') FOR t IN map_entries({0})]), ', ')", $"{Trino}map.html#transform_values {Duck}map#map_entriesmap"),
        // Of arrays: {1} is an element, {2} an expression of it; where it is null the element does not count. Of a null array they are null, but not the last.
        new("list_text", "array_join(array_sort(transform({0}, {1} -> {2})), ', ')", "CASE WHEN {0} IS NOT NULL THEN coalesce(array_to_string(list_sort([{2} FOR {1} IN {0}]), ', '), '') END", $"{Trino}array.html#transform {Duck}list#list-comprehension"),
        new("list_sum", "reduce({0}, CAST(0 AS bigint), (total, {1}) -> total + coalesce({2}, 0), total -> total)", "CASE WHEN {0} IS NOT NULL THEN CAST(coalesce(list_sum([{2} FOR {1} IN {0}]), 0) AS bigint) END", $"{Trino}array.html#reduce {Duck}list#list-aggregates"),
        new("list_max", "array_max(filter(transform({0}, {1} -> {2}), one -> one IS NOT NULL))", "list_max([{2} FOR {1} IN {0}])", $"{Trino}array.html#array_max {Duck}list#list-aggregates"),
        new("any_is", "coalesce(any_match({0}, {1} -> {2}), false)", "coalesce(list_bool_or([{2} FOR {1} IN {0}]), false)", $"{Trino}array.html#any_match {Duck}list#list-aggregates"),
        // Joins: one row for each element, by its number from 1, or each entry, or each date; a row without any is kept, but not for dates.
        new("each_index", "LEFT JOIN UNNEST(IF(cardinality({0}) > 0, sequence(1, cardinality({0})))) AS {1} ({2}) ON TRUE", "LEFT JOIN LATERAL (SELECT unnest(range(1, len({0}) + 1))) AS {1} ({2}) ON TRUE", "https://trino.io/docs/current/sql/select.html#unnest https://duckdb.org/docs/stable/sql/query_syntax/unnest"),
        new("each_entry", "LEFT JOIN UNNEST({0}) AS {1} ({2}, {3}) ON TRUE", "LEFT JOIN LATERAL (SELECT unnest(map_keys({0})), unnest(map_values({0}))) AS {1} ({2}, {3}) ON TRUE", "https://trino.io/docs/current/sql/select.html#unnest https://duckdb.org/docs/stable/sql/query_syntax/unnest"),
        new("each_date", "CROSS JOIN UNNEST(sequence(CAST({0} AS date), CAST({1} AS date), INTERVAL '1' DAY)) AS {2} ({3})", "CROSS JOIN LATERAL (SELECT CAST(unnest(generate_series(CAST({0} AS date), CAST({1} AS date), INTERVAL '1' DAY)) AS date)) AS {2} ({3})", $"{Trino}array.html#sequence {Duck}list#generate_series"),
    ];

    /// <summary>Replaces every <c>@name(…)</c>, those within the arguments of others too.</summary>
    /// <exception cref="ArgumentException">There is no such function, or a parenthesis is not closed.</exception>
    public static string Expand(string sql, Engine engine)
    {
        while (Call().Matches(sql) is [.., var call])
        {
            // The last call has no call in it.
            var function = All.SingleOrDefault(one => one.Name == call.Groups[1].Value)
                ?? throw new ArgumentException($"There is no function {call.Value} in: {sql}", nameof(sql));
            var (arguments, end) = Arguments(sql, call.Index + call.Length);
            sql = $"{sql[..call.Index]}{Filled(function.In(engine), arguments)}{sql[end..]}";
        }

        return sql;
    }

    private static string Filled(string form, List<string> arguments) =>
        Place().Replace(form, place => arguments[int.Parse(place.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)]);

    /// <summary>The arguments from a position just behind the opening parenthesis, and the position behind the closing one.</summary>
    private static (List<string> Arguments, int End) Arguments(string sql, int start)
    {
        var arguments = new List<string>();
        var (depth, begin, quoted) = (0, start, false);
        for (var index = start; index < sql.Length; index++)
        {
            var sign = sql[index];
            quoted ^= sign == '\'';
            if (quoted)
            {
                continue;
            }

            if (depth == 0 && (sign is ',' or ')'))
            {
                arguments.Add(sql[begin..index].Trim());
                begin = index + 1;
                if (sign == ')')
                {
                    return (arguments, begin);
                }
            }

            depth += sign switch { '(' or '[' or '{' => 1, ')' or ']' or '}' => -1, _ => 0 };
        }

        throw new ArgumentException($"A parenthesis is not closed in: {sql}", nameof(sql));
    }

    [GeneratedRegex(@"@([a-z_]+)\(")]
    private static partial Regex Call();

    [GeneratedRegex(@"\{(\d)\}")]
    private static partial Regex Place();
}

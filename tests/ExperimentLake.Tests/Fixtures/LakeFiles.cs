using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;
using DuckDB.NET.Data;

namespace ExperimentLake.Tests.Fixtures;

/// <summary>The files of a lake in a folder, asked by DuckDB straight: no code of ours between the question and the file.</summary>
internal sealed class LakeFiles(string folder)
{
    public string Folder => folder;

    /// <summary>Rows as <c>a | b</c>, one a line.</summary>
    public string Query(string sql) => string.Concat(Read(sql).Select(row => $"{string.Join(" | ", row.Select(cell => Text(cell.Value)))}\n")).TrimEnd('\n');

    /// <summary>Rows as JSON: null members of objects left out, instants in ISO 8601 to the last digit.</summary>
    public IReadOnlyList<JsonObject> Rows(string sql) => [.. Read(sql).Select(row =>
        new JsonObject(row.Where(cell => cell.Value is not null).Select(cell => KeyValuePair.Create(cell.Name, Json(cell.Value)))))];

    private List<List<(string Name, object? Value)>> Read(string sql)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SET TimeZone = 'UTC'; {View("inference_experiments", "'account_id': VARCHAR, 'snapshot_date': VARCHAR")} {View("snapshot_coverage", "'snapshot_date': VARCHAR")}";
        command.ExecuteNonQuery();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<List<(string, object?)>>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(index => (reader.GetName(index), reader.IsDBNull(index) ? null : reader.GetValue(index)))]);
        }

        return rows;
    }

    private string View(string table, string partitionKeys) =>
        Directory.Exists(Path.Combine(folder, table)) && Directory.EnumerateFiles(Path.Combine(folder, table), "*.parquet", SearchOption.AllDirectories).Any()
            ? $"CREATE VIEW {table} AS FROM read_parquet('{folder}/{table}/**/*.parquet', hive_partitioning = true, hive_types = {{ {partitionKeys} }});"
            : "";

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => text,
        _ when Json(value) is JsonValue scalar => scalar.ToString(),
        _ => Json(value)!.ToJsonString(),
    };

    private static JsonNode? Json(object? value) => value switch
    {
        null or DBNull => null,
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        DateTime time => JsonValue.Create(Truth.Instant(time)),
        IDictionary map => new JsonObject(Entries(map).Where(entry => entry.Value is not null).Select(entry => KeyValuePair.Create((string)entry.Key, Json(entry.Value)))),
        IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(Json)]),
        IFormattable number => JsonNode.Parse(number.ToString(null, CultureInfo.InvariantCulture)),
        _ => throw new NotSupportedException($"{value.GetType()}"),
    };

    // Its own enumerator: the one of the interface is typed by what the dictionary holds.
    private static IEnumerable<DictionaryEntry> Entries(IDictionary map)
    {
        for (var entries = map.GetEnumerator(); entries.MoveNext();)
        {
            yield return entries.Entry;
        }
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using ExperimentLake.Lake;
using ExperimentLake.Schema;

namespace ExperimentLake.Catalog;

/// <summary>
/// What Glue keeps of a table, made from the schema tree, and of what somebody else may have added to it nothing is lost.
/// https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html
/// </summary>
internal static class GlueTable
{
    // All members of TableInput. What else GetTable answers is read-only, and refused.
    private static readonly string[] s_inputs =
    [
        "Name", "Description", "Owner", "LastAccessTime", "LastAnalyzedTime", "Retention", "StorageDescriptor", "PartitionKeys",
        "ViewOriginalText", "ViewExpandedText", "TableType", "Parameters", "TargetTable", "ViewDefinition",
    ];

    /// <summary>The table as it is created.</summary>
    public static JsonObject New(HiveTable table) => new()
    {
        ["Name"] = table.Table.Name,
        ["Description"] = table.Table.Description,
        ["TableType"] = "EXTERNAL_TABLE",
        ["Parameters"] = new JsonObject(table.Parameters.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value)).Append(new("EXTERNAL", "TRUE"))),
        ["PartitionKeys"] = Columns(table.PartitionKeys),
        ["StorageDescriptor"] = new JsonObject
        {
            ["Columns"] = Columns(table.Columns),
            ["Location"] = table.Location,
            ["InputFormat"] = HiveTable.InputFormat,
            ["OutputFormat"] = HiveTable.OutputFormat,
            ["SerdeInfo"] = new JsonObject
            {
                ["SerializationLibrary"] = HiveTable.SerDe,
                ["Parameters"] = new JsonObject { ["serialization.format"] = "1" },
            },
        },
    };

    /// <summary>The table as it is to be, from the one that Glue has: our columns, types and parameters, and everything else as it is.</summary>
    /// <param name="table">What it must have.</param>
    /// <param name="kept">As GetTable gave it.</param>
    public static JsonObject Updated(HiveTable table, JsonObject kept)
    {
        var input = Input(kept);
        var storage = (JsonObject)input["StorageDescriptor"]!;
        var ours = Columns(table.Columns);
        storage["Columns"] = Widened(storage["Columns"] as JsonArray ?? [], ours);
        var parameters = (JsonObject)(input["Parameters"] ??= new JsonObject());
        foreach (var (name, value) in table.Parameters)
        {
            parameters[name] = name.EndsWith(".range", StringComparison.Ordinal) ? Range((string?)parameters[name], value) : value;
        }

        return input;
    }

    /// <summary>What of an answer of GetTable may be given to UpdateTable.</summary>
    public static JsonObject Input(JsonObject kept) =>
        new(kept.Where(member => s_inputs.Contains(member.Key)).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));

    /// <summary>Why the table is not ours to change; null when it is ours.</summary>
    public static string? Foreign(HiveTable table, JsonObject kept)
    {
        var storage = kept["StorageDescriptor"];
        var location = (string?)storage?["Location"];
        var serde = (string?)storage?["SerdeInfo"]?["SerializationLibrary"];
        var keys = Names(kept["PartitionKeys"]);
        return location?.TrimEnd('/') != table.Location.TrimEnd('/') ? $"is of {location ?? "no location"}, and not of {table.Location}"
            : serde != HiveTable.SerDe ? $"has the SerDe {serde ?? "none"}, and not {HiveTable.SerDe}"
            : keys != string.Join(", ", table.PartitionKeys.Select(key => key.Name)) ? $"has other partition keys ({keys})"
            : null;
    }

    /// <summary>
    /// Columns that are there, in their order and with their comments, widened to the types of ours; those of ours that are not, at the end.
    /// </summary>
    public static JsonArray Widened(JsonArray there, JsonArray ours)
    {
        var types = ours.ToDictionary(column => (string)column!["Name"]!, column => (string)column!["Type"]!);
        var columns = (JsonArray)there.DeepClone();
        foreach (var column in columns.OfType<JsonObject>())
        {
            if (types.Remove((string?)column["Name"] ?? "", out var type)
                && HiveType.Widen((string?)column["Type"] ?? "", type) is var wide && !HiveType.AreEqual(wide, (string?)column["Type"] ?? ""))
            {
                column["Type"] = wide;
            }
        }

        foreach (var column in ours.Where(column => types.ContainsKey((string)column!["Name"]!)))
        {
            columns.Add(column!.DeepClone());
        }

        return columns;
    }

    private static JsonArray Columns(IEnumerable<HiveColumn> columns) =>
        [.. columns.Select(column => new JsonObject { ["Name"] = column.Name, ["Type"] = column.Type, ["Comment"] = column.Comment })];

    private static string Names(JsonNode? columns) => string.Join(", ", (columns as JsonArray ?? []).Select(column => (string?)column?["Name"]));

    /// <summary>The range of dates from the earlier begin: what retention has deleted from the lake may still be elsewhere, and comes back with a restore.</summary>
    private static string Range(string? kept, string ours) =>
        Begin(kept) is { } earlier && earlier < Begin(ours) ? $"{LakeKeys.Text(earlier)}{ours[ours.IndexOf(',', StringComparison.Ordinal)..]}" : ours;

    private static DateOnly? Begin(string? range) =>
        DateOnly.TryParseExact(range?.Split(',')[0].Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var begin) ? begin : null;
}

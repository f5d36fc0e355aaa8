using System.Globalization;
using System.Text.Json.Nodes;
using ExperimentLake.Simulator.Glue;
using ExperimentLake.Simulator.Wire;

namespace ExperimentLake.Simulator.Operations;

/// <summary>Partitions: what is wrong with one of a batch is told in a reply that is otherwise good.</summary>
internal static class GluePartitions
{
    private const int MostPerBatch = 100;

    // Fewer than the 1,000 that may be asked for, so that a table of some hundred partitions has pages.
    private const int MostPerPage = 100;

    public static JsonObject GetPartitions(Input input, JsonObject request, SimulatedCatalog catalog, string account)
    {
        var size = Math.Min(input.Number("MaxResults", 1, 1000) ?? MostPerPage, MostPerPage);
        var token = input.Text("NextToken");
        var (database, name) = GlueTables.Names(input, "TableName");
        var table = catalog.Table(database, name);
        var listing = $"{account} {database} {name}";
        var start = token is null ? 0 : int.Parse(PageToken.Read(listing, token)[0], CultureInfo.InvariantCulture);
        var bare = (bool?)request["ExcludeColumnSchema"] == true;
        var reply = new JsonObject { ["Partitions"] = new JsonArray([.. table.Partitions.Values.Skip(start).Take(size).Select(one => Describe(one, database, name, account, bare))]) };
        if (start + size < table.Partitions.Count)
        {
            reply["NextToken"] = PageToken.Write(listing, (start + size).ToString(CultureInfo.InvariantCulture));
        }

        return reply;
    }

    public static JsonObject BatchCreate(Input input, JsonObject request, SimulatedCatalog catalog, string? error)
    {
        var (database, name) = GlueTables.Names(input, "TableName");
        var table = catalog.Table(database, name);
        return Batch(request, "PartitionInputList", "PartitionValues", item => (item, item["Values"]), (item, key) =>
            error is not null ? (error, "A fault of the simulator.")
            : (item["Values"] as JsonArray)?.Count != table.PartitionKeys ? ("InvalidInputException", "The number of partition keys do not match the number of partition values.")
            : table.Partitions.TryAdd(key, item) ? null
            : ("AlreadyExistsException", "Partition already exists."));
    }

    public static JsonObject BatchUpdate(Input input, JsonObject request, SimulatedCatalog catalog, string? error)
    {
        var (database, name) = GlueTables.Names(input, "TableName");
        var table = catalog.Table(database, name);
        return Batch(request, "Entries", "PartitionValueList", item => (item["PartitionInput"] as JsonObject ?? [], item["PartitionValueList"]), (item, key) =>
        {
            if (error is not null || !table.Partitions.ContainsKey(key))
            {
                return (error ?? "EntityNotFoundException", "Partition not found.");
            }

            table.Partitions[key] = item;
            return null;
        });
    }

    private static JsonObject Batch(
        JsonObject request, string list, string values, Func<JsonObject, (JsonObject Input, JsonNode? Values)> read, Func<JsonObject, string, (string Code, string Message)?> put)
    {
        var items = request[list] as JsonArray ?? throw Refusal.Invalid($"1 validation error detected: Value null at '{list}' failed to satisfy constraint: Member must not be null");
        if (items.Count > MostPerBatch)
        {
            throw Refusal.Invalid($"1 validation error detected: Value at '{list}' failed to satisfy constraint: Member must have length less than or equal to {MostPerBatch}");
        }

        var errors = new JsonArray();
        foreach (var item in items.OfType<JsonObject>())
        {
            var (partition, key) = read(item);
            if (put((JsonObject)partition.DeepClone(), key?.ToJsonString() ?? "") is var (code, message))
            {
                errors.Add(new JsonObject { [values] = key?.DeepClone(), ["ErrorDetail"] = new JsonObject { ["ErrorCode"] = code, ["ErrorMessage"] = message } });
            }
        }

        return errors.Count == 0 ? [] : new JsonObject { ["Errors"] = errors };
    }

    private static JsonObject Describe(JsonObject input, string database, string table, string account, bool bare)
    {
        var partition = (JsonObject)input.DeepClone();
        (partition["DatabaseName"], partition["TableName"], partition["CatalogId"], partition["CreationTime"]) = (database, table, account, 1.7953056E9);
        if (bare)
        {
            (partition["StorageDescriptor"] as JsonObject)?.Remove("Columns");
        }

        return partition;
    }
}

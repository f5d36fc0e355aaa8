using System.Text.Json.Nodes;
using ExperimentLake.Simulator.Glue;
using ExperimentLake.Simulator.Wire;

namespace ExperimentLake.Simulator.Operations;

/// <summary>Databases and tables. https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html</summary>
internal static class GlueTables
{
    private static readonly string[] s_inputs =
    [
        "Name", "Description", "Owner", "LastAccessTime", "LastAnalyzedTime", "Retention", "StorageDescriptor", "PartitionKeys",
        "ViewOriginalText", "ViewExpandedText", "TableType", "Parameters", "TargetTable", "ViewDefinition",
    ];

    public static JsonObject CreateDatabase(Input input, JsonObject request, SimulatedCatalog catalog)
    {
        input.Check();
        catalog.CreateDatabase((string?)request["DatabaseInput"]?["Name"] ?? throw Refusal.Invalid("DatabaseInput has no Name."));
        return [];
    }

    public static JsonObject GetDatabase(Input input, SimulatedCatalog catalog)
    {
        var name = input.Text("Name", 1, 255, required: true);
        input.Check();
        catalog.CheckDatabase(name!);
        return new JsonObject { ["Database"] = new JsonObject { ["Name"] = name } };
    }

    public static JsonObject GetTable(Input input, SimulatedCatalog catalog, string account)
    {
        var (database, name) = Names(input, "Name");
        return new JsonObject { ["Table"] = catalog.Table(database, name).Describe(database, account) };
    }

    public static JsonObject CreateTable(Input input, JsonObject request, SimulatedCatalog catalog, double now)
    {
        var database = input.Text("DatabaseName", 1, 255, required: true);
        input.Check();
        var table = TableInput(request);
        var keys = (table["PartitionKeys"] as JsonArray ?? []).Select(key => (string?)key?["Name"]).ToList();
        var indexed = (request["PartitionIndexes"] as JsonArray ?? []).SelectMany(index => index?["Keys"] as JsonArray ?? []).Select(key => (string?)key);
        foreach (var key in indexed.Where(key => !keys.Contains(key)))
        {
            throw new Refusal("InvalidInputException", $"Partition index key {key} is no partition key.");
        }

        catalog.CheckDatabase(database!);
        catalog.CreateTable(database!, new SimulatedTable(table, now) { Indexes = (request["PartitionIndexes"]?.DeepClone() as JsonArray) ?? [] });
        return [];
    }

    public static JsonObject UpdateTable(Input input, JsonObject request, SimulatedCatalog catalog)
    {
        var database = input.Text("DatabaseName", 1, 255, required: true);
        var version = input.Text("VersionId", 1, 255);
        input.Check();
        var table = TableInput(request);
        catalog.Table(database!, (string)table["Name"]!).Update(table, version);
        return [];
    }

    public static JsonObject GetPartitionIndexes(Input input, SimulatedCatalog catalog)
    {
        var (database, name) = Names(input, "TableName");
        var indexes = catalog.Table(database, name).Indexes.Select(index => new JsonObject
        {
            ["IndexName"] = (string?)index?["IndexName"],
            ["Keys"] = new JsonArray([.. (index?["Keys"] as JsonArray ?? []).Select(key => new JsonObject { ["Name"] = (string?)key, ["Type"] = "string" })]),
            ["IndexStatus"] = "ACTIVE",
        });
        return new JsonObject { ["PartitionIndexDescriptorList"] = new JsonArray([.. indexes]) };
    }

    public static JsonObject DeleteTable(Input input, SimulatedCatalog catalog)
    {
        var (database, name) = Names(input, "Name");
        catalog.DeleteTable(database, name);
        return [];
    }

    public static (string Database, string Table) Names(Input input, string tableMember)
    {
        var database = input.Text("DatabaseName", 1, 255, required: true);
        var table = input.Text(tableMember, 1, 255, required: true);
        input.Check();
        return (database!, table!);
    }

    /// <summary>Strict as the SDKs are before they send: a member that is only ever answered is refused.</summary>
    private static JsonObject TableInput(JsonObject request)
    {
        var table = request["TableInput"] as JsonObject ?? throw Refusal.Invalid("1 validation error detected: Value null at 'tableInput' failed to satisfy constraint: Member must not be null");
        foreach (var (name, _) in table.Where(member => !s_inputs.Contains(member.Key)))
        {
            throw Refusal.Invalid($"Unknown parameter in TableInput: \"{name}\", must be one of: {string.Join(", ", s_inputs)}");
        }

        return string.IsNullOrEmpty((string?)table["Name"])
            ? throw Refusal.Invalid("1 validation error detected: Value null at 'tableInput.name' failed to satisfy constraint: Member must not be null")
            : (JsonObject)table.DeepClone();
    }
}

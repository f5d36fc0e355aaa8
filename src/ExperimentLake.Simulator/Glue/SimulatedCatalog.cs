using System.Globalization;
using System.Text.Json.Nodes;
using ExperimentLake.Simulator.Wire;

namespace ExperimentLake.Simulator.Glue;

/// <summary>The Data Catalog of one account and region. It holds what is put there until the simulator ends; names are folded to lower case.</summary>
internal sealed class SimulatedCatalog
{
    private readonly Dictionary<string, Dictionary<string, SimulatedTable>> _databases = [];

    /// <summary>One call at a time.</summary>
    public Lock Gate { get; } = new();

    public void CreateDatabase(string name)
    {
        if (!_databases.TryAdd(Fold(name), []))
        {
            throw new Refusal("AlreadyExistsException", $"Database {name} already exists.");
        }
    }

    public void CheckDatabase(string name) => Database(name);

    public void CreateTable(string database, SimulatedTable table)
    {
        if (!Database(database).TryAdd(Fold(table.Name), table))
        {
            throw new Refusal("AlreadyExistsException", "Table already exists.");
        }
    }

    public SimulatedTable Table(string database, string name) =>
        Database(database).TryGetValue(Fold(name), out var table) ? table : throw new Refusal("EntityNotFoundException", $"Table {name} not found.");

    public void DeleteTable(string database, string name)
    {
        Table(database, name);
        Database(database).Remove(Fold(name));
    }

    private Dictionary<string, SimulatedTable> Database(string name) =>
        _databases.TryGetValue(Fold(name), out var tables) ? tables : throw new Refusal("EntityNotFoundException", $"Database {name} not found.");

    private static string Fold(string name) => name.ToLower(CultureInfo.InvariantCulture);
}

/// <summary>A table, and its partitions by their values.</summary>
internal sealed class SimulatedTable(JsonObject input, double createdAt)
{
    private int _version;

    public JsonObject Input { get; private set; } = input;

    public string Name => (string)Input[nameof(Name)]!;

    public SortedDictionary<string, JsonObject> Partitions { get; } = new(StringComparer.Ordinal);

    /// <summary>As CreateTable was given them.</summary>
    public JsonArray Indexes { get; init; } = [];

    public int PartitionKeys => (Input[nameof(PartitionKeys)] as JsonArray)?.Count ?? 0;

    /// <param name="input">In place of the one before.</param>
    /// <param name="version">The version that its author has seen; null when that does not matter.</param>
    public void Update(JsonObject input, string? version)
    {
        if (version is not null && version != Version)
        {
            throw new Refusal("ConcurrentModificationException", "Update table failed due to concurrent modifications.");
        }

        Input = input;
        _version++;
    }

    /// <summary>As GetTable answers.</summary>
    public JsonObject Describe(string database, string account)
    {
        var table = (JsonObject)Input.DeepClone();
        table["DatabaseName"] = database;
        table["CreateTime"] = createdAt;
        table["UpdateTime"] = createdAt;
        table["CreatedBy"] = $"arn:aws:iam::{account}:user/simulated";
        table["IsRegisteredWithLakeFormation"] = false;
        table["CatalogId"] = account;
        table["IsMultiDialectView"] = false;
        table["VersionId"] = Version;
        return table;
    }

    private string Version => _version.ToString(CultureInfo.InvariantCulture);
}

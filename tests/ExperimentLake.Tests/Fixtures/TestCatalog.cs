using System.Text.Json.Nodes;
using Amazon;
using Amazon.Runtime;
using ExperimentLake.Aws;
using ExperimentLake.Catalog;
using ExperimentLake.Schema;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Simulator;

namespace ExperimentLake.Tests.Fixtures;

/// <summary>
/// A database of one test's own in a Glue Data Catalog: the simulator's, or for tests that say so the one at
/// <c>EXPERIMENTLAKE_TEST_GLUE_ENDPOINT</c>.
/// </summary>
internal sealed class TestCatalog : IDisposable
{
    public const string Trait = "Needs";
    public const string TraitValue = "Glue";

    private const string EndpointVariable = "EXPERIMENTLAKE_TEST_GLUE_ENDPOINT";
    private const string Region = "us-east-1";

    private readonly Uri _endpoint;
    private readonly AWSCredentials _credentials;
    private readonly SignedClient _client;
    private readonly Wire _wire = new(new LimitSettings { Call = TimeSpan.FromSeconds(20) });

    private TestCatalog(SimulatedAws aws, Uri endpoint)
    {
        _endpoint = endpoint;
        _credentials = SignedClient.Own(aws);
        _client = SignedClient.OfGlue(endpoint, _credentials, Region);
    }

    public string Database { get; } = $"lake_{Guid.NewGuid():N}";

    /// <summary>Has a process use it.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment =>
        [new("AWS_ENDPOINT_URL_GLUE", _endpoint.GetLeftPart(UriPartial.Authority)), new("EXPERIMENTLAKE_Catalog__Database", Database)];

    /// <summary>With the database, in whatever catalog the tests are run against.</summary>
    public static Task<TestCatalog> CreateAsync(SimulatedAws aws) => CreateAsync(
        aws, System.Environment.GetEnvironmentVariable(EndpointVariable) is { Length: > 0 } given ? new Uri(given) : aws.Url);

    /// <summary>With the database, in the simulator.</summary>
    public static Task<TestCatalog> SimulatedAsync(SimulatedAws aws) => CreateAsync(aws, aws.Url);

    /// <summary>Without the database.</summary>
    public static TestCatalog WithoutDatabase(SimulatedAws aws) => new(aws, aws.Url);

    /// <summary>The product's own view of it.</summary>
    public GlueCatalog Of(params IReadOnlyList<Table> tables) => Of(TimeSpan.FromMinutes(1), tables);

    public GlueCatalog Of(TimeSpan longest, params IReadOnlyList<Table> tables) => new(Database, Region, region => new AwsJsonClient(
        AwsJsonService.Glue, _credentials,
        new AwsJsonConfig(AwsJsonService.Glue, RegionEndpoint.GetBySystemName(region), _wire.For(new ExperimentLake.Aws.CallCount())) { ServiceURL = _endpoint.GetLeftPart(UriPartial.Authority) }), tables)
    { Longest = longest };

    public Task CreateDatabaseAsync() => AskAsync("CreateDatabase", new JsonObject { ["DatabaseInput"] = new JsonObject { ["Name"] = Database } });

    public async Task<JsonObject> TableAsync(string name) =>
        (JsonObject)(await AskAsync("GetTable", new JsonObject { ["DatabaseName"] = Database, ["Name"] = name }))["Table"]!;

    /// <summary>By their values.</summary>
    public async Task<SortedDictionary<string, JsonObject>> PartitionsAsync(string table = "inference_experiments")
    {
        var all = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        string? token = null;
        do
        {
            var request = new JsonObject { ["DatabaseName"] = Database, ["TableName"] = table };
            if (token is not null)
            {
                request["NextToken"] = token;
            }

            var reply = await AskAsync("GetPartitions", request);
            foreach (var partition in reply["Partitions"]!.AsArray())
            {
                all.Add(string.Join('/', partition!["Values"]!.AsArray()), (JsonObject)partition);
            }

            token = (string?)reply["NextToken"];
        }
        while (token is not null);
        return all;
    }

    /// <summary>As somebody else does who changes a table.</summary>
    public async Task EditTableAsync(string name, Action<JsonObject> edit)
    {
        var kept = await TableAsync(name);
        string[] members = ["Name", "Description", "Owner", "Retention", "TableType", "Parameters", "PartitionKeys", "StorageDescriptor"];
        var input = new JsonObject(members.Where(kept.ContainsKey).Select(member => KeyValuePair.Create(member, kept[member]?.DeepClone())));
        edit(input);
        await AskAsync("UpdateTable", new JsonObject { ["DatabaseName"] = Database, ["TableInput"] = input });
    }

    /// <summary>As somebody else does who changes the partitions of a table.</summary>
    public async Task EditPartitionsAsync(Action<JsonObject> edit)
    {
        foreach (var partition in (await PartitionsAsync()).Values)
        {
            string[] members = ["Values", "StorageDescriptor", "Parameters"];
            var input = new JsonObject(members.Where(partition.ContainsKey).Select(member => KeyValuePair.Create(member, partition[member]?.DeepClone())));
            edit(input);
            await AskAsync("BatchUpdatePartition", new JsonObject
            {
                ["DatabaseName"] = Database,
                ["TableName"] = "inference_experiments",
                ["Entries"] = new JsonArray(new JsonObject { ["PartitionValueList"] = partition["Values"]!.DeepClone(), ["PartitionInput"] = input }),
            });
        }
    }

    /// <summary>Fails with what Glue says when it refuses.</summary>
    public async Task<JsonNode> AskAsync(string operation, JsonObject request)
    {
        using var response = await _client.SendAsync(operation, request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.IsSuccessStatusCode.ShouldBeTrue($"{operation}: {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    public void Dispose()
    {
        _client.Dispose();
        _wire.Dispose();
    }

    private static async Task<TestCatalog> CreateAsync(SimulatedAws aws, Uri endpoint)
    {
        var catalog = new TestCatalog(aws, endpoint);
        await catalog.CreateDatabaseAsync();
        return catalog;
    }
}

/// <summary>Columns of a table or partition, in words.</summary>
internal static class CatalogText
{
    public static string Columns(this JsonObject kept) => string.Join(", ", kept["StorageDescriptor"]!["Columns"]!.AsArray().Select(column => $"{column!["Name"]} {column["Type"]}"));
}

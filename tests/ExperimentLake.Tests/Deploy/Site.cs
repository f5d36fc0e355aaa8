using System.Collections.Concurrent;
using Amazon.Runtime;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Deploy;

/// <summary>A deployment that is there: a simulated AWS, a bucket, and processes as ECS would start them.</summary>
internal sealed class Site : IAsyncDisposable
{
    private const string PeoplesKey = "people";

    private static readonly string[] s_regions = [World.Regions[0], World.Regions[1]];

    private readonly IReadOnlyList<string> _accounts;
    private readonly Dictionary<string, string> _parameters;
    private readonly string _bucket;
    private readonly TestCatalog _catalog;
    private readonly SigningDoor _door;
    private readonly BucketLog _log;
    private readonly ConcurrentQueue<SeenCall> _calls = [];
    private readonly Dictionary<string, string> _environment;

    private Site(IReadOnlyList<string> accounts, Dictionary<string, string> parameters, string bucket, SimulatedAws aws, TestCatalog catalog, SigningDoor door, BucketLog log)
    {
        (_accounts, _parameters, _bucket, Aws, _catalog, _door, _log) = (accounts, parameters, bucket, aws, catalog, door, log);
        var container = Deployed.Lake.Resource("TaskDefinition")!["ContainerDefinitions"]![0]!;
        Command = (string)container[nameof(Command)]![0]!;
        _environment = container["Environment"]!.AsArray().ToDictionary(one => (string)one!["Name"]!, one => (string)one!["Value"]!);
    }

    public SimulatedAws Aws { get; }

    public TemporaryFolder Folder { get; } = new();

    /// <summary>What the task runs.</summary>
    public string Command { get; }

    private Deployment Deployed => new(Deployment.Shipped, _accounts, _bucket, _parameters);

    /// <param name="s3">Where the bucket is.</param>
    /// <param name="accounts">The first is the lake's, the last the one that the organization belongs to where a role lists it.</param>
    /// <param name="parameters">Of lake.yaml.</param>
    public static async Task<Site> OpenAsync(S3Server s3, IReadOnlyList<string> accounts, Dictionary<string, string> parameters)
    {
        var aws = await World.StartAsync(new()
        {
            Accounts = accounts,
            Regions = s_regions,
            ExperimentsPerAccount = 4,
            Deletions = false,
            ExternalId = Deployment.ExternalId,
            ManagementAccount = parameters.ContainsKey("OrganizationRoleArn") ? accounts[^1] : accounts[0],
            OrganizationRoleName = "ExperimentLakeAccounts",
        });
        var catalog = await TestCatalog.SimulatedAsync(aws);
        var bucket = $"experiment-lake-test-{Guid.NewGuid():N}";
        using var client = await s3.ClientAsync();
        await client.PutBucketAsync(bucket);
        var log = new BucketLog();
        var door = await SigningDoor.OpenAsync(await s3.EndpointAsync(), new BasicAWSCredentials("any", "any"), log.NoteAsync);
        return new Site(
            accounts, new(parameters) { ["Regions"] = string.Join(',', s_regions), ["DatabaseName"] = catalog.Database }, bucket, aws, catalog, door, log);
    }

    /// <summary>With the credentials of the worker's role.</summary>
    public async Task<ProcessResult> RunAsync(params IEnumerable<string> arguments)
    {
        await using var process = Start(arguments);
        return await process.EndAsync();
    }

    /// <summary>With a person's credentials, who knows the lake and no more.</summary>
    public Task<ProcessResult> ReadAsync(params IEnumerable<string> arguments) => ExperimentLakeProcess.RunAsync(
        [.. arguments, "--lake", Deployed.Lake.Output("LakeUri")], [.. Aws.Environment, .. AtDoor, new("AWS_ACCESS_KEY_ID", PeoplesKey)]);

    /// <summary>A worker, until it has said something.</summary>
    /// <returns>What it has printed.</returns>
    public async Task<string> WorkAsync(string until, string zone)
    {
        await using var worker = Start([Command, "--Health:Url", FreePort.Url(), "--Schedule:TimeZone", zone]);
        await worker.LineAsync(line => line.Contains(until, StringComparison.Ordinal));
        await worker.InterruptAsync();
        return (await worker.EndAsync()).ShouldExitWith(0).Output;
    }

    /// <summary>Somebody else takes a column out of each table, and out of all partitions.</summary>
    public async Task EditCatalogAsync()
    {
        Aws.Calls.Watch = null;
        await _catalog.EditTableAsync("inference_experiments", table => table["StorageDescriptor"]!["Columns"]!.AsArray().RemoveAt(3));
        await _catalog.EditTableAsync("snapshot_coverage", table => table["StorageDescriptor"]!["Columns"]!.AsArray().RemoveAt(3));
        await _catalog.EditPartitionsAsync(partition => partition["StorageDescriptor"]!["Columns"]!.AsArray().RemoveAt(3));
    }

    /// <summary>All that was called so far.</summary>
    public RecordedRun Recorded() => new(
        _accounts, _bucket, _parameters, [.. _calls], _log.Calls,
        new Dictionary<string, string> { [Aws.Environment["AWS_ACCESS_KEY_ID"]] = Deployment.Worker, [PeoplesKey] = Deployment.Reader });

    public async ValueTask DisposeAsync()
    {
        await _door.DisposeAsync();
        _catalog.Dispose();
        Folder.Dispose();
        await Aws.DisposeAsync();
    }

    private IEnumerable<KeyValuePair<string, string>> AtDoor => [new("AWS_ENDPOINT_URL_S3", _door.Url), new("EXPERIMENTLAKE_Lake__ForcePathStyle", "true")];

    private ExperimentLakeProcess Start(IEnumerable<string> arguments)
    {
        Aws.Calls.Watch = _calls.Enqueue;
        return ExperimentLakeProcess.Start(arguments, [.. Aws.Environment, .. _environment, .. AtDoor]);
    }
}

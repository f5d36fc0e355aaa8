using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Deploy;

/// <summary>
/// The whole product at work as real processes, set up by what lake.yaml gives its task, with all calls recorded. Once for the tests
/// that need it.
/// </summary>
public sealed class RecordedProduct(S3Server s3) : IAsyncLifetime
{
    // It is never the same date in both, so the later one has the day after, or the one after that.
    private const string EarlierZone = "Etc/GMT+12";
    private const string LaterZone = "Pacific/Kiritimati";

    /// <summary>A worker that is in an account of its own, with a key, then people who read.</summary>
    internal RecordedRun Worker { get; private set; } = null!;

    /// <summary>Snapshots that a schedule starts, in the account that the organization belongs to.</summary>
    internal RecordedRun Snapshot { get; private set; } = null!;

    /// <summary>What was printed on standard output of a day with a denied account, and of one that was complete.</summary>
    internal (string Denied, string Complete) WorkerOutput { get; private set; }

    internal (string Denied, string Complete) SnapshotOutput { get; private set; }

    public async ValueTask InitializeAsync() => await Task.WhenAll(WorkAsync(), SnapshotsAsync());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task WorkAsync()
    {
        var role = new ResolvedStack(Deployment.Shipped["organization-role.yaml"], World.Accounts[^1], new Dictionary<string, string>()).Output("OrganizationRoleArn");
        await using var site = await Site.OpenAsync(s3, World.Accounts, new() { ["Run"] = "worker", ["Encryption"] = "kms", ["OrganizationRoleArn"] = role, ["ClusterPasswordSecretArn"] = "arn:aws:secretsmanager:us-east-1:012345678901:secret:lake" });
        (await site.RunAsync("check")).ShouldExitWith(0);

        site.Aws.Faults.DenyRole(World.Accounts[1]);
        var denied = await site.WorkAsync("is partial, revision", EarlierZone);
        site.Aws.Faults.Clear();
        (await site.RunAsync("snapshot", "--Schedule:TimeZone", EarlierZone)).ShouldExitWith(0);

        // As a version without the column would have left it.
        await site.EditCatalogAsync();
        WorkerOutput = (denied, await site.WorkAsync("is complete, revision", LaterZone));

        var results = await Task.WhenAll(
            site.ReadAsync("verify", "--all"), site.ReadAsync("query", "SELECT count(*) FROM experiments_latest"),
            site.ReadAsync("report", "--out", site.Folder["report.html"]), site.ReadAsync("schema", "athena", "--split", site.Folder["statements"]));
        results.ShouldAllBe(result => result.ExitCode == 0, string.Concat(results.Select(result => result.Error)));
        Worker = site.Recorded();
    }

    private async Task SnapshotsAsync()
    {
        string[] accounts = [World.Accounts[1], World.Accounts[2]];
        await using var site = await Site.OpenAsync(s3, accounts, new() { ["Run"] = "snapshot" });
        site.Aws.Faults.DenyRole(accounts[1]);
        var denied = (await site.RunAsync(site.Command)).ShouldExitWith(1);
        site.Aws.Faults.Clear();
        SnapshotOutput = (denied.Output, (await site.RunAsync(site.Command)).ShouldExitWith(0).Output);
        Snapshot = site.Recorded();
    }
}

/// <summary>Tests of <see cref="RecordedProduct"/>.</summary>
[CollectionDefinition(Name)]
public sealed class RecordedProductTests : ICollectionFixture<RecordedProduct>
{
    public const string Name = "Recorded product";
}

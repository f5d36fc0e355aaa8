using System.Globalization;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>Several workers on one PostgreSQL.</summary>
[Trait(PostgresServer.Trait, PostgresServer.TraitValue)]
public sealed class ClusterTests(PostgresServer postgres)
{
    private const int CallsInFlight = 2;

    private static readonly string[] s_accounts = [.. Enumerable.Range(1, 24).Select(number => number.ToString("D12", CultureInfo.InvariantCulture))];
    private static readonly string[] s_regions = [World.Regions[0], World.Regions[1]];

    [Fact]
    public async Task Killed_in_the_middle_a_worker_leaves_its_accounts_to_the_others()
    {
        await using var aws = await StartAsync();
        await using var lake = TestLake.InDirectory();
        await using var database = await postgres.CreateDatabaseAsync();
        await using var first = Start(lake, aws, database);
        await using var second = Start(lake, aws, database);
        await using var third = Start(lake, aws, database);

        await Task.WhenAll(new[] { first, second, third }.Select(worker => worker.LineAsync(IsRegion)));
        second.Kill();
        var killed = TimeProvider.System.GetTimestamp();
        await await Task.WhenAny(first.LineAsync(IsTakenOver), third.LineAsync(IsTakenOver));
        TestContext.Current.TestOutputHelper?.WriteLine($"Taken over {TimeProvider.System.GetElapsedTime(killed).TotalSeconds:F1} s after the kill.");
        await await Task.WhenAny(first.LineAsync(IsEnd), third.LineAsync(IsEnd));

        (await lake.FilesAsync()).Query("SELECT count(*), count(DISTINCT (account_id, region)), string_agg(DISTINCT outcome), sum(listed - written) FROM snapshot_coverage")
            .ShouldBe("48 | 48 | complete | 0");
        (await lake.FilesAsync()).Query("SELECT count(*), count(DISTINCT _key) FROM inference_experiments").ShouldBe($"{24 * 10} | {24 * 10}");
        // What was killed in the middle is asked for twice; nothing else is.
        s_accounts.Count(account => aws.Calls.Count(account, operation: "ListInferenceExperiments") > s_regions.Length).ShouldBeInRange(1, CallsInFlight);
        var manifest = await lake.ManifestAsync();
        ((string)manifest["state"]!).ShouldBe("complete");
        ((int)manifest["revision"]!).ShouldBe(1);
        var before = await lake.StampsAsync();
        (await lake.SnapshotAsync(aws, s_accounts, s_regions)).ShouldExitWith(0).Output.ShouldContain("Nothing changed; revision 1 stands.");
        (await lake.StampsAsync()).ShouldBe(before);
        foreach (var worker in new[] { first, third })
        {
            await worker.InterruptAsync();
            (await worker.EndAsync()).ShouldExitWith(0);
        }
    }

    [Fact]
    public async Task Stopped_in_the_middle_a_worker_hands_its_accounts_on()
    {
        await using var aws = await StartAsync();
        await using var lake = TestLake.InDirectory();
        await using var database = await postgres.CreateDatabaseAsync();
        await using var first = Start(lake, aws, database);
        await using var second = Start(lake, aws, database);
        await Task.WhenAll(first.LineAsync(IsRegion), second.LineAsync(IsRegion));

        await second.InterruptAsync();

        (await second.EndAsync()).ShouldExitWith(0).Output.ShouldContain("Stopped.");
        await first.LineAsync(IsEnd);
        ((string)(await lake.ManifestAsync())["state"]!).ShouldBe("complete");
        // Under way at the stop, they were read to their end: nothing was asked for twice.
        aws.Calls.Count(operation: "ListInferenceExperiments").ShouldBe(s_accounts.Length * s_regions.Length);
    }

    [Fact]
    public async Task A_lost_database_costs_a_plan_and_no_data()
    {
        await using var aws = await StartAsync();
        await using var lake = TestLake.InDirectory();
        await using (var lost = await postgres.CreateDatabaseAsync())
        {
            await using var worker = Start(lake, aws, lost);
            await worker.LineAsync(IsRegion);
            worker.Kill();
            await worker.EndAsync();
        }

        var settled = (await lake.StampsAsync()).Keys.Where(key => key.EndsWith(".parquet", StringComparison.Ordinal)).ToList();
        aws.Calls.Clear();
        await using var database = await postgres.CreateDatabaseAsync();
        await using var next = Start(lake, aws, database);
        await next.LineAsync(IsEnd);

        ((string)(await lake.ManifestAsync())["state"]!).ShouldBe("complete");
        settled.ShouldNotBeEmpty();
        // A killed worker may have put a file without having said what it is; it reads that one again.
        settled.Count(key => aws.Asked().Any(asked => key.Contains(asked.Split(' ')[0], StringComparison.Ordinal) && key.Contains(asked.Split(' ')[1], StringComparison.Ordinal)))
            .ShouldBeInRange(0, CallsInFlight);
        aws.Asked().Count.ShouldBe((s_accounts.Length * s_regions.Length) - settled.Count);
    }

    [Fact]
    public async Task A_password_in_the_connection_string_is_refused()
    {
        await using var lake = TestLake.InDirectory();

        var result = await lake.RunAsync(null, "worker", "--Cluster:ConnectionString", "Host=127.0.0.1;Username=me;Password=hush-hush");

        result.ShouldExitWith(3).Error.ShouldContain("PGPASSWORD");
        result.Error.ShouldNotContain("hush");
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_named_at_the_start()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        var port = new Uri(FreePort.Url()).Port;

        var result = await lake.RunAsync(aws, "worker", "--Health:Url", FreePort.Url(), "--Cluster:ConnectionString", $"Host=127.0.0.1;Port={port};Username=me;Database=none");

        result.ShouldExitWith(1).Error.ShouldContain("Cluster:ConnectionString");
    }

    [Fact]
    public async Task A_database_that_does_not_let_us_in_is_wrong_configuration()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        await using var database = await postgres.CreateDatabaseAsync();

        var result = await lake.RunAsync(
            aws, "worker", "--Health:Url", FreePort.Url(), "--Cluster:ConnectionString", $"{database.ConnectionString};Database=no_such_database");

        result.ShouldExitWith(3).Error.ShouldContain("Cluster:ConnectionString");
    }

    [Fact]
    public async Task Check_tells_whether_the_database_can_be_used()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        await using var database = await postgres.CreateDatabaseAsync();

        await using var check = lake.Start(aws, database, "check");
        (await check.EndAsync()).ShouldExitWith(0).Output.ShouldContain("cluster      connect yes, tables to be made");
        (await lake.RunAsync(aws, "check", "--Cluster:ConnectionString", $"{database.ConnectionString};Database=no_such_database"))
            .ShouldExitWith(3).Output.ShouldContain("The database of Cluster:ConnectionString cannot be used");
    }

    private static Task<SimulatedAws> StartAsync() => World.StartAsync(
        new() { Accounts = s_accounts, Regions = s_regions, ExperimentsPerAccount = 10, Deletions = false, Latency = TimeSpan.FromMilliseconds(100) });

    private static ExperimentLakeProcess Start(TestLake lake, SimulatedAws aws, PostgresDatabase database) => lake.Start(
        aws, database, "worker", "--Aws:Accounts", string.Join(',', s_accounts), "--Aws:Regions", string.Join(',', s_regions), "--Health:Url", FreePort.Url(),
        "--Limits:CallsInFlight", CallsInFlight.ToString(CultureInfo.InvariantCulture));

    private static bool IsRegion(string line) => line.Contains(": complete, ", StringComparison.Ordinal);

    private static bool IsTakenOver(string line) => line.Contains("is taken over", StringComparison.Ordinal);

    private static bool IsEnd(string line) => line.Contains("is complete, revision", StringComparison.Ordinal);
}

using System.Globalization;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>200 accounts in four regions, 20,000 experiments, 20 ms away.</summary>
public sealed class LargeOrganizationTests
{
    private static readonly string[] s_accounts = [.. Enumerable.Range(0, 200).Select(number => (number * 4_999_999_999L).ToString("D12", CultureInfo.InvariantCulture))];
    private static readonly string[] s_regions = ["us-east-1", "us-west-2", "eu-west-1", "ap-south-1"];

    [Fact]
    public async Task One_snapshot_covers_all_of_it()
    {
        await using var aws = await StartAsync(s_accounts);
        await using var lake = TestLake.InDirectory();

        var result = await lake.RunAsync(aws, Snapshot(s_regions));

        result.ShouldExitWith(0).Output.ShouldContain("20,000 experiments");
        result.Output.ShouldContain("800 account regions");
        await AgreesAsync(lake, aws);
        aws.Calls.Count(operation: "DescribeInferenceExperiment").ShouldBe(20_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Seconds(result)} s, {aws.Calls.All.Sum(calls => calls.Calls)} calls, {result.PeakMemory >> 20} MiB at most.");
    }

    /// <summary>With an eighth of the accounts, since it takes a while; <c>EXPERIMENTLAKE_TEST_ACCOUNTS=200</c> takes them all.</summary>
    [Fact]
    public async Task What_is_wrong_with_some_of_it_costs_only_them()
    {
        var accounts = s_accounts[..int.Parse(Environment.GetEnvironmentVariable("EXPERIMENTLAKE_TEST_ACCOUNTS") ?? "25", CultureInfo.InvariantCulture)];
        await using var aws = await StartAsync(accounts);
        await using var lake = TestLake.InDirectory();
        // Never the caller's own account: its role is not assumed.
        var (denied, blocked) = (s_accounts[10..20], s_accounts[20..23]);
        string[] unsupported = ["af-south-1", "ap-east-1", "eu-south-1", "me-south-1", "il-central-1"];
        foreach (var account in denied)
        {
            aws.Faults.DenyRole(account);
        }

        foreach (var account in blocked)
        {
            aws.Faults.DenyByPolicy(account);
        }

        aws.Faults.Add(new() { Kind = FaultKind.Throttle, Probability = 0.20 });
        aws.Faults.Add(new() { Kind = FaultKind.ServerError, Probability = 0.05 });
        aws.Faults.Add(new() { Kind = FaultKind.Reset, Probability = 0.02 });
        string[] regions = [.. s_regions, .. unsupported];

        var first = await lake.RunAsync(aws, Snapshot(regions));

        TestContext.Current.TestOutputHelper?.WriteLine($"{Seconds(first)} s, {aws.Calls.All.Sum(calls => calls.Calls)} calls, {aws.Calls.Throttled} throttled, {first.PeakMemory >> 20} MiB at most.");
        first.ShouldExitWith(1);
        var files = await lake.FilesAsync();
        var read = accounts.Length - denied.Length - blocked.Length;
        files.Query(
            """
            SELECT outcome, error_code, count(*), count(DISTINCT account_id), count(DISTINCT region)
            FROM snapshot_coverage WHERE outcome NOT IN ('complete', 'partial') GROUP BY ALL ORDER BY ALL
            """).ShouldBe(
            $"""
            blocked | AccessDeniedException | 27 | 3 | 9
            denied | AccessDenied | 90 | 10 | 9
            unsupported | UnrecognizedClientException | {read * 5} | {read} | 5
            """);
        // At these shares of failures, one call in a million fails ten times in a row; more than a few would be another thing.
        var missing = files.Query("SELECT account_id, region, refused_count FROM snapshot_coverage WHERE outcome = 'partial' ORDER BY ALL").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        missing.Length.ShouldBeLessThanOrEqualTo(3);
        files.Query("SELECT count(*), sum(listed - written - vanished - refused_count) FROM snapshot_coverage WHERE outcome IN ('complete', 'partial')").ShouldBe($"{read * 4} | 0");
        aws.Faults.Clear();
        aws.Calls.Clear();

        var second = await lake.RunAsync(aws, Snapshot(regions));

        second.ShouldExitWith(0);
        aws.Asked().ShouldBe(
            denied.SelectMany(account => regions.Select(region => $"{account} {region}"))
                .Union(missing.Select(line => string.Join(' ', line.Split(" | ")[..2]))).Order(StringComparer.Ordinal));
        Truth.In(await lake.FilesAsync()).ShouldBe(Truth.Of(aws, accounts.Except(blocked), s_regions));
        (await lake.RunAsync(aws, "verify")).ShouldExitWith(0);
    }

    private static async Task AgreesAsync(TestLake lake, SimulatedAws aws)
    {
        var files = await lake.FilesAsync();
        var truth = string.Join(
            '\n',
            from account in s_accounts
            from region in s_regions
            orderby account, region
            select $"{account} | {region} | {aws.World.Experiments(account, region, aws.Now).Count}");
        files.Query("SELECT account_id, region, written FROM snapshot_coverage ORDER BY ALL").ShouldBe(truth);
        files.Query(
            """
            SELECT c.account_id, c.region, count(e._key) FROM snapshot_coverage c
            LEFT JOIN inference_experiments e ON e.account_id = c.account_id AND e.region = c.region GROUP BY ALL ORDER BY ALL
            """).ShouldBe(truth);
        Truth.In(files).ShouldBe(Truth.Of(aws, s_accounts, s_regions));
    }

    private static Task<SimulatedAws> StartAsync(string[] accounts) => World.StartAsync(
        new() { Accounts = accounts, Regions = s_regions, ExperimentsPerAccount = 100, Deletions = false, Latency = TimeSpan.FromMilliseconds(20) });

    private static string[] Snapshot(IEnumerable<string> regions) => ["snapshot", "--Aws:Accounts", "organization", "--Aws:Regions", string.Join(',', regions)];

    private static string Seconds(ProcessResult result) => result.Elapsed.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture);
}

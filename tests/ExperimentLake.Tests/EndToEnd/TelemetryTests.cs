using System.Globalization;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>What an OTLP receiver is told of a run by the real process.</summary>
public sealed class TelemetryTests
{
    private static readonly string[] s_accounts = [.. World.Accounts];
    private static readonly string[] s_regions = [World.Regions[0], World.Regions[1]];

    [Fact]
    public async Task A_run_is_one_trace_of_accounts_regions_and_calls()
    {
        await using var aws = await StartAsync();
        await using var lake = TestLake.InDirectory();
        await using var receiver = await OtlpReceiver.StartAsync();
        aws.Faults.DenyRole(s_accounts[1]);
        aws.Faults.Deny(account: s_accounts[2], region: s_regions[1]);
        aws.Faults.Throttle(region: s_regions[0], account: s_accounts[0], operation: "DescribeInferenceExperiment", times: 3);

        (await SnapshotAsync(lake, aws, receiver.Environment)).ShouldExitWith(1);

        var spans = receiver.Spans;
        var run = spans.Single(span => span.Parent.Length == 0);
        spans.ShouldAllBe(span => span.Trace == run.Trace);
        spans.Select(span => span.Id).ShouldBeUnique();
        run.Name.ShouldBe("snapshot");
        var manifest = await lake.ManifestAsync();
        Attributes(run).ShouldBe($"experimentlake.lake={lake.Uri}, experimentlake.snapshot.date={manifest["snapshot_date"]}, experimentlake.snapshot.state=partial");
        Attributes(Children(spans, run, "commit").Single()).ShouldBe($"experimentlake.snapshot.date={manifest["snapshot_date"]}, experimentlake.snapshot.state=partial");

        var accounts = Children(spans, run, "account").ToDictionary(span => span["cloud.account.id"]!);
        accounts.Keys.Order(StringComparer.Ordinal).ShouldBe(s_accounts);
        var regions = accounts.Values.SelectMany(account => Children(spans, account, "region")).ToList();
        regions.ShouldAllBe(region => accounts[region["cloud.account.id"]!].Id == region.Parent);
        string.Join('\n', regions.Select(region => $"{region["cloud.account.id"]} | {region["cloud.region"]} | {region["experimentlake.outcome"]} | {region["experimentlake.written"]} | {region["error.type"] ?? "null"}").Order(StringComparer.Ordinal))
            .ShouldBe((await lake.FilesAsync()).Query("SELECT account_id, region, outcome, written, error_code FROM snapshot_coverage ORDER BY ALL"));
        regions.ShouldAllBe(region => region.Status == (region["error.type"] == null ? 0 : 2));

        var calls = spans.Where(span => span.Kind == 3).ToList();
        calls.Count.ShouldBe(spans.Count - regions.Count - accounts.Count - 2);
        calls.ShouldAllBe(call => call.Name == $"{call["rpc.service"]}.{call["rpc.method"]}" && call["rpc.system"] == "aws-api");
        foreach (var call in calls.Where(call => call["rpc.service"] == "SageMaker"))
        {
            var region = regions.Single(region => region.Id == call.Parent);
            (call["cloud.account.id"], call["cloud.region"]).ShouldBe((region["cloud.account.id"], region["cloud.region"]));
        }

        // Every request of which the simulated AWS knows belongs to a span, and no span has more.
        calls.GroupBy(call => (call["cloud.account.id"] ?? s_accounts[0], call["cloud.region"]!, call["rpc.method"]!))
            .Select(group => new CallCount(group.Key.Item1, group.Key.Item2, group.Key.Item3, group.Sum(Attempts)))
            .OrderBy(count => (count.Account, count.Region, count.Operation)).ShouldBe(aws.Calls.All);
        calls.Sum(Attempts).ShouldBe(calls.Count + 3);
        calls.Where(call => Attempts(call) > 1).ShouldAllBe(call => call.Name == "SageMaker.DescribeInferenceExperiment" && call.Status == 0);
        calls.Where(call => call.Status == 2).Select(call => $"{call.Name} {call["error.type"]}").Order(StringComparer.Ordinal)
            .ShouldBe(["STS.AssumeRole AccessDenied", "SageMaker.ListInferenceExperiments AccessDeniedException"]);
        calls.Single(call => call["error.type"] == "AccessDenied").Parent.ShouldBe(accounts[s_accounts[1]].Id);
        spans.ShouldAllBe(span => span.Resource["service.name"] == "experiment-lake" && span.Resource["service.version"] == ExperimentLake.Lake.Writer.Version);
    }

    [Fact]
    public async Task Waiting_for_a_turn_is_part_of_a_call_and_told()
    {
        await using var aws = await StartAsync();
        await using var lake = TestLake.InDirectory();
        await using var receiver = await OtlpReceiver.StartAsync();
        aws.Faults.LimitRate(perSecond: 10, burst: 5);

        (await SnapshotAsync(lake, aws, receiver.Environment)).ShouldExitWith(0);

        var calls = receiver.Spans.Where(span => span["rpc.service"] == "SageMaker").ToList();
        var waited = calls.Select(call => double.Parse(call["experimentlake.wait.rate"]!, CultureInfo.InvariantCulture)).ToList();
        waited.Max().ShouldBeGreaterThan(0.05);
        calls.Zip(waited).ShouldAllBe(call => call.Second * 1e9 <= call.First.Nanoseconds);
        calls.ShouldAllBe(call => call.Attributes.ContainsKey("experimentlake.wait.connection"));
    }

    [Fact]
    public async Task Metrics_add_up_to_the_manifest()
    {
        await using var aws = await StartAsync();
        await using var lake = TestLake.InDirectory();
        await using var receiver = await OtlpReceiver.StartAsync();
        aws.Faults.DenyRole(s_accounts[1]);
        aws.Faults.Throttle(region: s_regions[0], times: 5);

        (await SnapshotAsync(lake, aws, receiver.GrpcEnvironment)).ShouldExitWith(1);

        var manifest = await lake.ManifestAsync();
        Total(receiver, "experimentlake.experiments.written", "{experiment}").ShouldBe((long)manifest["totals"]!["rows"]!);
        Total(receiver, "experimentlake.files.written", "By").ShouldBe((long)manifest["totals"]!["bytes"]!);
        Total(receiver, "experimentlake.calls.throttled", "{call}").ShouldBe(aws.Calls.Throttled);
        aws.Calls.Throttled.ShouldBe(5);
        receiver.Points("experimentlake.calls.sent").ToDictionary(point => (point["cloud.region"]!, point["rpc.method"]!), point => (int)point.Value)
            .ShouldBe(aws.Calls.All.GroupBy(call => (call.Region, call.Operation)).ToDictionary(group => group.Key, group => group.Sum(call => call.Calls)), ignoreOrder: true);
        string.Join('\n', receiver.Points("experimentlake.account_regions.read")
            .Select(point => $"{point["cloud.account.id"]} | {point["cloud.region"]} | {point["experimentlake.outcome"]} | {point.Value}").Order(StringComparer.Ordinal))
            .ShouldBe((await lake.FilesAsync()).Query("SELECT account_id, region, outcome, 1 FROM snapshot_coverage ORDER BY ALL"));
        var duration = receiver.Points("experimentlake.run.duration").Single();
        (duration.Unit, duration.Count, duration["experimentlake.snapshot.state"]).ShouldBe(("s", 1, "partial"));
        duration.Value.ShouldBeInRange(0.05, 180);
        // There is no newest snapshot to be old for a process that ends.
        receiver.Metrics.ShouldNotContain("experimentlake.snapshot.age");
    }

    [Fact]
    public async Task A_worker_tells_its_runs_as_one_trace_each_and_how_old_the_newest_snapshot_is()
    {
        await using var aws = await StartAsync();
        await using var lake = TestLake.InDirectory();
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var worker = ExperimentLakeProcess.Start(
            ["worker", "--lake", lake.Uri, "--Aws:Accounts", string.Join(',', s_accounts), "--Aws:Regions", string.Join(',', s_regions), "--Health:Url", FreePort.Url()],
            [.. aws.Environment, .. receiver.Environment, KeyValuePair.Create("OTEL_SERVICE_NAME", "another-name"), KeyValuePair.Create("OTEL_METRIC_EXPORT_INTERVAL", "500")]))
        {
            await worker.LineAsync(line => line.Contains("is complete, revision 1", StringComparison.Ordinal));
            await worker.InterruptAsync();
            (await worker.EndAsync()).ShouldExitWith(0);
        }

        var spans = receiver.Spans;
        var run = spans.Single(span => span.Name == "snapshot");
        Children(spans, run, "account").Select(account => account["cloud.account.id"]).Order(StringComparer.Ordinal).ShouldBe(s_accounts);
        Children(spans, run, "commit").Single()["experimentlake.snapshot.state"].ShouldBe("complete");
        spans.Count(span => span.Name == "region" && span["experimentlake.outcome"] == "complete" && span.Trace == run.Trace).ShouldBe(6);
        // Who we are is asked before any run.
        spans.Where(span => span.Trace != run.Trace).ShouldAllBe(span => span.Name == "STS.GetCallerIdentity");
        spans.ShouldAllBe(span => span.Resource["service.name"] == "another-name");
        var age = receiver.Points("experimentlake.snapshot.age").Single();
        age.Unit.ShouldBe("s");
        age.Value.ShouldBeInRange(0, 60);
        receiver.Points("experimentlake.run.duration").Single()["experimentlake.snapshot.state"].ShouldBe("complete");
    }

    [Fact]
    public async Task A_run_that_is_stopped_tells_what_it_did()
    {
        await using var aws = await StartAsync();
        await using var lake = TestLake.InDirectory();
        await using var receiver = await OtlpReceiver.StartAsync();
        aws.Faults.Slow(TimeSpan.FromMinutes(5), s_regions[1]);
        await using var snapshot = ExperimentLakeProcess.Start(Arguments(lake), [.. aws.Environment, .. receiver.Environment]);
        await snapshot.LineAsync(line => line.Contains("us-east-1: complete", StringComparison.Ordinal));

        await snapshot.InterruptAsync();

        (await snapshot.EndAsync()).ShouldExitWith(2);
        receiver.Spans.Single(span => span.Name == "snapshot")["experimentlake.snapshot.state"].ShouldBe("partial");
        receiver.Spans.Where(span => span["cloud.region"] == s_regions[1] && span.Name.StartsWith("SageMaker.", StringComparison.Ordinal))
            .ShouldAllBe(span => span.Status == 2 && span["error.type"] == "TaskCanceledException");
    }

    [Fact]
    public async Task A_run_that_fails_tells_why()
    {
        await using var aws = await StartAsync();
        await using var lake = TestLake.InDirectory();
        await using var receiver = await OtlpReceiver.StartAsync();
        aws.Faults.Deny(operation: "GetCallerIdentity");

        (await SnapshotAsync(lake, aws, receiver.Environment)).ShouldExitWith(3);

        receiver.Spans.Select(span => $"{span.Name} {span.Status} {span["error.type"]}").ShouldBe(["snapshot 2 AccessDenied", "STS.GetCallerIdentity 2 AccessDenied"]);
    }

    private static Task<SimulatedAws> StartAsync() =>
        World.StartAsync(new() { Accounts = s_accounts, Regions = s_regions, ExperimentsPerAccount = 12, Deletions = false });

    private static string[] Arguments(TestLake lake) => [.. TestLake.Snapshot(s_accounts, s_regions), "--lake", lake.Uri];

    private static Task<ProcessResult> SnapshotAsync(TestLake lake, SimulatedAws aws, IEnumerable<KeyValuePair<string, string>> environment) =>
        ExperimentLakeProcess.RunAsync(Arguments(lake), [.. aws.Environment, .. environment]);

    private static IEnumerable<OtlpSpan> Children(IReadOnlyList<OtlpSpan> spans, OtlpSpan parent, string name) =>
        spans.Where(span => span.Parent == parent.Id && span.Name == name);

    private static int Attempts(OtlpSpan call) => int.Parse(call["experimentlake.attempts"]!, CultureInfo.InvariantCulture);

    private static string Attributes(OtlpSpan span) => string.Join(", ", span.Attributes.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.Value}"));

    private static double Total(OtlpReceiver receiver, string metric, string unit)
    {
        var points = receiver.Points(metric);
        points.ShouldAllBe(point => point.Unit == unit);
        return points.Sum(point => point.Value);
    }
}

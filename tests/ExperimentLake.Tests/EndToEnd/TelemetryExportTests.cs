using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>Whether telemetry is sent, and what it costs when it does not arrive.</summary>
public sealed class TelemetryExportTests
{
    [Fact]
    public async Task Nothing_is_sent_unless_a_receiver_is_named()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        await using var receiver = await OtlpReceiver.StartAsync();
        var endpoint = receiver.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"];
        var protocol = KeyValuePair.Create("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");

        (await SnapshotAsync(lake, aws, [protocol])).ShouldExitWith(0);
        receiver.Raw.ShouldBeEmpty();

        // One signal by itself.
        (await SnapshotAsync(lake, aws, [protocol, KeyValuePair.Create("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", $"{endpoint}/v1/metrics")])).ShouldExitWith(0);
        receiver.Spans.ShouldBeEmpty();
        receiver.Metrics.ShouldContain("experimentlake.run.duration");
    }

    [Fact]
    public async Task What_a_slow_receiver_makes_us_drop_is_told()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        await using var receiver = await OtlpReceiver.StartAsync();
        receiver.Latency = TimeSpan.FromSeconds(1);

        var result = await SnapshotAsync(
            lake, aws, [.. receiver.Environment, KeyValuePair.Create("OTEL_BSP_MAX_QUEUE_SIZE", "4"), KeyValuePair.Create("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "2")]);

        result.ShouldExitWith(0);
        var dropped = aws.Calls.All.Sum(call => call.Calls) + 4 - receiver.Spans.Count;
        dropped.ShouldBeGreaterThan(0);
        result.Error.Trim().ShouldBe($"Telemetry: {dropped} spans were dropped, since the receiver did not take them as fast as they came.");
    }

    [Fact]
    public async Task A_receiver_that_cannot_be_reached_costs_nothing_but_the_telemetry()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();

        var result = await SnapshotAsync(lake, aws, [KeyValuePair.Create("OTEL_EXPORTER_OTLP_ENDPOINT", FreePort.Url())]);

        result.ShouldExitWith(0).Error.ShouldContain("Telemetry is not sent as it should be: ");
        result.Error.ShouldContain("Connection refused");
    }

    [Fact]
    public async Task A_receiver_that_never_answers_holds_up_the_end_for_seconds_only()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var snapshot = ExperimentLakeProcess.Start(
            Arguments(lake), [.. aws.Environment, KeyValuePair.Create("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://{silent.LocalEndpoint}")]);
        await snapshot.LineAsync(line => line.Contains("Revision 1 committed", StringComparison.Ordinal));

        var since = Stopwatch.GetTimestamp();
        var result = (await snapshot.EndAsync()).ShouldExitWith(0);

        result.Error.ShouldContain("Telemetry: the receiver did not take the rest within 5 seconds after the end, and it was dropped.");
        Stopwatch.GetElapsedTime(since).ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
    }

    private static string[] Arguments(TestLake lake) => [.. TestLake.Snapshot([World.Accounts[0]], [World.Regions[0]]), "--lake", lake.Uri];

    private static Task<ProcessResult> SnapshotAsync(TestLake lake, SimulatedAws aws, IEnumerable<KeyValuePair<string, string>> environment) =>
        ExperimentLakeProcess.RunAsync(Arguments(lake), [.. aws.Environment, .. environment]);
}

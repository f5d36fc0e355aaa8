using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

public sealed class TelemetryTests
{
    [Fact]
    public async Task Probe()
    {
        await using var aws = await World.StartAsync();
        await using var lake = TestLake.InDirectory();
        await using var receiver = await OtlpReceiver.StartAsync();
        foreach (var environment in new IReadOnlyDictionary<string, string>[] { receiver.Environment, receiver.GrpcEnvironment, new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9" }, new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://10.255.255.1:4317" }, new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "garbage" } })
        {
            var since = System.Diagnostics.Stopwatch.GetTimestamp();
            var result = await ExperimentLakeProcess.RunAsync([.. TestLake.Snapshot(World.Accounts, World.Regions), "--lake", lake.Uri], [.. aws.Environment, .. environment]);
            Console.WriteLine($"{environment["OTEL_EXPORTER_OTLP_ENDPOINT"]} {System.Diagnostics.Stopwatch.GetElapsedTime(since)} spans {receiver.Spans.Count} calls {aws.Calls.All.Sum(call => call.Calls)}");
            Console.WriteLine(result.Error);
            Directory.Delete(lake.Uri, true);
        }

        foreach (var span in receiver.Spans.Take(3).Concat(receiver.Spans.TakeLast(2)))
        {
            Console.WriteLine($"{span} {string.Join(",", span.Attributes)} {string.Join(",", span.Resource)}");
        }
        foreach (var name in receiver.Metrics)
        {
            foreach (var point in receiver.Points(name))
            {
                Console.WriteLine($"{name} {point.Unit} {point.Key} {point.Value} {point.Count}");
            }
        }
    }
}

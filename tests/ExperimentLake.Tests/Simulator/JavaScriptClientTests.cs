using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Simulator;

/// <summary>A client that nobody here wrote takes the simulator for AWS.</summary>
public sealed class JavaScriptClientTests
{
    [Fact]
    public async Task The_SDK_for_JavaScript_reads_the_simulated_world_as_it_is()
    {
        await using var aws = await World.StartSmallAsync(25);

        var seen = await RunAsync(aws);

        ((int)seen["Pages"]!).ShouldBeGreaterThanOrEqualTo(3);
        ((bool)seen["IsResourceNotFound"]!).ShouldBeTrue();
        ((string)seen["Account"]!).ShouldBe(World.Accounts[0]);
        ((string)seen["Forged"]!).ShouldBe("InvalidSignatureException");
        seen["Experiments"]!.AsArray().Select(one => Plain("", one)!.ToJsonString()).Order(StringComparer.Ordinal).ShouldBe(
            aws.World.Experiments(World.Accounts[0], World.Regions[0], aws.Now).Select(one => Expected(one).ToJsonString()).Order(StringComparer.Ordinal));
    }

    private static JsonNode Expected(SimulatedExperiment experiment)
    {
        var document = JsonNode.Parse(experiment.Describe.Span)!.AsObject();
        document["CreationTime"] = experiment.CreationTime.ToUnixTimeMilliseconds() / 1000m;
        document["LastModifiedTime"] = experiment.LastModifiedTime.ToUnixTimeMilliseconds() / 1000m;
        document["Tags"] = new JsonObject(experiment.Tags.Select(tag => KeyValuePair.Create(tag.Key, (JsonNode?)tag.Value)));
        return Plain("", document)!;
    }

    /// <summary>As JavaScript prints it, with members in order; what is null is not there.</summary>
    private static JsonNode? Plain(string name, JsonNode? value) => value switch
    {
        JsonObject members => new JsonObject(
            from member in members
            where member.Value is not null
            orderby member.Key
            select KeyValuePair.Create(member.Key, Plain(member.Key, member.Value))),
        JsonArray list => new JsonArray([.. list.Select(element => Plain("", element))]),
        JsonValue number when name.EndsWith("Time", StringComparison.Ordinal) && number.TryGetValue<decimal>(out var seconds) =>
            DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000)).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        _ => value?.DeepClone(),
    };

    private static async Task<JsonNode> RunAsync(SimulatedAws aws)
    {
        var start = new ProcessStartInfo(S3Server.Node, [Path.Combine(S3Server.NpmFolder, "sagemaker-client.mjs")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in aws.Environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, $"{error}\nInstall it: npm ci --prefix {S3Server.NpmFolder} (needs Node.js 22 or later)");
        return JsonNode.Parse(await output)!;
    }
}

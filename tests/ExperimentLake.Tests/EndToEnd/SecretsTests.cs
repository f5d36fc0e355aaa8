using System.Text.RegularExpressions;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>What nobody but a caller may know is told nowhere, whatever goes wrong.</summary>
public sealed partial class SecretsTests
{
    private const string ExternalId = "external-id-between-us-two";
    private const string ReceiverKey = "key-of-the-receiver";

    private static readonly string[] s_accounts = [.. World.Accounts];
    private static readonly string[] s_regions = [.. World.Regions];
    private static readonly string[] s_settings =
    [
        "--Aws:Accounts", "organization", "--Aws:Regions", string.Join(',', s_regions), "--Aws:ExternalId", ExternalId,
        "--Aws:OrganizationRoleArn", $"arn:aws:iam::{World.Accounts[0]}:role/ExperimentLakeOrganizationReader",
    ];

    [Fact]
    public async Task A_snapshot_tells_no_secret()
    {
        await using var aws = await StartAsync();
        var experiments = aws.World.Experiments(s_accounts[1], s_regions[2], aws.Now);
        FaultKind[] kinds = [FaultKind.NotJson, FaultKind.Huge, FaultKind.Reset, FaultKind.ServerError, FaultKind.Deny, FaultKind.Throttle];
        foreach (var (kind, experiment) in kinds.Zip(experiments))
        {
            aws.Faults.Add(new() { Kind = kind, Account = s_accounts[1], Region = s_regions[2], Operation = "DescribeInferenceExperiment", Name = experiment.Name });
        }

        await using var lake = TestLake.InDirectory();
        await using var receiver = await OtlpReceiver.StartAsync();

        var first = await SnapshotAsync(aws, lake, receiver);
        var coverage = await CoverageAsync(lake);
        // The external id of somebody else, a role that is denied, and all that is known of who we are.
        var second = await SnapshotAsync(aws, lake, receiver, "--Aws:ExternalId", $"{ExternalId}-not");
        aws.Faults.Replace([new() { Kind = FaultKind.Deny, Operation = "AssumeRole" }, new() { Kind = FaultKind.Deny, Operation = "ListAccounts" }]);
        var third = await SnapshotAsync(aws, lake, receiver);
        aws.Faults.Replace([new() { Kind = FaultKind.Expire, Operation = "GetCallerIdentity" }]);
        var fourth = await SnapshotAsync(aws, lake, receiver);

        first.ShouldExitWith(1);
        second.ShouldExitWith(1);
        third.ShouldExitWith(1);
        fourth.ShouldExitWith(3);
        foreach (var code in (string[])["AccessDenied", "InvalidSignatureException", "ExpiredTokenException", "ConnectionFailed", "InvalidJson", "ReplyTooLarge", "InternalFailure", "ThrottlingException"])
        {
            coverage.ShouldContain(code);
        }

        foreach (var result in (ProcessResult[])[first, second, third, fourth])
        {
            Search(aws, result.Output, result.Error);
        }

        Search(aws, receiver.Raw, coverage, await CoverageAsync(lake));
        Search(aws, [.. Directory.EnumerateFiles(lake.Uri, "*.json", SearchOption.AllDirectories).Select(File.ReadAllText)]);
    }

    [Fact]
    public async Task A_worker_tells_no_secret()
    {
        await using var aws = await StartAsync();
        await using var lake = TestLake.InDirectory();
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var worker = ExperimentLakeProcess.Start(
            ["worker", "--lake", lake.Uri, "--Health:Url", "http://127.0.0.1:0", .. s_settings], Environment(aws, receiver));
        await worker.LineAsync(line => line.Contains("is asked for again at", StringComparison.Ordinal));

        await worker.InterruptAsync();

        var result = (await worker.EndAsync()).ShouldExitWith(0);
        result.Output.ShouldContain("InvalidSignatureException");
        Search(aws, result.Output, result.Error, receiver.Raw);
    }

    private static async Task<SimulatedAws> StartAsync()
    {
        var aws = await World.StartAsync(
            new() { Accounts = s_accounts, Regions = s_regions, ExperimentsPerAccount = 40, Deletions = false, ExternalId = ExternalId });
        aws.Faults.BadSignature(s_accounts[1], s_regions[0]);
        aws.Faults.Add(new() { Kind = FaultKind.Expire, Account = s_accounts[1], Region = s_regions[1] });
        aws.Faults.Deny(s_accounts[2], s_regions[0]);
        return aws;
    }

    private static async Task<string> CoverageAsync(TestLake lake) =>
        string.Concat((await lake.FilesAsync()).Rows("SELECT * FROM snapshot_coverage").Select(row => row.ToJsonString()));

    private static Task<ProcessResult> SnapshotAsync(SimulatedAws aws, TestLake lake, OtlpReceiver receiver, params string[] more) =>
        ExperimentLakeProcess.RunAsync(["snapshot", "--lake", lake.Uri, .. s_settings, .. more], Environment(aws, receiver));

    private static IEnumerable<KeyValuePair<string, string>> Environment(SimulatedAws aws, OtlpReceiver receiver) =>
        [.. aws.Environment, .. receiver.Environment, KeyValuePair.Create("OTEL_EXPORTER_OTLP_HEADERS", $"x-api-key={ReceiverKey}")];

    private static void Search(SimulatedAws aws, params string[] texts)
    {
        // Own secret key; secret key and token of the roles of the organization and of two accounts.
        aws.Secrets.Count.ShouldBeGreaterThanOrEqualTo(7);
        foreach (var text in texts)
        {
            // As it was before it was made JSON, and without the hashes of the lake's own files.
            var plain = FileHash().Replace(text.Replace("\\u002B", "+", StringComparison.OrdinalIgnoreCase), "");
            foreach (var secret in (string[])[.. aws.Secrets, ExternalId, ReceiverKey, "AWS4-HMAC-SHA256", "Signature=", "Security-Token:"])
            {
                plain.ShouldNotContain(secret, Case.Insensitive);
            }

            Signature().Match(plain).Value.ShouldBeEmpty();
        }
    }

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Signature();

    [GeneratedRegex("""
        "sha256": ?"[0-9a-f]{64}"
        """)]
    private static partial Regex FileHash();
}

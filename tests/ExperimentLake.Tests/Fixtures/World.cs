using ExperimentLake.Simulator;

namespace ExperimentLake.Tests.Fixtures;

/// <summary>The simulated AWS of most tests: small, and standing still.</summary>
internal static class World
{
    /// <summary>The first is the caller's own, the others are entered by their role.</summary>
    public static IReadOnlyList<string> Accounts { get; } = ["012345678901", "111122223333", "999900001111"];

    public static IReadOnlyList<string> Regions { get; } = ["us-east-1", "eu-west-1", "ap-south-1"];

    public static async Task<SimulatedAws> StartAsync(SimulatorOptions? options = null)
    {
        options ??= new SimulatorOptions { Accounts = Accounts, Regions = Regions, ExperimentsPerAccount = 30 };
        var aws = await SimulatedAws.StartAsync(options);
        aws.Now = new DateTimeOffset(2026, 11, 22, 0, 15, 0, TimeSpan.Zero);
        return aws;
    }

    /// <summary>One account, the caller's own, and one region.</summary>
    public static Task<SimulatedAws> StartSmallAsync(int experiments = 8) =>
        StartAsync(new() { Accounts = [Accounts[0]], Regions = [Regions[0]], ExperimentsPerAccount = experiments, Deletions = false });

    public static Task<ProcessResult> SnapshotAsync(this TestLake lake, SimulatedAws aws) => lake.SnapshotAsync(aws, Accounts, Regions);

    /// <summary>Account regions that SageMaker was asked in.</summary>
    public static IReadOnlyList<string> Asked(this SimulatedAws aws) =>
        [.. aws.Calls.All.Where(call => call.Operation is "ListInferenceExperiments" or "DescribeInferenceExperiment" or "ListTags").Select(call => $"{call.Account} {call.Region}").Distinct().Order(StringComparer.Ordinal)];

    /// <summary>For a theory over both kinds of lake. What needs an S3 server says so, to be run against others too.</summary>
    public static TheoryData<LakeKind> Lakes { get; } =
    [
        new TheoryDataRow<LakeKind>(LakeKind.Directory),
        new TheoryDataRow<LakeKind>(LakeKind.S3) { Traits = { [S3Server.Trait] = [S3Server.TraitValue] } },
    ];
}

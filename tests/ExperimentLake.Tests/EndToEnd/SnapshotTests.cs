using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

public sealed class SnapshotTests(S3Server s3)
{
    private static readonly string[] Accounts = ["012345678901", "111122223333", "999900001111"];
    private static readonly string[] Regions = ["us-east-1", "eu-west-1"];
    private static readonly DateTimeOffset Instant = new(2026, 11, 22, 0, 15, 0, TimeSpan.Zero);

    public static TheoryData<LakeKind> Lakes { get; } =
    [
        new TheoryDataRow<LakeKind>(LakeKind.Directory),
        new TheoryDataRow<LakeKind>(LakeKind.S3) { Traits = { [S3Server.Trait] = [S3Server.TraitValue] } },
    ];

    [Theory]
    [MemberData(nameof(Lakes))]
    public async Task The_lake_holds_exactly_what_AWS_said(LakeKind kind)
    {
        await using var aws = await StartAsync(new() { ExternalId = "a-shared-word" });
        await using var lake = await TestLake.CreateAsync(kind, s3);

        var result = await lake.SnapshotAsync(aws, Accounts, Regions, "--Aws:ExternalId", "a-shared-word");

        result.ShouldExitWith(0);
        var files = await lake.FilesAsync();
        var truth = Truth.Of(aws, Accounts, Regions);
        truth.Count.ShouldBeGreaterThan(60);
        Truth.In(files).ShouldBe(truth);
        var expected = string.Join('\n',
            from account in Accounts
            from region in Regions.Order(StringComparer.Ordinal)
            let count = aws.World.Experiments(account, region, aws.Now).Count
            select $"{account} | {region} | complete | {count} | 0 | {count} | 0 | [] | 0 | [] | 0 | 1 | null");
        files.Query(
            """
            SELECT account_id, region, outcome, listed, vanished, written, refused_count, refused, tags_denied, drift, throttled_calls, attempt, error_code
            FROM snapshot_coverage ORDER BY ALL
            """).ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(Lakes))]
    public async Task A_second_snapshot_of_the_day_asks_nothing_and_changes_nothing(LakeKind kind)
    {
        await using var aws = await StartAsync();
        await using var lake = await TestLake.CreateAsync(kind, s3);
        (await lake.SnapshotAsync(aws, Accounts, Regions)).ShouldExitWith(0);
        var before = await lake.StampsAsync();
        aws.Calls.Clear();

        var result = await lake.SnapshotAsync(aws, Accounts, Regions);

        result.ShouldExitWith(0).Output.ShouldContain("Nothing changed; revision 1 stands.");
        aws.Calls.All.Select(call => call.Operation).ShouldBe(["GetCallerIdentity"]);
        (await lake.StampsAsync()).ShouldBe(before);
    }

    private static async Task<SimulatedAws> StartAsync(SimulatorOptions? options = null)
    {
        var aws = await SimulatedAws.StartAsync((options ?? new()) with { Accounts = Accounts, Regions = Regions, ExperimentsPerAccount = 30 });
        aws.Now = Instant;
        return aws;
    }
}

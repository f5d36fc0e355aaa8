using System.Text.Json.Nodes;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>Days that do not go well at first.</summary>
public sealed class PartialDayTests(S3Server s3)
{
    [Theory]
    [MemberData(nameof(World.Lakes), MemberType = typeof(World))]
    public async Task A_day_begun_with_faults_is_completed_by_the_next_run(LakeKind kind)
    {
        await using var aws = await World.StartAsync();
        await using var lake = await TestLake.CreateAsync(kind, s3);
        var broken = aws.World.Experiments("012345678901", "us-east-1", aws.Now)[1].Name;
        aws.Faults.Deny("111122223333", "eu-west-1");
        aws.Faults.DenyRole("999900001111");
        // Only the listing, so that one call alone waits through all its attempts.
        aws.Faults.Throttle("ap-south-1", "111122223333", "ListInferenceExperiments");
        aws.Faults.Add(new() { Kind = FaultKind.ServerError, Account = "012345678901", Region = "us-east-1", Operation = "DescribeInferenceExperiment", Name = broken });

        (await lake.SnapshotAsync(aws)).ShouldExitWith(1);

        var files = await lake.FilesAsync();
        files.Query("SELECT account_id, region, outcome, error_code, list_transform(refused, one -> one.name), throttled_calls FROM snapshot_coverage ORDER BY ALL").ShouldBe(
            $"""
            012345678901 | ap-south-1 | complete | null | [] | 0
            012345678901 | eu-west-1 | complete | null | [] | 0
            012345678901 | us-east-1 | partial | InternalFailure | ["{broken}"] | 0
            111122223333 | ap-south-1 | throttled | ThrottlingException | [] | 10
            111122223333 | eu-west-1 | denied | AccessDeniedException | [] | 0
            111122223333 | us-east-1 | complete | null | [] | 0
            999900001111 | ap-south-1 | denied | AccessDenied | [] | 0
            999900001111 | eu-west-1 | denied | AccessDenied | [] | 0
            999900001111 | us-east-1 | denied | AccessDenied | [] | 0
            """);
        Summary(await lake.ManifestAsync()).ShouldBe("1 partial 3 complete, 1 partial, 4 denied, 1 throttled");
        var before = await lake.DataStampsAsync();
        before.Count.ShouldBe(4);
        aws.Faults.Clear();
        aws.Calls.Clear();

        (await lake.SnapshotAsync(aws)).ShouldExitWith(0);

        aws.Asked().ShouldBe(
        [
            "012345678901 us-east-1",
            "111122223333 ap-south-1", "111122223333 eu-west-1",
            "999900001111 ap-south-1", "999900001111 eu-west-1", "999900001111 us-east-1",
        ]);
        Summary(await lake.ManifestAsync()).ShouldBe("2 complete 9 complete");
        Truth.In(await lake.FilesAsync()).ShouldBe(Truth.Of(aws, World.Accounts, [.. World.Regions]));
        (await lake.DataStampsAsync()).Intersect(before).Count().ShouldBe(3);
        (await lake.RunAsync(aws, "verify")).ShouldExitWith(0);
    }

    /// <summary>Nobody settles for an empty world because a policy keeps us, and not the accounts, from something.</summary>
    [Fact]
    public async Task Kept_from_the_roles_by_a_policy_we_are_denied()
    {
        await using var aws = await World.StartAsync();
        await using var lake = TestLake.InDirectory();
        aws.Faults.DenyByPolicy(operation: "AssumeRole");

        (await lake.SnapshotAsync(aws, World.Accounts, [World.Regions[0]])).ShouldExitWith(1);

        (await lake.FilesAsync()).Query("SELECT account_id, outcome FROM snapshot_coverage ORDER BY account_id").ShouldBe(
            """
            012345678901 | complete
            111122223333 | denied
            999900001111 | denied
            """);
    }

    [Fact]
    public async Task A_day_wholly_denied_has_a_manifest_and_no_data()
    {
        await using var aws = await World.StartAsync();
        await using var lake = TestLake.InDirectory();
        aws.Faults.Deny();

        var result = await lake.SnapshotAsync(aws);

        result.ShouldExitWith(1).Error.ShouldContain("012345678901 us-east-1: denied: AccessDeniedException");
        Summary(await lake.ManifestAsync()).ShouldBe("1 partial 9 denied");
        (await lake.DataStampsAsync()).ShouldBeEmpty();
        (await lake.RunAsync(aws, "verify")).ShouldExitWith(0);
    }

    [Theory]
    [MemberData(nameof(World.Lakes), MemberType = typeof(World))]
    public async Task What_a_partial_pass_wrote_outlives_one_that_is_denied(LakeKind kind)
    {
        await using var aws = await World.StartAsync();
        await using var lake = await TestLake.CreateAsync(kind, s3);
        var refused = aws.World.Experiments("012345678901", "us-east-1", aws.Now)[0].Name;
        aws.Faults.Add(new() { Kind = FaultKind.Deny, Operation = "DescribeInferenceExperiment", Name = refused });
        aws.Faults.Deny("111122223333");
        (await lake.SnapshotAsync(aws)).ShouldExitWith(1);
        var before = await lake.DataStampsAsync();
        before.Count.ShouldBe(6);
        aws.Faults.Clear();
        aws.Faults.Deny();

        (await lake.SnapshotAsync(aws)).ShouldExitWith(1);

        (await lake.DataStampsAsync()).ShouldBe(before);
        (await lake.FilesAsync()).Query("SELECT outcome, count(*) FROM snapshot_coverage GROUP BY ALL ORDER BY ALL").ShouldBe(
            """
            complete | 5
            denied | 3
            partial | 1
            """);
    }

    [Fact]
    public async Task A_partial_file_is_replaced_only_by_a_fuller_one()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        var names = aws.World.Experiments(World.Accounts[0], World.Regions[0], aws.Now).Select(one => one.Name).ToList();
        await RefusedAsync(1);
        var first = await lake.DataStampsAsync();

        await RefusedAsync(2);
        (await lake.DataStampsAsync()).ShouldBe(first);
        await RefusedAsync(0);

        (await lake.DataStampsAsync()).ShouldNotBe(first);
        Truth.In(await lake.FilesAsync()).ShouldBe(Truth.Of(aws, [World.Accounts[0]], World.Regions[0]));

        async Task RefusedAsync(int count)
        {
            aws.Faults.Replace(names.Take(count).Select(name => new Fault { Kind = FaultKind.Deny, Operation = "DescribeInferenceExperiment", Name = name }));
            (await lake.SnapshotAsync(aws, ["self"], [World.Regions[0]])).ShouldExitWith(count == 0 ? 0 : 1);
        }
    }

    private static string Summary(JsonNode manifest) =>
        $"{manifest["revision"]} {manifest["state"]} {string.Join(", ", manifest["account_regions"]!.AsObject().Select(one => $"{one.Value} {one.Key}"))}";
}

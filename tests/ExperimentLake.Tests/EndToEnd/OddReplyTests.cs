using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>AWS says something that is not quite what the API promises.</summary>
public sealed class OddReplyTests
{
    private const string Account = "012345678901";
    private const string Region = "us-east-1";

    [Fact]
    public async Task An_experiment_that_vanishes_after_the_listing_is_counted_and_no_error()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        var gone = aws.World.Experiments(Account, Region, aws.Now)[2].Name;
        aws.Faults.Vanish(gone);

        (await lake.SnapshotAsync(aws, ["self"], [Region])).ShouldExitWith(0);

        var files = await lake.FilesAsync();
        files.Query("SELECT outcome, listed, vanished, written FROM snapshot_coverage").ShouldBe("complete | 8 | 1 | 7");
        files.Query($"SELECT count(*), count(*) FILTER (name = '{gone}') FROM inference_experiments").ShouldBe("7 | 0");
    }

    [Fact]
    public async Task Tags_that_may_not_be_read_are_null_and_counted()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        aws.Faults.Deny(operation: "ListTags");

        (await lake.SnapshotAsync(aws, ["self"], [Region])).ShouldExitWith(0);

        var files = await lake.FilesAsync();
        files.Query("SELECT outcome, written, tags_denied FROM snapshot_coverage").ShouldBe("complete | 8 | 8");
        files.Query("SELECT count(*), count(tags) FROM inference_experiments").ShouldBe("8 | 0");
    }

    [Fact]
    public async Task What_the_schema_does_not_know_is_kept_and_told_as_drift()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        var experiment = aws.World.Experiments(Account, Region, aws.Now).First(one => Truth.Row(one) is var row
            && row.ContainsKey("shadow_mode_config") && row.ContainsKey("schedule") && row.ContainsKey("data_storage_config") && row["model_variants"]?.AsArray().Count > 0);
        aws.Faults.UnknownMembers(experiment.Name, "DescribeInferenceExperiment");

        (await lake.SnapshotAsync(aws, ["self"], [Region])).ShouldExitWith(0);

        var files = await lake.FilesAsync();
        var percentage = Truth.Row(experiment)["shadow_mode_config"]!["shadow_model_variants"]![0]!["sampling_percentage"];
        files.Query($"SELECT unnest(map_entries(unmapped)).key AS path, unnest(map_entries(unmapped)).value FROM inference_experiments WHERE name = '{experiment.Name}' ORDER BY path").ShouldBe(
            $$"""
            DataStorageConfig.NewNestedMember | true
            EndpointMetadata.NewNestedMember | true
            ModelVariants[0].NewElementMember | 42
            NewTopLevelMember | {"Reason":"unknown to any model","Values":[1,2.5,null]}
            Schedule.NewNestedMember | true
            ShadowModeConfig.NewNestedMember | true
            ShadowModeConfig.ShadowModelVariants[0].SamplingPercentage | "{{percentage}}"
            """);
        files.Query("SELECT unnest(drift) FROM snapshot_coverage").ShouldBe(
            """
            DataStorageConfig.NewNestedMember
            EndpointMetadata.NewNestedMember
            ModelVariants[].NewElementMember
            NewTopLevelMember
            Schedule.NewNestedMember
            ShadowModeConfig.NewNestedMember
            ShadowModeConfig.ShadowModelVariants[].SamplingPercentage
            """);
        files.Query("SELECT count(*), count(*) FILTER (cardinality(unmapped) = 0) FROM inference_experiments").ShouldBe("8 | 7");
    }

    [Fact]
    public async Task A_reply_that_is_no_reply_costs_its_own_region_alone()
    {
        string[] regions = [Region, "eu-west-1", "ap-south-1", "eu-north-1", "sa-east-1"];
        await using var aws = await World.StartAsync(new() { Accounts = [Account], Regions = regions, ExperimentsPerAccount = 60, Deletions = false });
        await using var lake = TestLake.InDirectory();
        var huge = aws.World.Experiments(Account, "ap-south-1", aws.Now)[0].Name;
        aws.Faults.Add(new() { Kind = FaultKind.NotJson, Region = "eu-west-1", Operation = "ListInferenceExperiments" });
        aws.Faults.Add(new() { Kind = FaultKind.Huge, Region = "ap-south-1", Name = huge, Operation = "DescribeInferenceExperiment", Bytes = 100_000_000 });
        aws.Faults.Add(new() { Kind = FaultKind.EndlessToken, Region = "eu-north-1", Operation = "ListInferenceExperiments" });
        aws.Faults.Add(new() { Kind = FaultKind.Huge, Region = "sa-east-1", Operation = "ListInferenceExperiments", Bytes = 100_000_000 });

        var result = await lake.SnapshotAsync(aws, ["self"], regions);

        result.ShouldExitWith(1);
        (await lake.FilesAsync()).Query("SELECT region, outcome, error_code, refused_count FROM snapshot_coverage ORDER BY ALL").ShouldBe(
            """
            ap-south-1 | partial | ReplyTooLarge | 1
            eu-north-1 | partial | InvalidReply | 0
            eu-west-1 | failed | InvalidJson | 0
            sa-east-1 | failed | ReplyTooLarge | 0
            us-east-1 | complete | null | 0
            """);
        Truth.In(await lake.FilesAsync()).Count(row => row.Contains("\"region\":\"us-east-1\"", StringComparison.Ordinal))
            .ShouldBe(aws.World.Experiments(Account, Region, aws.Now).Count);
        result.PeakMemory.ShouldBeLessThan(400L << 20);
    }
}

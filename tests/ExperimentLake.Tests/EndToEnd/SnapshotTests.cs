using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ExperimentLake.Tests.Fixtures;
using ParquetSharp;

namespace ExperimentLake.Tests.EndToEnd;

public sealed partial class SnapshotTests(S3Server s3)
{
    [Theory]
    [MemberData(nameof(World.Lakes), MemberType = typeof(World))]
    public async Task The_lake_holds_exactly_what_AWS_said(LakeKind kind)
    {
        await using var aws = await World.StartAsync(new()
        {
            Accounts = World.Accounts,
            Regions = World.Regions,
            ExperimentsPerAccount = 60,
            ExternalId = "a-shared-word",
        });
        await using var lake = await TestLake.CreateAsync(kind, s3);

        var result = await lake.SnapshotAsync(aws, World.Accounts, World.Regions, "--Aws:ExternalId", "a-shared-word");

        result.ShouldExitWith(0);
        var files = await lake.FilesAsync();
        var truth = Truth.Of(aws, World.Accounts, World.Regions);
        truth.Count.ShouldBeGreaterThan(100);
        Truth.In(files).ShouldBe(truth);
        files.Query("SELECT count(*) FROM inference_experiments WHERE observed_at NOT BETWEEN now() - INTERVAL 5 MINUTE AND now()").ShouldBe("0");
        files.Query(
            """
            SELECT account_id, region, outcome, listed, vanished, written, refused_count, refused, tags_denied, drift, throttled_calls, attempt, error_code
            FROM snapshot_coverage ORDER BY ALL
            """).ShouldBe(string.Join('\n',
            from account in World.Accounts
            from region in World.Regions.Order(StringComparer.Ordinal)
            let count = aws.World.Experiments(account, region, aws.Now).Count
            select $"{account} | {region} | complete | {count} | 0 | {count} | 0 | [] | 0 | [] | 0 | 1 | null"));
        files.Query("SELECT sum(api_calls) FROM snapshot_coverage").ShouldBe($"{aws.Calls.All.Where(call => call.Operation is not ("GetCallerIdentity" or "AssumeRole")).Sum(call => call.Calls)}");
    }

    [Theory]
    [MemberData(nameof(World.Lakes), MemberType = typeof(World))]
    public async Task A_second_snapshot_of_the_day_asks_nothing_and_changes_nothing(LakeKind kind)
    {
        await using var aws = await World.StartAsync();
        await using var lake = await TestLake.CreateAsync(kind, s3);
        (await lake.SnapshotAsync(aws)).ShouldExitWith(0);
        var before = await lake.StampsAsync();
        aws.Calls.Clear();

        var result = await lake.SnapshotAsync(aws);

        result.ShouldExitWith(0).Output.ShouldContain("Nothing changed; revision 1 stands.");
        aws.Calls.All.Select(call => call.Operation).ShouldBe(["GetCallerIdentity"]);
        (await lake.StampsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Columns_have_the_names_the_types_and_the_order_of_the_specification()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        (await lake.SnapshotAsync(aws, ["self"], [World.Regions[0]])).ShouldExitWith(0);

        var files = await lake.FilesAsync();

        files.Query("SELECT column_name, column_type FROM (DESCRIBE inference_experiments)").ShouldBe(
            """
            _key | VARCHAR
            arn | VARCHAR
            completion_time | TIMESTAMP WITH TIME ZONE
            creation_time | TIMESTAMP WITH TIME ZONE
            data_storage_config | STRUCT(destination VARCHAR, kms_key VARCHAR, content_type STRUCT(csv_content_types VARCHAR[], json_content_types VARCHAR[]))
            description | VARCHAR
            endpoint_metadata | STRUCT(endpoint_name VARCHAR, endpoint_config_name VARCHAR, endpoint_status VARCHAR, failure_reason VARCHAR)
            last_modified_time | TIMESTAMP WITH TIME ZONE
            model_variants | STRUCT(model_name VARCHAR, variant_name VARCHAR, infrastructure_config STRUCT(infrastructure_type VARCHAR, real_time_inference_config STRUCT(instance_type VARCHAR, instance_count INTEGER)), status VARCHAR)[]
            name | VARCHAR
            role_arn | VARCHAR
            schedule | STRUCT(start_time TIMESTAMP WITH TIME ZONE, end_time TIMESTAMP WITH TIME ZONE)
            shadow_mode_config | STRUCT(source_model_variant_name VARCHAR, shadow_model_variants STRUCT(shadow_model_variant_name VARCHAR, sampling_percentage INTEGER)[])
            status | VARCHAR
            status_reason | VARCHAR
            tags | MAP(VARCHAR, VARCHAR)
            type | VARCHAR
            kms_key | VARCHAR
            region | VARCHAR
            observed_at | TIMESTAMP WITH TIME ZONE
            unmapped | MAP(VARCHAR, VARCHAR)
            account_id | VARCHAR
            snapshot_date | VARCHAR
            """);
        files.Query("SELECT column_name, column_type FROM (DESCRIBE snapshot_coverage)").ShouldBe(
            """
            account_id | VARCHAR
            account_name | VARCHAR
            region | VARCHAR
            outcome | VARCHAR
            listed | INTEGER
            vanished | INTEGER
            written | INTEGER
            refused_count | INTEGER
            refused | STRUCT("name" VARCHAR, error_code VARCHAR, error_message VARCHAR)[]
            tags_denied | INTEGER
            drift | VARCHAR[]
            api_calls | INTEGER
            throttled_calls | INTEGER
            started_at | TIMESTAMP WITH TIME ZONE
            finished_at | TIMESTAMP WITH TIME ZONE
            file | VARCHAR
            bytes | BIGINT
            sha256 | VARCHAR
            error_code | VARCHAR
            error_message | VARCHAR
            attempt | INTEGER
            snapshot_date | VARCHAR
            """);
    }

    [Theory]
    [MemberData(nameof(World.Lakes), MemberType = typeof(World))]
    public async Task Everything_is_in_its_place(LakeKind kind)
    {
        await using var aws = await World.StartAsync();
        await using var lake = await TestLake.CreateAsync(kind, s3);
        (await lake.SnapshotAsync(aws, [World.Accounts[0], World.Accounts[1]], [World.Regions[0]])).ShouldExitWith(0);
        var manifest = await lake.ManifestAsync();
        var date = (string)manifest["snapshot_date"]!;

        (await lake.StampsAsync()).Keys.ShouldBe(
        [
            $"_manifests/{date}.json",
            $"_manifests/{date}.json.sha256",
            $"_state/{date}/012345678901/us-east-1.json",
            $"_state/{date}/111122223333/us-east-1.json",
            $"_state/{date}/plan.json",
            $"inference_experiments/account_id=012345678901/snapshot_date={date}/us-east-1.parquet",
            $"inference_experiments/account_id=111122223333/snapshot_date={date}/us-east-1.parquet",
            $"snapshot_coverage/snapshot_date={date}/coverage.parquet",
        ]);
        ((int)manifest["revision"]!).ShouldBe(1);
        ((string)manifest["state"]!).ShouldBe("complete");
        DateText().IsMatch(date).ShouldBeTrue();
        var folder = (await lake.FilesAsync()).Folder;
        using var file = new ParquetFileReader(Path.Combine(folder, $"inference_experiments/account_id=012345678901/snapshot_date={date}/us-east-1.parquet"));
        var metadata = file.FileMetaData.KeyValueMetadata.ToDictionary();
        metadata.Remove("experiment_lake.state", out var attempt).ShouldBeTrue();
        metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} = {pair.Value}").ShouldBe(
        [
            "experiment_lake.account_id = 012345678901",
            "experiment_lake.region = us-east-1",
            "experiment_lake.schema_version = 1",
            $"experiment_lake.snapshot_date = {date}",
            "experiment_lake.writer_version = 0.1.0",
        ]);
        var state = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, $"_state/{date}/012345678901/us-east-1.json"), TestContext.Current.CancellationToken))!.AsObject();
        ((string)state["outcome"]!).ShouldBe("complete");
        foreach (var knownOnlyOfTheWhole in (string[])["file", "bytes", "sha256"])
        {
            state[knownOnlyOfTheWhole].ShouldNotBeNull();
            state[knownOnlyOfTheWhole] = null;
        }
        JsonNode.DeepEquals(JsonNode.Parse(attempt!), state).ShouldBeTrue($"{attempt} is not {state}");
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}\z")]
    private static partial Regex DateText();
}

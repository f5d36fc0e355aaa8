using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

public sealed class QueryTests(S3Server s3)
{
    [Theory]
    [MemberData(nameof(World.Lakes), MemberType = typeof(World))]
    public async Task An_empty_lake_has_both_tables_with_all_columns_and_no_rows(LakeKind kind)
    {
        await using var lake = await TestLake.CreateAsync(kind, s3);

        (await lake.RunAsync(null, "query", "SELECT * FROM inference_experiments", "--format", "csv")).ShouldExitWith(0).Output.ShouldBe(
            "_key,arn,completion_time,creation_time,data_storage_config,description,endpoint_metadata,last_modified_time,model_variants,name,role_arn,"
            + "schedule,shadow_mode_config,status,status_reason,tags,type,kms_key,region,observed_at,unmapped,account_id,snapshot_date\n");
        (await lake.RunAsync(null, "query", "SELECT * FROM snapshot_coverage", "--format", "csv")).ShouldExitWith(0).Output.ShouldBe(
            "account_id,account_name,region,outcome,listed,vanished,written,refused_count,refused,tags_denied,drift,api_calls,throttled_calls,"
            + "started_at,finished_at,file,bytes,sha256,error_code,error_message,attempt,snapshot_date\n");
        (await lake.RunAsync(null, "verify")).ShouldExitWith(0).Output.ShouldContain("0 days, 0 files read back, 0 errors");
    }

    [Theory]
    [MemberData(nameof(World.Lakes), MemberType = typeof(World))]
    public async Task A_query_answers_as_DuckDB_does_over_the_files(LakeKind kind)
    {
        await using var aws = await World.StartAsync();
        await using var lake = await TestLake.CreateAsync(kind, s3);
        (await lake.SnapshotAsync(aws)).ShouldExitWith(0);
        const string Question = "SELECT account_id, region, count(*) AS experiments FROM inference_experiments GROUP BY ALL ORDER BY ALL";

        var result = await lake.RunAsync(null, "query", Question, "--format", "csv");

        var answer = (await lake.FilesAsync()).Query(Question);
        answer.Split('\n').Length.ShouldBe(9);
        result.ShouldExitWith(0).Output.ShouldBe($"account_id,region,experiments\n{answer.Replace(" | ", ",", StringComparison.Ordinal)}\n");
    }
}

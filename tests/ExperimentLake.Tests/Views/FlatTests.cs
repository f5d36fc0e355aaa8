using ExperimentLake.Lake;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Views;

public sealed class FlatTests
{
    private const string Account = "012345678901";

    private static KnownLake Lake(params KnownExperiment[] experiments) =>
        new KnownLake().Add("2026-11-01", Account, "us-east-1", Outcome.Complete, experiments).AddUncommitted("2026-11-02", Account, "us-east-1", experiments);

    [Fact]
    public async Task Variants_have_a_row_each_and_a_role()
    {
        using var lake = Lake(
            new KnownExperiment("both", "Running"),
            new KnownExperiment("none", "Creating") { Variants = [] },
            new KnownExperiment("unshadowed", "Created") { Sampling = null, Variants = [("shadow", 4, "ml.m5.large")] });

        (await lake.QueryAsync("""
            SELECT snapshot_date, account_id, account_name, region, name, status, variant_name, variant_role, model_name, variant_status, infrastructure_type, instance_type, instance_count
            FROM experiment_variants ORDER BY ALL
            """)).ShouldBe("""
            2026-11-01 | 012345678901 | Payments | us-east-1 | both | Running | production | production | model-of-production | InService | RealTimeInference | ml.m5.large | 2
            2026-11-01 | 012345678901 | Payments | us-east-1 | both | Running | shadow | shadow | model-of-shadow | InService | RealTimeInference | ml.g5.xlarge | 1
            2026-11-01 | 012345678901 | Payments | us-east-1 | none | Creating | null | null | null | null | null | null | null
            2026-11-01 | 012345678901 | Payments | us-east-1 | unshadowed | Created | shadow | production | model-of-shadow | InService | RealTimeInference | ml.m5.large | 4
            """);
    }

    [Fact]
    public async Task Shadow_variants_have_a_row_each()
    {
        using var lake = Lake(
            new KnownExperiment("both", "Running") { Sampling = 75, Start = "2026-11-01T10:00:00Z", End = "2026-11-08T10:00:00Z", Completed = "2026-11-05T00:00:00Z" },
            new KnownExperiment("none", "Creating") { Variants = [] },
            new KnownExperiment("unshadowed", "Created") { Sampling = null });

        (await lake.QueryAsync("""
            SELECT name, source_variant_name, shadow_variant_name, sampling_percentage, model_name, instance_type, instance_count, schedule_start_time, schedule_end_time, completion_time
            FROM experiment_shadow_variants ORDER BY ALL
            """)).ShouldBe("""
            both | production | shadow | 75 | model-of-shadow | ml.g5.xlarge | 1 | 2026-11-01 10:00:00 | 2026-11-08 10:00:00 | 2026-11-05 00:00:00
            none | production | null | null | null | null | null | null | null | null
            unshadowed | null | null | null | null | null | null | null | null | null
            """);
    }

    [Fact]
    public async Task Tags_have_a_row_each_and_unknown_is_not_none()
    {
        using var lake = Lake(
            new KnownExperiment("some", "Running") { Tags = new Dictionary<string, string> { ["team"] = "risk", ["note"] = "" } },
            new KnownExperiment("none", "Running"),
            new KnownExperiment("unknown", "Running") { Tags = null });

        (await lake.QueryAsync("SELECT name, tag_key, tag_value, tags_known FROM experiment_tags ORDER BY ALL")).ShouldBe("""
            none | null | null | true
            some | note |  | true
            some | team | risk | true
            unknown | null | null | false
            """);
    }
}

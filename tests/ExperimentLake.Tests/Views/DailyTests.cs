using ExperimentLake.Lake;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Views;

public sealed class DailyTests
{
    private const string Account = "012345678901";
    private const string Other = "111122223333";

    [Fact]
    public async Task A_snapshot_is_complete_when_nothing_is_to_be_asked_again()
    {
        using var lake = new KnownLake()
            .Add("2026-11-01", Account, "us-east-1", Outcome.Complete, new KnownExperiment("a", "Created"), new KnownExperiment("b", "Created"))
            .Add("2026-11-01", Account, "eu-west-1", Outcome.Empty)
            .Add("2026-11-01", Other, "us-east-1", Outcome.Unsupported)
            .Add("2026-11-01", Other, "eu-west-1", Outcome.Blocked)
            .Add("2026-11-03", Account, "us-east-1", Outcome.Partial, new KnownExperiment("a", "Created"))
            .Add("2026-11-04", Account, "us-east-1", Outcome.Denied)
            .Add("2026-11-04", Account, "eu-west-1", Outcome.Throttled)
            .Add("2026-11-04", Other, "us-east-1", Outcome.Failed);

        (await lake.QueryAsync("""
            SELECT snapshot_date, state, account_regions, complete, empty, partial, unsupported, blocked, denied, throttled, failed, "rows", listed, started_at, finished_at
            FROM snapshots ORDER BY 1
            """)).ShouldBe("""
            2026-11-01 | complete | 4 | 1 | 1 | 0 | 1 | 1 | 0 | 0 | 0 | 2 | 2 | 2026-11-01 00:15:00 | 2026-11-01 00:16:00
            2026-11-03 | partial | 1 | 0 | 0 | 1 | 0 | 0 | 0 | 0 | 0 | 1 | 1 | 2026-11-03 00:15:00 | 2026-11-03 00:16:00
            2026-11-04 | partial | 3 | 0 | 0 | 0 | 0 | 0 | 1 | 1 | 1 | 0 | 0 | 2026-11-04 00:15:00 | 2026-11-04 00:16:00
            """);
    }

    [Fact]
    public async Task Statuses_are_counted_by_date_and_account_region_without_those_of_a_run_under_way()
    {
        using var lake = new KnownLake()
            .Add("2026-11-01", Account, "us-east-1", Outcome.Complete, new KnownExperiment("a", "Running"), new KnownExperiment("b", "Running"), new KnownExperiment("c", "Created"))
            .Add("2026-11-01", Account, "eu-west-1", Outcome.Complete, new KnownExperiment("a", "Running"))
            .Add("2026-11-02", Account, "us-east-1", Outcome.Complete, new KnownExperiment("a", "Running"))
            .Add("2026-11-02", Account, "eu-west-1", Outcome.Denied)
            .AddUncommitted("2026-11-03", Account, "us-east-1", new KnownExperiment("a", "Running"));

        (await lake.QueryAsync("SELECT * FROM daily_status ORDER BY ALL")).ShouldBe("""
            2026-11-01 | complete | 012345678901 | Payments | eu-west-1 | Running | 1
            2026-11-01 | complete | 012345678901 | Payments | us-east-1 | Created | 1
            2026-11-01 | complete | 012345678901 | Payments | us-east-1 | Running | 2
            2026-11-02 | partial | 012345678901 | Payments | us-east-1 | Running | 1
            """);
    }

    [Fact]
    public async Task The_footprint_is_the_instances_of_running_shadow_variants()
    {
        using var lake = new KnownLake().Add("2026-11-01", Account, "us-east-1", Outcome.Complete,
            new KnownExperiment("a", "Running"),
            new KnownExperiment("b", "Running") { Variants = [("production", 2, "ml.g5.xlarge"), ("shadow", 4, "ml.g5.xlarge")] },
            new KnownExperiment("c", "Running") { Variants = [("production", 2, "ml.g5.xlarge"), ("shadow", 3, "ml.m5.large")] },
            new KnownExperiment("d", "Running") { Variants = [] },
            new KnownExperiment("e", "Completed"));

        (await lake.QueryAsync("SELECT * FROM daily_footprint ORDER BY ALL")).ShouldBe("""
            2026-11-01 | complete | 012345678901 | Payments | us-east-1 | ml.g5.xlarge | 2 | 5
            2026-11-01 | complete | 012345678901 | Payments | us-east-1 | ml.m5.large | 1 | 3
            """);
    }

    [Fact]
    public async Task A_gap_is_a_date_between_the_first_and_the_last_that_nobody_could_look_at()
    {
        using var lake = new KnownLake()
            .Add("2026-10-31", Account, "us-east-1", Outcome.Complete, new KnownExperiment("a", "Running"))
            .Add("2026-11-02", Account, "us-east-1", Outcome.Failed)
            .Add("2026-11-03", Account, "us-east-1", Outcome.Unsupported)
            .Add("2026-11-04", Account, "us-east-1", Outcome.Blocked)
            .Add("2026-11-05", Account, "us-east-1", Outcome.Partial, new KnownExperiment("a", "Running"))
            .Add("2026-11-06", Account, "us-east-1", Outcome.Empty)
            // Began later, and one day only.
            .Add("2026-11-05", Other, "us-east-1", Outcome.Complete, new KnownExperiment("a", "Running"));

        (await lake.QueryAsync("SELECT * FROM coverage_gaps ORDER BY ALL")).ShouldBe("""
            2026-11-01 | 012345678901 | Payments | us-east-1 | null | null | null
            2026-11-02 | 012345678901 | Payments | us-east-1 | failed | SomeError | null
            2026-11-05 | 012345678901 | Payments | us-east-1 | partial | SomeError | null
            """);
    }
}

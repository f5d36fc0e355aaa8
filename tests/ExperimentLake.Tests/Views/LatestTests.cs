using ExperimentLake.Lake;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Views;

public sealed class LatestTests
{
    private const string Account = "012345678901";
    private const string Other = "111122223333";
    private const string Question = "SELECT account_id, region, name, status, snapshot_date, days_old, account_name FROM experiments_latest ORDER BY ALL";

    [Fact]
    public async Task Each_account_region_is_as_of_its_newest_date_with_a_picture()
    {
        using var lake = new KnownLake()
            .Add("2026-11-01", Account, "us-east-1", Outcome.Complete, new KnownExperiment("a", "Created"), new KnownExperiment("b", "Running"))
            .Add("2026-11-01", Account, "eu-west-1", Outcome.Complete, new KnownExperiment("c", "Running"))
            .Add("2026-11-01", Other, "us-east-1", Outcome.Complete, new KnownExperiment("d", "Running"))
            .Add("2026-11-02", Account, "us-east-1", Outcome.Partial, new KnownExperiment("a", "Running"))
            .Add("2026-11-02", Account, "eu-west-1", Outcome.Empty)
            .Add("2026-11-02", Other, "us-east-1", Outcome.Denied)
            .Add("2026-11-04", Other, "us-east-1", Outcome.Failed);

        (await lake.QueryAsync(Question)).ShouldBe($"""
            {Account} | us-east-1 | a | Running | 2026-11-02 | 2 | Payments
            {Other} | us-east-1 | d | Running | 2026-11-01 | 3 | Payments
            """);
    }

    [Theory]
    [InlineData("2026-11-10", "a")]
    [InlineData("2026-11-11", "")]
    public async Task One_without_a_coverage_row_for_more_than_seven_days_has_left(string newest, string expected)
    {
        using var lake = new KnownLake()
            .Add("2026-11-02", Account, "us-east-1", Outcome.Complete, new KnownExperiment("a", "Running"))
            .Add("2026-11-03", Account, "us-east-1", Outcome.Denied)
            .Add(newest, Other, "us-east-1", Outcome.Empty);

        (await lake.QueryAsync("SELECT name FROM experiments_latest")).ShouldBe(expected);
    }

    [Fact]
    public async Task What_no_commit_has_accounted_for_is_not_there()
    {
        using var lake = new KnownLake()
            .Add("2026-11-02", Account, "us-east-1", Outcome.Complete, new KnownExperiment("a", "Created"), new KnownExperiment("b", "Created"))
            .AddUncommitted("2026-11-03", Account, "us-east-1", new KnownExperiment("a", "Running"));

        (await lake.QueryAsync("SELECT name, status, days_old FROM experiments_latest ORDER BY ALL")).ShouldBe("a | Created | 0\nb | Created | 0");
    }

    [Fact]
    public async Task An_account_has_its_newest_name_on_every_date()
    {
        using var lake = new KnownLake { AccountName = null }.Add("2026-11-01", Account, "us-east-1", Outcome.Complete, new KnownExperiment("a", "Created"));
        (await lake.QueryAsync("SELECT account_name FROM experiments_latest")).ShouldBe("null");

        lake.AccountName = "Zeta";
        lake.Add("2026-11-02", Account, "us-east-1", Outcome.Complete, new KnownExperiment("a", "Created"));
        lake.AccountName = "Alpha";
        lake.Add("2026-11-03", Account, "us-east-1", Outcome.Complete, new KnownExperiment("a", "Created"));
        lake.AccountName = "Mu";
        lake.Add("2026-11-04", Account, "us-east-1", Outcome.Complete, new KnownExperiment("a", "Created"));
        lake.AccountName = null;
        lake.Add("2026-11-05", Account, "us-east-1", Outcome.Complete, new KnownExperiment("a", "Created"));

        (await lake.QueryAsync("SELECT DISTINCT account_name FROM experiment_tags")).ShouldBe("Mu");
    }
}

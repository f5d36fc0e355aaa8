using ExperimentLake.Lake;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Views;

public sealed class FactsTests
{
    private const string Account = "012345678901";
    private const string Region = "us-east-1";

    // Snapshots are observed at 00:15.
    private static readonly KnownExperiment s_planned = new("one", "Created") { Start = "2026-11-01T10:00:00Z", End = "2026-11-03T10:00:00Z" };

    private static async Task<string> FactsOf(string columns, params KnownExperiment?[] days)
    {
        using var lake = new KnownLake();
        foreach (var (index, experiment) in days.Index())
        {
            lake.Add($"2026-11-{index + 1:00}", Account, Region, Outcome.Complete, experiment is null ? [new KnownExperiment("other", "Created")] : [experiment]);
        }

        return await lake.QueryAsync($"SELECT {columns} FROM experiment_facts WHERE name = 'one' ORDER BY creation_time");
    }

    [Fact]
    public async Task A_life_from_creation_to_completion()
    {
        var completed = s_planned with { Status = "Completed", Completed = "2026-11-03T16:00:00Z", Reason = "done" };

        (await FactsOf(
            "account_id, account_name, region, status, status_reason, outcome, first_seen, last_seen, deleted_between, first_running",
            s_planned, s_planned with { Status = "Running" }, s_planned with { Status = "Running" }, completed, completed)).ShouldBe(
            "012345678901 | Payments | us-east-1 | Completed | done | completed | 2026-11-01 | 2026-11-05 | null | 2026-11-02");
        (await FactsOf(
            "actual_start, actual_end, overrun, overrun_hours, never_started, hours_running, production_instances, shadow_instances, production_instance_hours, shadow_instance_hours, shadow_instance_type, sampling_percentage",
            s_planned, s_planned with { Status = "Running" }, s_planned with { Status = "Running" }, completed, completed)).ShouldBe(
            "2026-11-01 10:00:00 | 2026-11-03 16:00:00 | true | 6 | false | 54 | 2 | 1 | 108 | 54 | ml.g5.xlarge | 20");
    }

    [Theory]
    // Seen waiting after its planned start: it began later, by the time that it was first seen running.
    [InlineData("Created", "Created", "Running", "2026-11-03 00:15:00")]
    [InlineData("Created", "Starting", "Running", "2026-11-03 00:15:00")]
    [InlineData("Created", "Running", "Running", "2026-11-01 10:00:00")]
    [InlineData("Created", "Completed", "Completed", "2026-11-01 10:00:00")]
    // Running already before its planned start.
    [InlineData("Running", "Running", "Running", "2026-11-01 00:15:00")]
    public async Task It_starts_when_planned_unless_it_was_seen_otherwise(string first, string second, string third, string start) =>
        (await FactsOf("actual_start", s_planned with { Status = first }, s_planned with { Status = second }, s_planned with { Status = third })).ShouldBe(start);

    [Fact]
    public async Task Without_a_plan_it_starts_when_first_seen_running() =>
        (await FactsOf("actual_start, schedule_start_time, overrun, overrun_hours, hours_running", new("one", "Creating"), new("one", "Running"), new("one", "Running"))).ShouldBe(
            "2026-11-02 00:15:00 | null | null | null | 24");

    [Fact]
    public async Task What_began_and_ended_between_two_snapshots_began_no_later_than_it_ended() =>
        (await FactsOf("actual_start, actual_end, hours_running, outcome", new("one", "Created"), new KnownExperiment("one", "Completed") { Completed = "2026-11-01T20:00:00Z" })).ShouldBe(
            "2026-11-01 20:00:00 | 2026-11-01 20:00:00 | 0 | completed");

    [Fact]
    public async Task While_it_runs_it_has_run_until_last_seen() =>
        (await FactsOf("outcome, actual_end, hours_running, overrun, overrun_hours", s_planned, s_planned with { Status = "Running" }, s_planned with { Status = "Running" }, s_planned with { Status = "Running" })).ShouldBe(
            "running | null | 62.25 | true | 14.25");

    [Fact]
    public async Task Without_a_completion_time_it_ended_when_first_seen_so() =>
        (await FactsOf("outcome, actual_end", s_planned with { Status = "Running" }, s_planned with { Status = "Cancelled" }, s_planned with { Status = "Cancelled" })).ShouldBe("cancelled | 2026-11-02 00:15:00");

    [Theory]
    [InlineData("2026-11-01T10:00:00Z", "Created", null, "never_started | true | 2026-11-01 10:00:00 | 0 | 0")]
    [InlineData("2026-11-01T10:00:00Z", "Cancelled", null, "cancelled | true | 2026-11-01 10:00:00 | 0 | 0")]
    // Not yet: its planned start is ahead, or it was cancelled before.
    [InlineData("2026-11-05T10:00:00Z", "Created", null, "pending | false | null | 0 | 0")]
    [InlineData("2026-11-01T10:00:00Z", "Cancelled", "2026-11-01T09:00:00Z", "cancelled | false | null | 0 | 0")]
    [InlineData(null, "Created", null, "pending | false | null | 0 | null")]
    public async Task It_never_started_when_its_start_has_passed_without_it_running(string? start, string last, string? completed, string expected)
    {
        var one = new KnownExperiment("one", "Created") { Start = start, End = start is null ? null : "2026-11-01T11:00:00Z" };

        (await FactsOf("outcome, never_started, actual_start, hours_running, overrun_hours", one, one with { Status = last, Completed = completed })).ShouldBe(expected);
    }

    [Fact]
    public async Task What_vanished_before_its_end_is_deleted_between_two_dates() =>
        (await FactsOf("outcome, deleted_between, hours_running", s_planned with { Status = "Running" }, s_planned with { Status = "Running" }, null, null)).ShouldBe(
            "deleted | 2026-11-02/2026-11-03 | 24");

    [Fact]
    public async Task What_vanished_and_is_there_again_is_not_deleted() =>
        (await FactsOf("outcome, deleted_between, first_seen, last_seen", s_planned with { Status = "Running" }, null, s_planned with { Status = "Running" })).ShouldBe(
            "running | null | 2026-11-01 | 2026-11-03");

    [Fact]
    public async Task A_name_used_again_is_two_experiments() =>
        (await FactsOf("outcome, first_seen, last_seen, deleted_between", s_planned with { Status = "Completed" }, s_planned with { Created = "2026-11-01T01:00:00Z" })).ShouldBe("""
            completed | 2026-11-01 | 2026-11-01 | 2026-11-01/2026-11-02
            never_started | 2026-11-02 | 2026-11-02 | null
            """);

    [Fact]
    public async Task A_failed_date_deletes_nothing()
    {
        using var lake = new KnownLake()
            .Add("2026-11-01", Account, Region, Outcome.Complete, s_planned)
            .Add("2026-11-02", Account, Region, Outcome.Failed);

        (await lake.QueryAsync("SELECT outcome, deleted_between FROM experiment_facts")).ShouldBe("pending | null");
    }

    [Fact]
    public async Task The_owner_is_the_first_tag_that_is_set_as_last_known()
    {
        static Dictionary<string, string> Tags(params (string Key, string Value)[] tags) => tags.ToDictionary(tag => tag.Key, tag => tag.Value);
        using var lake = new KnownLake()
            .Add("2026-11-01", Account, Region, Outcome.Complete,
                new KnownExperiment("both", "Created") { Tags = Tags(("team", "risk"), ("owner", "ann")) },
                new KnownExperiment("capital", "Created") { Tags = Tags(("Team", "Risk")) },
                new KnownExperiment("empty", "Created") { Tags = Tags(("owner", ""), ("team", "risk")) },
                new KnownExperiment("given-up", "Created") { Tags = Tags(("team", "risk")) },
                new KnownExperiment("unknown-later", "Created") { Tags = Tags(("team", "risk")) })
            .Add("2026-11-02", Account, Region, Outcome.Complete,
                new KnownExperiment("given-up", "Created"), new KnownExperiment("unknown-later", "Created") { Tags = null }, new KnownExperiment("never-known", "Created") { Tags = null });

        (await lake.QueryAsync("SELECT name, owner FROM experiment_facts ORDER BY name")).ShouldBe("""
            both | ann
            capital | Risk
            empty | risk
            given-up | null
            never-known | null
            unknown-later | risk
            """);
    }

    /// <summary>AWS takes the instances of a completed experiment away.</summary>
    [Fact]
    public async Task Instances_are_those_of_when_it_last_ran()
    {
        var ran = s_planned with { Status = "Running", Variants = [("production", 5, "ml.m5.large"), ("shadow", 3, "ml.g5.xlarge")] };

        (await FactsOf("production_instances, shadow_instances, shadow_instance_type, hours_running, shadow_instance_hours",
            s_planned, ran, s_planned with { Status = "Completed", Completed = "2026-11-02T10:00:00Z", Variants = [] })).ShouldBe("5 | 3 | ml.g5.xlarge | 24 | 72");
        (await FactsOf("production_instances, shadow_instances, shadow_instance_type, sampling_percentage", new KnownExperiment("one", "Creating") { Variants = [], Sampling = null })).ShouldBe(
            "0 | 0 | null | null");
    }
}

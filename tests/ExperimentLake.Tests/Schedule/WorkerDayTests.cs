using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Schedule;

/// <summary>Days of the worker, on a clock of the tests' own.</summary>
[Collection(ClockedWorkerTests.Name)]
public sealed class WorkerDayTests
{
    private static readonly DateOnly s_day = new(2026, 11, 22);

    [Fact]
    public async Task A_region_that_is_down_for_two_passes_is_complete_the_same_day()
    {
        await using var worker = await ClockedWorker.AtAsync("2026-11-22T00:14:50Z");
        worker.Aws.Faults.Deny(region: World.Regions[1]);
        await worker.StartAsync(settings => settings.Schedule.CatchUp = false);

        await worker.ToAsync("2026-11-22T00:15:01Z");
        await worker.UntilManifestAsync(s_day, "partial", revision: 1);
        await worker.UntilPassedAsync();
        worker.Aws.Calls.Clear();
        await worker.ToAsync("2026-11-22T00:29:00Z");
        worker.Aws.Asked().ShouldBeEmpty();
        await worker.ToAsync("2026-11-22T00:31:00Z");
        await worker.UntilAsync("the second pass", () => Task.FromResult(Listings(worker) == 1));
        await worker.UntilPassedAsync();
        worker.Aws.Faults.Clear();
        await worker.ToAsync("2026-11-22T01:02:00Z");
        await worker.UntilManifestAsync(s_day, "complete", revision: 2);

        worker.Aws.Asked().ShouldBe([$"{World.Accounts[0]} {World.Regions[1]}"]);
        worker.Files.Query("SELECT region, outcome, attempt, snapshot_date FROM snapshot_coverage ORDER BY region").ShouldBe(
            """
            eu-west-1 | complete | 2 | 2026-11-22
            us-east-1 | complete | 1 | 2026-11-22
            """);
    }

    [Fact]
    public async Task What_is_missing_is_asked_for_ever_more_rarely_until_the_next_day_begins()
    {
        await using var worker = await ClockedWorker.AtAsync("2026-11-22T00:14:50Z");
        worker.Aws.Faults.Deny();
        await worker.StartAsync(settings => settings.Schedule.CatchUp = false);
        var asked = new List<DateTimeOffset>();

        await worker.ToAsync("2026-11-23T00:14:00Z", () =>
        {
            if (Listings(worker) > 0)
            {
                asked.Add(worker.Now);
                worker.Aws.Calls.Clear();
            }
        });

        asked.Zip(asked.Skip(1), (one, next) => Math.Round((next - one).TotalMinutes / 15) * 15).ShouldBe([15, 30, 60, 120, 240, 240, 240, 240, 240]);
        await worker.ToAsync("2026-11-23T00:15:01Z");
        await worker.UntilManifestAsync(s_day.AddDays(1), "partial", revision: 1);
    }

    [Fact]
    public async Task A_worker_that_starts_after_the_days_time_goes_on_with_the_day()
    {
        await using var worker = await ClockedWorker.AtAsync("2026-11-22T10:00:00Z");
        await worker.StartAsync();
        await worker.UntilManifestAsync(s_day, "complete", revision: 1);
        await worker.StopAsync();
        worker.Aws.Calls.Clear();

        await worker.StartAsync();
        await worker.ToAsync("2026-11-23T00:14:58Z");

        worker.Aws.Asked().ShouldBeEmpty();
        (await worker.ManifestAsync(s_day))!.Revision.ShouldBe(1);
    }

    [Fact]
    public async Task Before_the_days_time_the_day_is_that_of_yesterday()
    {
        await using var worker = await ClockedWorker.AtAsync("2026-11-22T00:05:00Z");

        await worker.StartAsync();

        await worker.UntilManifestAsync(s_day.AddDays(-1), "complete");
    }

    [Fact]
    public async Task Without_catching_up_it_waits_for_the_next_time()
    {
        await using var worker = await ClockedWorker.AtAsync("2026-11-22T00:16:00Z");
        await worker.StartAsync(settings => settings.Schedule.CatchUp = false);

        await worker.ToAsync("2026-11-23T00:14:58Z");
        worker.Aws.Asked().ShouldBeEmpty();

        await worker.ToAsync("2026-11-23T00:15:02Z");
        await worker.UntilManifestAsync(s_day.AddDays(1), "complete");
        (await worker.ManifestAsync(s_day)).ShouldBeNull();
    }

    [Fact]
    public async Task A_run_that_reaches_the_next_time_ends_and_that_day_begins()
    {
        await using var worker = await ClockedWorker.AtAsync("2026-11-22T23:50:00Z");
        worker.Aws.Faults.Slow(TimeSpan.FromMinutes(5), World.Regions[1]);
        await worker.StartAsync();
        await worker.UntilAsync("the slow call", () => Task.FromResult(worker.Aws.Calls.Count(region: World.Regions[1]) == 1));

        await worker.ToAsync("2026-11-23T00:15:00Z");
        worker.Aws.Faults.Clear();
        await worker.UntilManifestAsync(s_day, "partial");
        await worker.UntilManifestAsync(s_day.AddDays(1), "complete");

        worker.Files.Query("SELECT snapshot_date, region, outcome, error_code FROM snapshot_coverage ORDER BY ALL").ShouldBe(
            """
            2026-11-22 | eu-west-1 | failed | RunDeadline
            2026-11-22 | us-east-1 | complete | null
            2026-11-23 | eu-west-1 | complete | null
            2026-11-23 | us-east-1 | complete | null
            """);
    }

    [Fact]
    public async Task Planned_for_longer_than_the_date_lasts_nothing_is_filed_under_it()
    {
        await using var worker = await ClockedWorker.AtAsync("2026-11-22T00:14:50Z");
        worker.Aws.Faults.Slow(TimeSpan.FromSeconds(2), operation: "ListAccounts");
        await worker.StartAsync(settings => settings.Aws.Accounts = ["organization"]);
        await ClockedWorker.SeenAsync("the listing of accounts", () => Task.FromResult(worker.Aws.Calls.Count(operation: "ListAccounts") == 1));

        worker.Jump(TimeSpan.FromSeconds(20));
        await worker.UntilManifestAsync(s_day, "complete");

        (await worker.ManifestAsync(s_day.AddDays(-1))).ShouldBeNull();
        worker.Files.Query("SELECT DISTINCT snapshot_date FROM inference_experiments").ShouldBe("2026-11-22");
    }

    [Fact]
    public async Task A_machine_that_stood_still_over_the_time_goes_on_with_the_day()
    {
        await using var worker = await ClockedWorker.AtAsync("2026-11-22T00:14:00Z");
        await worker.StartAsync(settings => settings.Schedule.CatchUp = false);
        worker.Jump(TimeSpan.FromMinutes(5));

        await worker.ToAsync("2026-11-22T00:31:00Z");

        await worker.UntilManifestAsync(s_day, "complete", revision: 1);
    }

    [Fact]
    public async Task An_account_has_its_own_longest_time()
    {
        await using var worker = await ClockedWorker.AtAsync("2026-11-22T01:00:00Z");
        worker.Aws.Faults.Slow(TimeSpan.FromMinutes(5), World.Regions[1]);
        await worker.StartAsync();
        await worker.UntilAsync("the slow call", () => Task.FromResult(worker.Aws.Calls.Count(region: World.Regions[1]) == 1));

        await worker.ToAsync("2026-11-22T02:01:00Z");
        await worker.UntilManifestAsync(s_day, "partial");

        worker.Files.Query("SELECT region, outcome, error_code FROM snapshot_coverage ORDER BY region").ShouldBe(
            """
            eu-west-1 | failed | AccountDeadline
            us-east-1 | complete | null
            """);
    }

    [Theory]
    [InlineData("Europe/Berlin", "0 30 2 * * ?", "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z")]
    [InlineData("Europe/Berlin", "0 30 2 * * ?", "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z")]
    public async Task On_days_that_the_clocks_change_it_runs_once(string zone, string cron, string from, string to)
    {
        await using var worker = await ClockedWorker.AtAsync(from);
        await worker.StartAsync(settings => (settings.Schedule.Cron, settings.Schedule.TimeZone, settings.Schedule.CatchUp) = (cron, zone, false));

        await worker.ToAsync(to);

        var day = DateOnly.FromDateTime(DateTime.Parse(from, null));
        worker.Aws.Calls.Count(operation: "ListInferenceExperiments", region: World.Regions[0]).ShouldBe(2);
        (await worker.ManifestAsync(day.AddDays(1)))!.Revision.ShouldBe(1);
        (await worker.ManifestAsync(day.AddDays(2)))!.Revision.ShouldBe(1);
    }

    private static int Listings(ClockedWorker worker) => worker.Aws.Calls.Count(operation: "ListInferenceExperiments", region: World.Regions[1]);
}

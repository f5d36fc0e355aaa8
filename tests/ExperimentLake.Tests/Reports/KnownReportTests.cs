using ExperimentLake.Lake;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Reports;

/// <summary>Two weeks that were written down, and every number of their report worked out by hand.</summary>
public sealed class KnownReportTests(ReportReader browser)
{
    private const string Account = "012345678901";
    private const string Other = "111122223333";
    private const string Region = "us-east-1";

    private static readonly string[] s_dates = [.. Enumerable.Range(2, 14).Select(day => $"2026-11-{day:00}")];

    // Snapshots are observed at 00:15. From the 3rd 10:00 to the 5th 12:00: 50 hours, 2 of them too many.
    private static KnownExperiment Completes(string date) => new("completes", Status(date, ("2026-11-04", "Created"), ("2026-11-06", "Running"), ("9", "Completed")))
    {
        Start = "2026-11-03T10:00:00Z",
        End = "2026-11-05T10:00:00Z",
        Completed = string.CompareOrdinal(date, "2026-11-06") < 0 ? null : "2026-11-05T12:00:00Z",
        Tags = new Dictionary<string, string> { ["Team"] = "risk" },
    };

    // Began before the lake; of its hours, 13 days and a quarter of an hour lie in it, on 2 instances.
    private static readonly KnownExperiment s_runs = new("runs", "Running")
    {
        Start = "2026-10-31T00:00:00Z",
        Sampling = 50,
        Variants = [("production", 1, "ml.m5.large"), ("shadow", 2, "ml.m5.large")],
        Tags = new Dictionary<string, string> { ["team"] = "search" },
    };

    private static readonly KnownExperiment s_waits = new("waits", "Created") { Start = "2026-11-04T00:00:00Z", End = "2026-11-06T00:00:00Z" };

    // From the 9th 01:00 to the 12th: 71 hours, 48 of them too many.
    private static KnownExperiment Fails(string date) => new("fails", Status(date, ("2026-11-10", "Created"), ("2026-11-12", "Running"), ("9", "Cancelled")))
    {
        Start = "2026-11-09T01:00:00Z",
        End = "2026-11-10T00:00:00Z",
        Completed = string.CompareOrdinal(date, "2026-11-12") < 0 ? null : "2026-11-12T00:00:00Z",
        Failure = "No capacity.",
        Reason = "Stopped by hand.",
        Tags = null,
    };

    // Nobody knows when it began: it ran in the first snapshot, without a plan.
    private static readonly KnownExperiment s_elsewhere = new("elsewhere", "Running") { Sampling = 5 };

    private static string Status(string date, params (string Before, string Status)[] statuses) => statuses.First(one => string.CompareOrdinal(date, one.Before) < 0).Status;

    private static KnownLake Lake()
    {
        var lake = new KnownLake();
        // No snapshot on the 7th.
        foreach (var date in s_dates.Where(date => date != "2026-11-07"))
        {
            lake.Add(date, Account, Region, Outcome.Complete, Completes(date), s_runs, s_waits, Fails(date));
            var outcome = date switch { "2026-11-09" => Outcome.Denied, "2026-11-11" => Outcome.Partial, _ => Outcome.Complete };
            lake.Add(date, Other, Region, outcome, outcome == Outcome.Complete ? [s_elsewhere] : []);
        }

        return lake;
    }

    [Fact]
    public async Task Statuses_over_time_have_a_gap_without_a_snapshot_and_no_dip_on_partial_dates()
    {
        using var lake = Lake();

        var report = (await browser.OpenAsync(await lake.ReportAsync())).ShouldBeQuiet();

        var numbers = report.Numbers("status-by-date");
        numbers[""].ShouldBe(string.Join(' ', s_dates));
        //                            2 3 4 5 6 7 8 9 10 11 12 13 14 15
        numbers["Running"].ShouldBe("2 2 3 3 2 - 2 2 3 3 2 2 2 2");
        numbers["Created"].ShouldBe("3 3 2 2 2 - 2 2 1 1 1 1 1 1");
        numbers["Completed"].ShouldBe("0 0 0 0 1 - 1 1 1 1 1 1 1 1");
        numbers["Cancelled"].ShouldBe("0 0 0 0 0 - 0 0 0 0 1 1 1 1");
        numbers["partial snapshot"].ShouldBe("- - - - - - - 1 - 1 - - - -");
        numbers["no snapshot"].ShouldBe("- - - - - 1 - - - - - - - -");
        report.Columns("status-by-date-table").ShouldBe(["Date", "Snapshot", "All", "Running", "Created", "Completed", "Cancelled", "As last seen before"]);
        var rows = report.Rows("status-by-date-table");
        rows[4].ShouldBe("2026-11-11 | partial | 5 | 3 | 1 | 1 | 0 | 1");
        rows[8].ShouldBe("2026-11-07 | none | – | – | – | – | – | –");
        rows[13].ShouldBe("2026-11-02 | complete | 5 | 2 | 3 | 0 | 0 | 0");
    }

    [Fact]
    public async Task A_part_that_speaks_not_for_its_own_date_speaks_for_no_other_and_what_is_blocked_has_left()
    {
        KnownExperiment[] all = [new("a", "Running"), new("b", "Running"), new("c", "Running")];
        using var lake = new KnownLake()
            .Add("2026-11-02", Account, Region, Outcome.Complete, all).Add("2026-11-02", Other, Region, Outcome.Complete, s_elsewhere)
            .Add("2026-11-03", Account, Region, Outcome.Partial, all[0]).Add("2026-11-03", Other, Region, Outcome.Blocked)
            .Add("2026-11-04", Account, Region, Outcome.Failed).Add("2026-11-04", Other, Region, Outcome.Blocked)
            .Add("2026-11-05", Account, Region, Outcome.Partial, all[0], all[1]).Add("2026-11-05", Other, Region, Outcome.Blocked);

        var report = (await browser.OpenAsync(await lake.ReportAsync())).ShouldBeQuiet();

        report.Numbers("status-by-date")["Running"].ShouldBe("4 3 3 3");
        report.Text.ShouldStartWith("Test\nRunning\n3\n");
    }

    [Fact]
    public async Task An_account_that_is_denied_for_weeks_does_not_leave_without_a_word()
    {
        using var lake = new KnownLake();
        foreach (var (index, date) in s_dates.Index())
        {
            lake.Add(date, Account, Region, Outcome.Complete, s_runs);
            lake.Add(date, Other, Region, index < 2 ? Outcome.Complete : Outcome.Denied, index < 2 ? [s_elsewhere] : []);
        }

        var report = (await browser.OpenAsync(await lake.ReportAsync())).ShouldBeQuiet();

        report.Numbers("status-by-date")["Running"].ShouldBe("2 2 2 2 2 2 2 2 2 2 2 2 2 2");
        report.Text.ShouldStartWith("Test\nRunning\n2\n");
        report.Text.ShouldContain("On 2026-11-15, 1 account region denied: 111122223333 us-east-1.");
        report.Rows("gaps-table").ShouldBe([$"2026-11-04 | 2026-11-15 | 12 | {Other} | Payments | {Region} | denied | SomeError | –"]);
    }

    [Fact]
    public async Task What_happened_and_for_how_long_is_counted()
    {
        using var lake = Lake();

        var report = (await browser.OpenAsync(await lake.ReportAsync())).ShouldBeQuiet();

        report.Numbers("per-week").ShouldBe(new Dictionary<string, string> { [""] = "2026-11-02 2026-11-09", ["Started"] = "1 1", ["Completed"] = "1 0", ["Cancelled"] = "0 1" }, ignoreOrder: true);
        report.Rows("per-week-table").ShouldBe(["2026-11-09 | 1 | 0 | 1", "2026-11-02 | 1 | 1 | 0"]);
        report.Numbers("duration")["Completed"].ShouldBe("0 0 0 1 0 0 0 0");
        report.Numbers("duration")["Cancelled"].ShouldBe("0 0 0 1 0 0 0 0");
        report.Rows("duration-table")[^1].ShouldBe("Longest h | 50.0 | 71.0");
        report.Numbers("overrun")["Completed"].ShouldBe("0 0 1 0 0 0 0");
        report.Numbers("overrun")["Cancelled"].ShouldBe("0 0 0 0 1 0 0");
        report.Numbers("overrun")["Still running"].ShouldBe("0 0 0 0 0 0 0");
        report.Rows("overrun-table")[^1].ShouldBe("Longest h | 2.0 | 48.0 | –");
        report.Numbers("sampling-percentages").ShouldBe(new Dictionary<string, string> { [""] = "5 % 50 %", ["Shadow variants"] = "1 1" }, ignoreOrder: true);
    }

    [Fact]
    public async Task Instance_hours_are_those_of_the_period()
    {
        using var lake = Lake();

        var report = (await browser.OpenAsync(await lake.ReportAsync())).ShouldBeQuiet();

        // elsewhere: seen running from the 2nd to the 15th, 312 hours.
        report.Numbers("hours-by-team").ShouldBe(new Dictionary<string, string>
        {
            [""] = "search (no team tag) (tags not known) risk",
            ["ml.m5.large"] = "624.5 0 0 0",
            ["ml.g5.xlarge"] = "0 312 71 50",
        }, ignoreOrder: true);
        report.Rows("hours-by-type-table").ShouldBe(["ml.m5.large | 624.5 | 1", "ml.g5.xlarge | 433.0 | 3"]);
        report.Text.ShouldContain("Shadow instance-hours\n1,058\n2026-11-02 to 2026-11-15");
    }

    [Fact]
    public async Task The_lists_name_what_is_to_be_looked_at()
    {
        using var lake = Lake();

        var report = (await browser.OpenAsync(await lake.ReportAsync())).ShouldBeQuiet();

        report.Rows("longest-running-table").Select(row => row.Split(" | ")[..6]).ShouldBe(
            [["runs", Account, "Payments", Region, "search", "360.3"], ["elsewhere", Other, "Payments", Region, "–", "312.0"]]);
        report.Rows("never-started-table").ShouldBe([$"waits | {Account} | Payments | {Region} | – | 2026-11-04 00:00 | Created | 2026-10-01 00:00 | 2026-11-15 | –"]);
        report.Rows("failed-table").ShouldBe([$"fails | {Account} | Payments | {Region} | – | No capacity. | Stopped by hand. | Cancelled | 2026-11-12 00:00 | 71.0"]);
    }

    [Fact]
    public async Task Coverage_shows_what_is_missing_and_the_top_says_so()
    {
        using var lake = Lake();

        var report = (await browser.OpenAsync(await lake.ReportAsync())).ShouldBeQuiet();

        var days = report.Days("calendar");
        days.Count.ShouldBe(14);
        days.Where(day => day.Value != 0).Select(day => $"{day.Key} {day.Value}").ShouldBe(["2026-11-07 3", "2026-11-09 2", "2026-11-11 2"], ignoreOrder: true);
        report.Rows("gaps-table").ShouldBe(
        [
            "2026-11-07 | 2026-11-07 | 1 | all | – | all | no snapshot | – | –",
            $"2026-11-11 | 2026-11-11 | 1 | {Other} | Payments | {Region} | partial | SomeError | –",
            $"2026-11-09 | 2026-11-09 | 1 | {Other} | Payments | {Region} | denied | SomeError | –",
        ]);
        report.Text.ShouldContain("1 date without a snapshot: 2026-11-07.");
        report.Text.ShouldContain("13: 11 complete, 2 partial");
        report.Text.ShouldContain("Payments (012345678901), Payments (111122223333)");
    }

    [Fact]
    public async Task What_is_left_out_by_date_or_account_is_in_no_number()
    {
        using var lake = Lake();

        var report = (await browser.OpenAsync(await lake.ReportAsync("Ours", new DateOnly(2026, 11, 10), Account))).ShouldBeQuiet();

        report.Numbers("status-by-date")[""].ShouldBe("2026-11-10 2026-11-11 2026-11-12 2026-11-13 2026-11-14 2026-11-15");
        report.Numbers("status-by-date")["Running"].ShouldBe("2 2 1 1 1 1");
        report.Numbers("status-by-date").Keys.ShouldNotContain("partial snapshot");
        report.Days("calendar").Values.ShouldAllBe(value => value == 0);
        report.Text.ShouldContain("left out by --since");
        report.Text.ShouldContain("left out by --account");
        report.Text.ShouldNotContain(Other);
        report.Text.ShouldNotContain("elsewhere");
    }

    [Fact]
    public async Task A_tooltip_tells_the_numbers_and_what_is_to_be_known_of_them()
    {
        using var lake = Lake();
        var file = await lake.ReportAsync();

        var partial = await browser.OpenAsync(file, new() { ["hover"] = new System.Text.Json.Nodes.JsonObject { ["chart"] = "status-by-date", ["index"] = 7 } });
        var missing = await browser.OpenAsync(file, new() { ["hover"] = new System.Text.Json.Nodes.JsonObject { ["chart"] = "calendar", ["index"] = 5 } });

        ((string)partial.Page["tooltip"]!).Split('\n').ShouldBe(["2026-11-09", "Completed", "1", "Created", "2", "Running", "2", "partial: 1 of 2 account regions not read in full; 1 experiment as last seen before"]);
        ((string)missing.Page["tooltip"]!).Split('\n').ShouldBe(["2026-11-07", "no snapshot"]);
    }
}

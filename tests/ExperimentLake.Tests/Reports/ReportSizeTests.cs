using System.Globalization;
using ExperimentLake.Lake;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Reports;

/// <summary>Lakes of every size.</summary>
public sealed class ReportSizeTests(ReportReader browser)
{
    private const string Account = "012345678901";

    [Fact]
    public async Task A_lake_without_a_snapshot_is_told_so()
    {
        using var lake = new KnownLake();

        var report = (await browser.OpenAsync(await lake.ReportAsync())).ShouldBeQuiet();

        report.Text.ShouldContain("The lake has no snapshot yet.");
        report.Charts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lake_without_an_experiment_has_words_and_a_calendar()
    {
        using var lake = new KnownLake().Add("2026-11-01", Account, "us-east-1", Outcome.Empty).Add("2026-11-02", Account, "us-east-1", Outcome.Empty);

        var report = (await browser.OpenAsync(await lake.ReportAsync())).ShouldBeQuiet();

        report.Charts.ShouldBe(["calendar"]);
        report.Text.ShouldContain("No shadow test is running.");
        report.Text.ShouldContain("No experiment started, completed or was cancelled in this period.");
        report.Text.ShouldContain("No shadow variant ran on an instance in this period.");
        report.Text.ShouldContain("No date and no account region is missing.");
    }

    [Fact]
    public async Task One_day_is_seen_and_not_a_line_without_length()
    {
        using var lake = new KnownLake().Add("2026-11-01", Account, "us-east-1", Outcome.Complete, new KnownExperiment("one", "Running"), new KnownExperiment("two", "Created"));

        var report = (await browser.OpenAsync(await lake.ReportAsync())).ShouldBeQuiet();

        report.Numbers("status-by-date").ShouldBe(new Dictionary<string, string> { [""] = "2026-11-01", ["Running"] = "1", ["Created"] = "1" }, ignoreOrder: true);
        var point = report.Chart("status-by-date")["option"]!["series"]![0]!["data"]![0]!;
        ((string)point["symbol"]!).ShouldBe("circle");
        report.Days("calendar").ShouldBe(new Dictionary<string, int> { ["2026-11-01"] = 0 });
    }

    [Fact]
    public async Task A_thousand_days_are_some_calendars()
    {
        using var lake = new KnownLake();
        var last = new DateOnly(2026, 11, 22);
        for (var back = 999; back >= 0; back--)
        {
            var day = last.AddDays(-back);
            if (day.Day != 29)
            {
                lake.Add(LakeKeys.Text(day), Account, "us-east-1", Outcome.Complete,
                    new KnownExperiment("always", "Running"), new KnownExperiment("by turns", day.Month % 2 == 0 ? "Running" : "Completed") { Created = $"{day:yyyy-MM}-01T00:00:00Z" });
            }
        }

        var file = await lake.ReportAsync();
        var report = (await browser.OpenAsync(file)).ShouldBeQuiet();

        var missing = Enumerable.Range(0, 1000).Count(back => last.AddDays(-back).Day == 29);
        report.Numbers("status-by-date")[""].Split(' ').Length.ShouldBe(1000);
        report.Numbers("status-by-date")["Running"].Split(' ').Count(value => value == "-").ShouldBe(missing);
        report.Days("calendar").Count(day => day.Value == 3).ShouldBe(missing);
        report.Chart("calendar")["option"]!["calendar"]!.AsArray().Select(year => (string)year!["range"]!).ShouldBe(["2024", "2025", "2026"]);
        report.Rows("status-by-date-table").Count.ShouldBe(1000);
        new FileInfo(file).Length.ShouldBeLessThan(2_500_000);
    }

    [Fact]
    public async Task Five_thousand_experiments_are_counted_and_the_first_of_them_named()
    {
        using var lake = new KnownLake();
        for (var day = 1; day <= 3; day++)
        {
            lake.Add($"2026-11-{day:00}", Account, "us-east-1", Outcome.Complete, [.. Enumerable.Range(0, 5000).Select(number => new KnownExperiment(
                $"experiment-{number.ToString(CultureInfo.InvariantCulture)}", number % 5 == 0 ? "Created" : "Running")
            {
                Start = "2026-10-30T00:00:00Z", Sampling = 1 + (number % 100), Tags = new Dictionary<string, string> { ["team"] = $"team {number % 300}" },
                Variants = [("production", 1, "ml.m5.large"), ("shadow", 1, $"ml.type{number % 250}.large")],
            })]);
        }

        var file = await lake.ReportAsync();
        var report = (await browser.OpenAsync(file)).ShouldBeQuiet();

        report.Numbers("status-by-date").ShouldBe(new Dictionary<string, string> { [""] = "2026-11-01 2026-11-02 2026-11-03", ["Running"] = "4000 4000 4000", ["Created"] = "1000 1000 1000" }, ignoreOrder: true);
        report.Numbers("sampling-percentages")["Shadow variants"].Split(' ').Sum(value => int.Parse(value, CultureInfo.InvariantCulture)).ShouldBe(4000);
        report.Rows("longest-running-table").Count.ShouldBe(20);
        report.Text.ShouldContain("and 3,980 more: experiment-lake query \"SELECT f.name, ");
        report.Numbers("hours-by-team")[""].ShouldEndWith(" all others");
        report.Rows("hours-by-team-table").Sum(row => double.Parse(row.Split(" | ")[1], CultureInfo.InvariantCulture)).ShouldBe(4000 * 48.25, 1);
        new FileInfo(file).Length.ShouldBeLessThan(2_000_000);
    }
}

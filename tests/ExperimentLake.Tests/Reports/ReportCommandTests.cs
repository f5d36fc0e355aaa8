using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Reports;

public sealed class ReportCommandTests(ReportReader browser)
{
    [Fact]
    public async Task Its_numbers_are_those_of_the_files()
    {
        await using var lake = TestLake.InDirectory();
        using var folder = new TemporaryFolder();
        var file = folder["report.html"];
        (await lake.RunAsync(null, "demo", "--days", "30", "--accounts", "2", "--experiments", "25")).ShouldExitWith(0);

        var result = await lake.RunAsync(null, "report", "--out", file, "--title", "Shadow tests");

        var files = await lake.FilesAsync();
        var experiments = files.Query("SELECT count(DISTINCT (arn, creation_time)) FROM inference_experiments");
        result.ShouldExitWith(0).Output.ShouldStartWith(file);
        result.Output.ShouldEndWith($"30 snapshots, 2 accounts, {experiments} experiments\n");
        result.Output.Trim().ShouldNotContain('\n');
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBe([file]);
        var report = (await browser.OpenAsync(file)).ShouldBeQuiet();
        report.Text.ShouldStartWith("Shadow tests\n");
        var statuses = report.Numbers("status-by-date");
        statuses[""].ShouldBe(files.Query("SELECT string_agg(DISTINCT snapshot_date, ' ' ORDER BY snapshot_date) FROM inference_experiments"));
        foreach (var status in files.Query("SELECT DISTINCT status FROM inference_experiments").Split('\n'))
        {
            statuses[status].ShouldBe(files.Query($"SELECT string_agg(n, ' ' ORDER BY snapshot_date) FROM (SELECT snapshot_date, count(*) FILTER (status = '{status}') AS n FROM inference_experiments GROUP BY 1)"), status);
        }

        statuses.Count.ShouldBe(1 + int.Parse(files.Query("SELECT count(DISTINCT status) FROM inference_experiments"), null));
        foreach (var (name, status) in new[] { ("Completed", "Completed"), ("Cancelled", "Cancelled") })
        {
            report.Numbers("per-week")[name].Split(' ').Sum(int.Parse).ToString(System.Globalization.CultureInfo.InvariantCulture).ShouldBe(files.Query($"""
                SELECT count(*) FROM (SELECT arn, creation_time, max_by(status, snapshot_date) AS status, coalesce(max_by(completion_time, snapshot_date), min(observed_at) FILTER (status IN ('Completed', 'Cancelled'))) AS ended FROM inference_experiments GROUP BY ALL)
                WHERE status = '{status}' AND ended >= (SELECT min(snapshot_date) FROM snapshot_coverage)::TIMESTAMPTZ
                """), name);
        }

        report.Numbers("sampling-percentages")["Shadow variants"].ShouldBe(files.Query("""
            SELECT string_agg(n, ' ' ORDER BY p) FROM (
                SELECT v.sampling_percentage AS p, count(*) AS n
                FROM (SELECT unnest(shadow_mode_config.shadow_model_variants) AS v FROM inference_experiments WHERE status = 'Running' AND snapshot_date = (SELECT max(snapshot_date) FROM snapshot_coverage))
                GROUP BY 1)
            """));
        report.Days("calendar").Count.ShouldBe(30);
        report.Days("calendar").Values.ShouldAllBe(value => value == 0);
        foreach (var chart in report.Charts.Where(chart => chart is not "calendar"))
        {
            Digits(report.Numbers(chart).Where(series => series.Key.Length > 0).Select(series => series.Value)).Except(Digits(report.Rows($"{chart}-table"))).ShouldBeEmpty(chart);
        }
    }

    [Fact]
    public async Task A_query_that_it_names_gives_the_rows_that_it_leaves_out()
    {
        await using var lake = TestLake.InDirectory();
        using var folder = new TemporaryFolder();
        (await lake.RunAsync(null, "demo", "--days", "10", "--accounts", "2", "--experiments", "60")).ShouldExitWith(0);
        (await lake.RunAsync(null, "report", "--out", folder["r.html"])).ShouldExitWith(0);
        var report = await browser.OpenAsync(folder["r.html"]);
        var words = System.Text.RegularExpressions.Regex.Match(report.Text, "and ([0-9,]+) more: experiment-lake query \"(SELECT f.name[^\"]*hours_running DESC, f.arn)\"");

        var rows = (await lake.RunAsync(null, "query", words.Groups[2].Value, "--format", "csv")).ShouldExitWith(0).Output.TrimEnd('\n').Split('\n');

        (rows.Length - 1 - 20).ToString(System.Globalization.CultureInfo.InvariantCulture).ShouldBe(words.Groups[1].Value);
        rows[20].ShouldStartWith(report.Rows("longest-running-table")[19].Split(" | ")[0] + ",");
    }

    [Theory]
    [InlineData("is a directory", "--out", ".")]
    [InlineData("is a directory", "--out", "there/")]
    [InlineData("there is no directory", "--out", "not/there/report.html")]
    [InlineData("--account", "--account", "12345")]
    [InlineData("--since", "--since", "yesterday")]
    public async Task What_it_cannot_do_it_refuses(string message, params string[] arguments)
    {
        await using var lake = TestLake.InDirectory();

        (await lake.RunAsync(null, ["report", .. arguments])).ShouldExitWith(3).Error.ShouldContain(message);
    }

    [Fact]
    public async Task A_report_that_cannot_be_made_leaves_the_one_that_was_there()
    {
        await using var lake = TestLake.InDirectory();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["report.html"], "yesterday's", TestContext.Current.CancellationToken);
        await lake.PutAsync("snapshot_coverage/snapshot_date=2026-11-01/coverage.parquet", "no Parquet"u8.ToArray());

        (await lake.RunAsync(null, "report", "--out", folder["report.html"])).ShouldExitWith(1);

        (await File.ReadAllTextAsync(folder["report.html"], TestContext.Current.CancellationToken)).ShouldBe("yesterday's");
        Directory.EnumerateFileSystemEntries(folder.Path).Count().ShouldBe(1);
    }

    [Fact]
    public async Task An_empty_lake_is_no_error()
    {
        await using var lake = TestLake.InDirectory();
        using var folder = new TemporaryFolder();

        (await lake.RunAsync(null, "report", "--out", folder["report.html"])).ShouldExitWith(0).Output.ShouldEndWith("The lake has no snapshot yet.\n");

        (await browser.OpenAsync(folder["report.html"])).ShouldBeQuiet().Text.ShouldContain("The lake has no snapshot yet.");
    }

    private static HashSet<string> Digits(IEnumerable<string> rows) =>
        [.. rows.SelectMany(row => row.Split([' ', '|'], StringSplitOptions.RemoveEmptyEntries)).Select(word => word.EndsWith(".0", StringComparison.Ordinal) ? word[..^2] : word).Where(word => double.TryParse(word, out _))];
}

using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ExperimentLake.Lake;
using ExperimentLake.Tests.Fixtures;
using ExperimentLake.Worker.Reports;

namespace ExperimentLake.Tests.Reports;

/// <summary>The page itself, whatever is on it.</summary>
public sealed partial class ReportPageTests(ReportReader browser)
{
    private const string Account = "012345678901";

    /// <summary>Every way that text has of becoming something else.</summary>
    private const string Hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)>&lt;{{script}}\u2028'\"--><!--";

    [Fact]
    public async Task Text_from_AWS_stays_text_wherever_it_goes()
    {
        var experiment = new KnownExperiment($"name {Hostile}", "Running")
        {
            Start = "2026-10-01T00:00:00Z",
            End = "2026-10-02T00:00:00Z",
            Description = Hostile,
            Tags = new Dictionary<string, string> { ["team"] = $"team {Hostile}", ["owner"] = $"owner {Hostile}" },
            Variants = [("production", 1, "ml.m5.large"), ("shadow", 1, $"type {Hostile}")],
        };
        using var lake = new KnownLake { AccountName = $"account {Hostile}" }
            .Add("2026-11-01", Account, "us-east-1", Outcome.Complete, experiment, new($"status {Hostile}", Hostile), new KnownExperiment("failed", "Cancelled") { Failure = $"failure {Hostile}", Reason = $"reason {Hostile}" })
            .Add("2026-11-02", Account, "us-east-1", Outcome.Complete, experiment, new KnownExperiment("failed", "Cancelled") { Failure = $"failure {Hostile}", Reason = $"reason {Hostile}" });
        var file = await lake.ReportAsync($"title {Hostile}");

        var report = (await browser.OpenAsync(file)).ShouldBeQuiet();

        // The data, the library, ours.
        ((int)report.Page["scripts"]!).ShouldBe(3);
        ((string)report.Page["title"]!).ShouldStartWith("title </script><script>alert(1)");
        report.Rows("longest-running-table")[0].ShouldStartWith($"name {Hostile} | {Account} | account {Hostile} | us-east-1 | owner {Hostile} | ");
        report.Rows("longest-running-table")[0].ShouldEndWith($"type {Hostile}");
        report.Rows("failed-table")[0].ShouldContain($"failure {Hostile} | reason {Hostile} | Cancelled");
        report.Numbers("hours-by-team")[""].ShouldBe($"team {Hostile}");
        report.Numbers("hours-by-team").Keys.ShouldContain($"type {Hostile}");
        report.Numbers("status-by-date").Keys.ShouldContain(Hostile);
        var tip = await browser.OpenAsync(file, new() { ["hover"] = new JsonObject { ["chart"] = "hours-by-team", ["index"] = 0 } });
        ((string)tip.Page["tooltip"]!).ShouldContain("<img src=x onerror=alert(2)>");
        tip.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Whatever_got_into_the_page_could_call_nobody()
    {
        using var lake = new KnownLake().Add("2026-11-01", Account, "us-east-1", Outcome.Complete, new KnownExperiment("one", "Running"));
        var file = await lake.ReportAsync();
        var page = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            file,
            page.Replace("</main>", "<img src=\"http://127.0.0.1:9/image\"><script>fetch('http://127.0.0.1:9/fetch')</script><iframe src=\"http://127.0.0.1:9/frame\"></iframe></main>", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);

        var report = await browser.OpenAsync(file);

        report.Requests.ShouldBeEmpty();
        report.Problems.Count(problem => problem.Contains("Content Security Policy", StringComparison.Ordinal)).ShouldBe(3, string.Join('\n', report.Problems));
    }

    [Theory]
    [InlineData(1400, "light", "", "rgb(255, 255, 255)", "#1b1f24")]
    [InlineData(1400, "dark", "", "rgb(20, 23, 27)", "#e8eaed")]
    [InlineData(390, "light", "", "rgb(255, 255, 255)", "#1b1f24")]
    [InlineData(390, "dark", "", "rgb(20, 23, 27)", "#e8eaed")]
    // Paper is light, whatever the screen is.
    [InlineData(720, "dark", "print", "rgb(255, 255, 255)", "#000000")]
    public async Task It_is_read_on_every_screen_and_on_paper(int width, string scheme, string media, string background, string text)
    {
        using var lake = Small();

        var report = (await browser.OpenAsync(await lake.ReportAsync(), new() { ["width"] = width, ["scheme"] = scheme, ["media"] = media })).ShouldBeQuiet();

        foreach (var chart in report.Charts.Select(report.Chart))
        {
            ((string)chart["background"]!).ShouldBe(background);
            ((string)chart["option"]!["textStyle"]!["color"]!).ShouldBe(text);
            ((string)chart["label"]!).ShouldEndWith("The table has the numbers.");
        }
    }

    [Theory]
    [InlineData("light", "dark", "#e8eaed")]
    [InlineData("dark", "light", "#1b1f24")]
    public async Task Charts_follow_when_the_system_goes_dark_or_light(string before, string after, string text)
    {
        using var lake = Small();

        var report = (await browser.OpenAsync(await lake.ReportAsync(), new() { ["scheme"] = before, ["then"] = after })).ShouldBeQuiet();

        report.Charts.Select(chart => (string)report.Chart(chart)["option"]!["textStyle"]!["color"]!).ShouldAllBe(color => color == text);
    }

    [Fact]
    public async Task Without_scripts_the_tables_are_there()
    {
        using var lake = Small();

        var report = await browser.OpenAsync(await lake.ReportAsync(), new() { ["scripts"] = false });

        report.Rows("status-by-date-table").ShouldBe(["2026-11-01 | complete | 1 | 1 | 0"]);
        report.Charts.Select(chart => (double)report.Chart(chart)["frame"]!).ShouldAllBe(width => width == 0);
    }

    [Fact]
    public async Task Headings_are_in_order_and_every_table_has_a_caption()
    {
        using var lake = Small();

        var report = await browser.OpenAsync(await lake.ReportAsync());

        ((string)report.Page["lang"]!).ShouldBe("en");
        var levels = report.Page["headings"]!.AsArray().Select(heading => ((string)heading!)[1] - '0').ToList();
        levels[0].ShouldBe(1);
        levels.Zip(levels.Skip(1), (one, next) => next - one).ShouldAllBe(step => step <= 1);
        levels.Count(level => level == 1).ShouldBe(1);
        report.Page["tables"]!.AsObject().ShouldAllBe(table => ((string?)table.Value!["caption"] ?? "").Length > 0);
    }

    [Fact]
    public async Task It_is_the_same_whenever_it_is_made()
    {
        using var lake = Small();

        var first = await File.ReadAllTextAsync(await lake.ReportAsync(), TestContext.Current.CancellationToken);
        var second = await File.ReadAllTextAsync(await lake.ReportAsync(), TestContext.Current.CancellationToken);

        Produced().Count(first).ShouldBe(1);
        Produced().Replace(second, "").ShouldBe(Produced().Replace(first, ""));
    }

    [Fact]
    public void The_chart_library_is_the_one_of_the_package_and_its_licences_come_with_it()
    {
        var packages = Path.Combine(S3Server.NpmFolder, "node_modules");

        var origin = ReportPage.Asset("ORIGIN.txt");

        var version = (string)JsonNode.Parse(File.ReadAllText(Path.Combine(packages, "echarts", "package.json")))!["version"]!;
        origin.ShouldContain($"npm package echarts {version} ");
        origin.ShouldContain($"SHA-256: {Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(ReportPage.Asset("echarts.min.js"))))}\n");
        foreach (var (asset, file) in new[] { ("echarts.min.js", "echarts/dist/echarts.min.js"), ("echarts-LICENSE", "echarts/LICENSE"), ("echarts-NOTICE", "echarts/NOTICE"), ("d3-LICENSE", "echarts/licenses/LICENSE-d3"), ("zrender-LICENSE", "zrender/LICENSE") })
        {
            ReportPage.Asset(asset).ShouldBe(File.ReadAllText(Path.Combine(packages, file)), asset);
        }
    }

    [Fact]
    public async Task Whoever_gets_a_report_gets_the_licences()
    {
        using var lake = Small();

        var page = await File.ReadAllTextAsync(await lake.ReportAsync(), TestContext.Current.CancellationToken);

        page.ShouldContain("Apache License");
        page.ShouldContain("Copyright 2010-2016 Mike Bostock");
        page.ShouldContain("Copyright (c) 2017, Baidu Inc.");
        page.ShouldContain("Licensed to the Apache Software Foundation (ASF)");
    }

    private static KnownLake Small() => new KnownLake().Add("2026-11-01", Account, "us-east-1", Outcome.Complete, new KnownExperiment("one", "Running"));

    [GeneratedRegex(@"Made by ExperimentLake \S+ at \S+ \S+ UTC\.")]
    private static partial Regex Produced();
}

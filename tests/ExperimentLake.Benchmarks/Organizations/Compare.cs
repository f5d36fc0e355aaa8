using System.Globalization;
using ExperimentLake.Benchmarks.Measuring;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;
using Spectre.Console;

namespace ExperimentLake.Benchmarks.Organizations;

/// <summary>
/// A whole organization, simulated in this process, read by one <c>snapshot</c> in another: how near the run comes to the least time that
/// there is, and how it grows.
/// </summary>
internal static class Compare
{
    private const int CallsInFlight = 32;
    private const double CallsPerSecond = 10;
    private static readonly TimeSpan s_latency = TimeSpan.FromMilliseconds(50);

    private static readonly string[] s_regions =
    [
        "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1", "eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1", "eu-north-1",
        "ap-south-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-southeast-1", "ap-southeast-2",
    ];

    /// <param name="sizes">Numbers of accounts, each with 200 experiments.</param>
    public static async Task RunAsync(params IEnumerable<int> sizes)
    {
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumns("accounts", "account regions", "experiments", "calls", "throttled", "of the least time", "CPU s / 1,000 experiments", "peak MB");
        foreach (var accounts in sizes)
        {
            table.AddRow(await RunOneAsync(accounts));
        }

        AnsiConsole.Profile.Width = 160;
        AnsiConsole.Write(table);
    }

    private static async Task<string[]> RunOneAsync(int size)
    {
        string[] accounts = [.. Enumerable.Range(0, size).Select(number => (number * 499_999_999L).ToString("D12", CultureInfo.InvariantCulture))];
        await using var aws = await World.StartAsync(new() { Accounts = accounts, Regions = s_regions, ExperimentsPerAccount = 200, Deletions = false, Latency = s_latency });
        aws.Faults.Add(new() { Kind = FaultKind.TokenBucket, RatePerSecond = CallsPerSecond, Burst = (int)CallsPerSecond });
        // Asked for before the run: to make a world costs time of this process, which no AWS takes.
        var experiments = accounts.Sum(account => s_regions.Sum(region => aws.World.Experiments(account, region, aws.Now).Count));
        await using var lake = TestLake.InDirectory();

        var run = (await Child.RunAsync(
            ["snapshot", "--lake", lake.Uri, "--Aws:Accounts", "organization", "--Aws:Regions", string.Join(',', s_regions), "--Limits:CallsInFlight", $"{CallsInFlight}"], aws.Environment)).Expect(0);

        var calls = aws.Calls.All.Sum(count => count.Calls);
        // What was throttled need not have been asked.
        var needed = calls - aws.Calls.Throttled;
        var busiest = aws.Calls.All.Where(count => count.Operation != "AssumeRole").GroupBy(count => (count.Account, count.Region))
            .Max(group => group.Sum(count => count.Calls) - aws.Calls.ThrottledIn(group.Key.Account, group.Key.Region));
        // The bucket is full at first.
        var least = Math.Max((busiest - CallsPerSecond) / CallsPerSecond, needed * s_latency.TotalSeconds / CallsInFlight);
        Console.Error.WriteLine(Text($"{size} accounts: {run.Seconds:0.0} s; least {least:0.0} s: quota {(busiest - CallsPerSecond) / CallsPerSecond:0.0} s, latency {needed * s_latency.TotalSeconds / CallsInFlight:0.0} s"));
        return
        [
            Text($"{size:N0}"), Text($"{size * s_regions.Length:N0}"), Text($"{experiments:N0}"), Text($"{calls:N0}"), Text($"{(double)aws.Calls.Throttled / calls:0.0%}"),
            Text($"{run.Seconds / least:0.00}"), Text($"{run.CpuSeconds / experiments * 1000:0.00}"), Text($"{run.PeakBytes >> 20}"),
        ];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using ExperimentLake.Benchmarks.Measuring;
using ExperimentLake.Tests.Fixtures;
using Spectre.Console;

namespace ExperimentLake.Benchmarks.Starts;

/// <summary>Cold start: what a command costs that does next to nothing, in times of <c>--help</c>.</summary>
internal static class Compare
{
    public static async Task RunAsync(int rounds)
    {
        await using var aws = await World.StartSmallAsync(experiments: 1);
        await using var lake = TestLake.InDirectory();
        string[] asked = ["--lake", lake.Uri, "--Aws:Regions", World.Regions[0]];
        var contenders = new Dictionary<string, Func<Task<Child>>>
        {
            ["--help"] = () => Child.RunAsync(["--help"], []),
            ["check"] = () => Child.RunAsync(["check", .. asked], aws.Environment),
            ["snapshot of one experiment (first row written)"] = async () =>
            {
                Directory.Delete(Directory.CreateDirectory(lake.Uri).FullName, recursive: true);
                return await Child.RunAsync(["snapshot", .. asked], aws.Environment);
            },
        };
        var measured = contenders.Keys.ToDictionary(name => name, _ => new List<Child>());
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var (name, run) in contenders)
            {
                var child = (await run()).Expect(0);
                if (round > 0)
                {
                    measured[name].Add(child);
                }
            }
        }

        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumns("", "of --help's time", "spread", "of --help's CPU", "peak MB");
        foreach (var (name, children) in measured)
        {
            Samples Of(Func<Child, double> figure, string which) => new([.. measured[which].Select(figure)]);
            var wall = Of(child => child.Seconds, name);
            table.AddRow(
                name, Text($"{wall.Median / Of(child => child.Seconds, "--help").Median:0.0}"), Text($"{wall.Spread:0%}"),
                Text($"{Of(child => child.CpuSeconds, name).Median / Of(child => child.CpuSeconds, "--help").Median:0.0}"), Text($"{Of(child => child.PeakBytes >> 20, name).Median:0}"));
        }

        AnsiConsole.Profile.Width = 160;
        AnsiConsole.Write(table);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

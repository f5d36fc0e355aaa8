using System.Globalization;
using ExperimentLake.Benchmarks.Measuring;
using Spectre.Console;

namespace ExperimentLake.Benchmarks.Questions;

/// <summary>The ten questions that a lake is most asked, over 100 accounts and 365 days: bytes read, time, memory; and what its layout costs.</summary>
internal static class Compare
{
    private static readonly (string What, string Sql, string[] Filter)[] s_questions =
    [
        ("what runs today", "SELECT account_id, count(*) FROM experiments_latest WHERE status = 'Running' GROUP BY ALL", []),
        ("the same, of the last week only", "SELECT account_id, count(*) FROM experiments_latest WHERE status = 'Running' GROUP BY ALL", ["--since", "LAST WEEK"]),
        ("one experiment's whole history, by its ARN", "SELECT * FROM experiment_history WHERE arn = 'ARN'", []),
        ("the same, by its name, of its account only", "SELECT * FROM experiment_history WHERE name = 'NAME'", ["--account", "ACCOUNT"]),
        ("experiments by status over time", "SELECT snapshot_date, status, sum(experiments) FROM daily_status GROUP BY ALL ORDER BY ALL", []),
        ("instances by type over time", "SELECT snapshot_date, instance_type, sum(shadow_instances) FROM daily_footprint GROUP BY ALL ORDER BY ALL", []),
        ("who owns what overran", "SELECT owner, count(*) FROM experiment_facts WHERE overrun_hours > 0 GROUP BY ALL", []),
        ("tags in use", "SELECT tag_key, count(DISTINCT tag_value) FROM experiment_tags GROUP BY ALL", []),
        ("where nobody could look", "SELECT * FROM coverage_gaps", []),
        ("is every day complete", "SELECT * FROM snapshots ORDER BY snapshot_date", []),
    ];

    public static async Task RunAsync(string folder, int accounts, int days)
    {
        var lake = Path.Combine(folder, $"lake-{accounts}-{days}");
        var made = $"{lake}.made";
        if (!File.Exists(made))
        {
            (await Child.RunAsync(["demo", "--accounts", $"{accounts}", "--days", $"{days}", "--lake", lake], [])).Expect(0);
            await File.WriteAllTextAsync(made, "");
        }

        var files = Directory.EnumerateFiles(lake, "*.parquet", SearchOption.AllDirectories).Select(path => new FileInfo(path)).ToList();
        Console.WriteLine(Text($"{files.Count:N0} Parquet files, {files.Sum(file => file.Length) / 1e6:N0} MB; {Directory.EnumerateFiles(lake, "*", SearchOption.AllDirectories).Count():N0} objects, each put once"));
        var arn = (await Child.RunAsync(["query", "SELECT min(arn) FROM experiments_latest", "--lake", lake, "--format", "csv"], [])).Expect(0).Output.Trim().Split('\n')[^1];
        var account = arn.Split(':')[4];
        var since = Directory.EnumerateDirectories(Path.Combine(lake, "snapshot_coverage")).Select(path => path.Split('=')[^1]).OrderDescending().ElementAt(6);
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumns("question", "MB read", "CPU s", "of the first's CPU", "peak MB");
        double? first = null;
        foreach (var (what, text, filter) in s_questions)
        {
            var sql = text.Replace("ARN", arn, StringComparison.Ordinal).Replace("NAME", arn.Split('/')[^1], StringComparison.Ordinal);
            var arguments = filter.Select(word => word switch { "LAST WEEK" => since, "ACCOUNT" => account, _ => word });
            var run = (await Child.RunAsync(["query", sql, "--lake", lake, "--format", "csv", .. arguments], [])).Expect(0);
            first ??= run.CpuSeconds;
            table.AddRow(what, Text($"{run.BytesRead / 1e6:N1}"), Text($"{run.CpuSeconds:0.0}"), Text($"{run.CpuSeconds / first:0.00}"), Text($"{run.PeakBytes >> 20:N0}"));
        }

        AnsiConsole.Profile.Width = 160;
        AnsiConsole.Write(table);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

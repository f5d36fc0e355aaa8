using System.Globalization;
using System.Text.Json;
using ExperimentLake.Benchmarks.Measuring;
using Spectre.Console;

namespace ExperimentLake.Benchmarks.Documents;

/// <summary>JSON to Parquet: ours beside what else one could take.</summary>
internal static class Compare
{
    private const string OursName = "ours";
    private static readonly string[] s_contenders = [OursName, "duckdb-1", "duckdb-all", "serializer", "parquetsharp"];

    /// <summary>All contenders on one file, then ours on a small and a large one.</summary>
    public static void Run(string folder, int rows, int rounds)
    {
        var input = DocumentFile.Make(folder, rows);
        var all = Rounds.Run(s_contenders.ToDictionary(name => name, name => Arguments(name, input, folder)), rounds);
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumns("", "rows / CPU s", "of ours", "spread", "rows / s", "of ours", "spread", "peak MB", "file, of DuckDB's (1 thread)");
        foreach (var name in s_contenders)
        {
            Samples Of(Func<Figures, double> figure, string contender) => new([.. all[contender].Select(figure)]);
            var (cpu, wall, bytes) = (Of(one => one.RowsPerCpuSecond, name), Of(one => one.RowsPerSecond, name), Of(one => one.FileBytes, name));
            table.AddRow(
                name, Text($"{cpu.Median:N0}"), Text($"{cpu.Median / Of(one => one.RowsPerCpuSecond, OursName).Median:0.00}"), Text($"{cpu.Spread:0%}"),
                Text($"{wall.Median:N0}"), Text($"{wall.Median / Of(one => one.RowsPerSecond, OursName).Median:0.00}"), Text($"{wall.Spread:0%}"),
                Text($"{Of(one => one.PeakBytes >> 20, name).Median:N0}"), Text($"{bytes.Median / Of(one => one.FileBytes, "duckdb-1").Median:0.000}"));
        }

        AnsiConsole.Profile.Width = 160;
        AnsiConsole.Write(table);
    }

    /// <summary>Whether memory grows with the rows.</summary>
    public static void Memory(string folder, params int[] rows)
    {
        var contenders = rows.ToDictionary(count => $"{count:N0} rows", count => Arguments(OursName, DocumentFile.Make(folder, count), folder));
        foreach (var (name, figures) in Rounds.Run(contenders, 3))
        {
            Console.WriteLine(Text($"ours, {name}: {new Samples([.. figures.Select(one => (double)(one.PeakBytes >> 20))]).Median:N0} MB peak, in the median"));
        }
    }

    /// <summary>One contender's work in this process, after the same that does not count, so that no code is compiled meanwhile; its figures go to standard output.</summary>
    public static async Task RunOneAsync(string contender, string input, string output)
    {
        await WriteAsync(contender, input, output);
        Console.WriteLine(JsonSerializer.Serialize(await Figures.OfAsync(output, () => WriteAsync(contender, input, output))));
    }

    private static async Task<long> WriteAsync(string contender, string input, string output) => contender switch
    {
        OursName => await Ours.WriteAsync(input, output),
        "serializer" => await Serializer.WriteAsync(input, output),
        "parquetsharp" => ParquetSharpColumns.Write(input, output),
        _ => DuckDbCopy.Write(input, output, contender.Split('-')[1]),
    };

    private static string[] Arguments(string contender, string input, string folder) => ["documents", contender, input, Path.Combine(folder, $"{contender}.parquet")];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

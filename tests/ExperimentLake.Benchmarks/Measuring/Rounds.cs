using System.Diagnostics;
using System.Text.Json;

namespace ExperimentLake.Benchmarks.Measuring;

/// <summary>Runs contenders in processes of their own, interleaved, so that what else the machine does meets all of them alike.</summary>
internal static class Rounds
{
    /// <param name="contenders">Name to arguments of this program.</param>
    /// <param name="rounds">Rounds that count, after one that does not.</param>
    public static Dictionary<string, List<Figures>> Run(IReadOnlyDictionary<string, string[]> contenders, int rounds)
    {
        var figures = contenders.Keys.ToDictionary(name => name, _ => new List<Figures>());
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var (name, arguments) in contenders)
            {
                var measured = RunOne(arguments);
                Console.Error.WriteLine($"{(round == 0 ? "warm-up" : $"round {round}")}: {name}: {measured.CpuSeconds:0.00} s CPU, {measured.WallSeconds:0.00} s, {measured.PeakBytes >> 20} MB, {measured.FileBytes} bytes");
                if (round > 0)
                {
                    figures[name].Add(measured);
                }
            }
        }

        return figures;
    }

    private static Figures RunOne(string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<Figures>(output)!
            : throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {process.ExitCode}: {output}");
    }
}

using System.Diagnostics;
using System.Globalization;

namespace ExperimentLake.Benchmarks.Measuring;

/// <summary>What one run of one contender took.</summary>
/// <param name="Rows">Rows written.</param>
/// <param name="WallSeconds">From the begin of its work to its end; without the start of the process.</param>
/// <param name="CpuSeconds">Of user and system together, in that time.</param>
/// <param name="PeakBytes">Most memory resident since the start of the process.</param>
/// <param name="FileBytes">Size of what it wrote.</param>
internal sealed record Figures(long Rows, double WallSeconds, double CpuSeconds, long PeakBytes, long FileBytes)
{
    public double RowsPerCpuSecond => Rows / CpuSeconds;

    public double RowsPerSecond => Rows / WallSeconds;

    /// <summary>Measures this process at work. Linux only: .NET tells the peak of managed memory alone.</summary>
    public static async Task<Figures> OfAsync(string output, Func<Task<long>> work)
    {
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var wall = Stopwatch.StartNew();
        var rows = await work();
        wall.Stop();
        process.Refresh();
        var peak = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        var kilobytes = long.Parse(peak.Split(':', ' ', '\t').First(part => part.Length > 0 && char.IsAsciiDigit(part[0])), CultureInfo.InvariantCulture);
        return new Figures(rows, wall.Elapsed.TotalSeconds, (process.TotalProcessorTime - cpu).TotalSeconds, kilobytes << 10, new FileInfo(output).Length);
    }
}

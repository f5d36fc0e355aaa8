using System.Diagnostics;
using System.Globalization;

namespace ExperimentLake.Benchmarks.Measuring;

/// <summary>What a process of the product took, as the kernel tells it. Linux only.</summary>
/// <param name="ExitCode">Of the process.</param>
/// <param name="Output">Both outputs.</param>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="CpuSeconds">Of user and system together.</param>
/// <param name="PeakBytes">Most memory resident.</param>
/// <param name="BytesRead">By read calls, whether from disk or from the kernel's cache.</param>
internal sealed record Child(int ExitCode, string Output, double Seconds, double CpuSeconds, long PeakBytes, long BytesRead)
{
    private const double TicksPerSecond = 100;

    /// <param name="arguments">Of <c>experiment-lake</c>.</param>
    /// <param name="environment">Added to this process's own.</param>
    public static async Task<Child> RunAsync(IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "experiment-lake.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var outputs = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var last = (Cpu: 0.0, Peak: 0L, Read: 0L);
        // The last look before the end is missed by at most one interval.
        while (!process.WaitForExit(5))
        {
            last = Look(process.Id) ?? last;
        }

        watch.Stop();
        return new Child(process.ExitCode, string.Concat(await outputs), watch.Elapsed.TotalSeconds, last.Cpu, last.Peak, last.Read);
    }

    /// <exception cref="InvalidOperationException">It ended with another exit code.</exception>
    public Child Expect(int exitCode) => ExitCode == exitCode ? this : throw new InvalidOperationException($"Exit {ExitCode}: {Output}");

    private static (double Cpu, long Peak, long Read)? Look(int id)
    {
        try
        {
            // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: utime and stime are the 14th and 15th; the name before them may hold spaces.
            var stat = File.ReadAllText($"/proc/{id}/stat").Split(") ")[1].Split(' ');
            return ((Number(stat[11]) + Number(stat[12])) / TicksPerSecond, Number(Line($"/proc/{id}/status", "VmHWM:")) << 10, Number(Line($"/proc/{id}/io", "rchar:")));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException or IndexOutOfRangeException)
        {
            // It has just ended.
            return null;
        }
    }

    private static string Line(string path, string name) => File.ReadLines(path).Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1];

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ExperimentLake.Tests.Fixtures;

/// <summary>The real process, as it was built or as it is shipped. Its environment holds nothing of AWS or of ours but what the test gives.</summary>
internal sealed class ExperimentLakeProcess : IAsyncDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "experiment-lake.dll");
    private static readonly string[] Built = [Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", Program];
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly long _started = TimeProvider.System.GetTimestamp();
    private readonly Process _process;
    private readonly TemporaryFolder _folder = new();
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly ConcurrentDictionary<TaskCompletionSource<string>, Func<string, bool>> _awaited = [];
    private readonly Task _reading;
    private readonly Task<long> _memory;

    private ExperimentLakeProcess(
        IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment, string? workingDirectory, IReadOnlyList<string> program)
    {
        // Tests that a shell has put in the background ignore Ctrl-C, and would hand that on. GNU env becomes what it starts: same process id.
        var start = OperatingSystem.IsLinux()
            ? new ProcessStartInfo("env", ["--default-signal=INT", .. program, .. arguments])
            : new ProcessStartInfo(program[0], [.. program.Skip(1), .. arguments]);
        // Without one of its own it would read an appsettings.json that happens to lie where the tests were started.
        start.WorkingDirectory = workingDirectory ?? _folder.Path;
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        foreach (var name in start.Environment.Keys.Where(IsOfAwsOrOurs).ToList())
        {
            start.Environment.Remove(name);
        }

        // No look at the machine's own profiles, nor for a role of the machine.
        start.Environment["HOME"] = _folder.Path;
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput, _output), ReadAsync(_process.StandardError, _error));
        _memory = PeakMemoryAsync(_process.Id);
    }

    /// <summary>What it has said so far on standard output.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts what was built with the tests, or the <paramref name="program"/> that these words name.</summary>
    public static ExperimentLakeProcess Start(
        IEnumerable<string> arguments,
        IEnumerable<KeyValuePair<string, string>>? environment = null,
        string? workingDirectory = null,
        IReadOnlyList<string>? program = null) =>
        new(arguments, environment ?? [], workingDirectory, program ?? Built);

    public static async Task<ProcessResult> RunAsync(
        IEnumerable<string> arguments,
        IEnumerable<KeyValuePair<string, string>>? environment = null,
        string? workingDirectory = null,
        IReadOnlyList<string>? program = null)
    {
        await using var process = Start(arguments, environment, workingDirectory, program);
        return await process.EndAsync();
    }

    /// <summary>Waits for a line of either output.</summary>
    public async Task<string> LineAsync(Func<string, bool> wanted)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited[found] = wanted;
        foreach (var line in Output.Split('\n').Where(wanted).Take(1))
        {
            found.TrySetResult(line);
        }

        var first = await Task.WhenAny(found.Task, _reading).WaitAsync(Longest, TestContext.Current.CancellationToken);
        return first == found.Task ? await found.Task : throw new InvalidOperationException($"The process ended without that line:\n{_output}{_error}");
    }

    /// <summary>SIGKILL.</summary>
    public void Kill() => _process.Kill();

    /// <summary>What Ctrl-C sends.</summary>
    public Task InterruptAsync() => SignalAsync("INT");

    /// <summary>What a container gets that is to stop.</summary>
    public Task TerminateAsync() => SignalAsync("TERM");

    public async Task<ProcessResult> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Longest);
        await _reading;
        return new ProcessResult(_process.ExitCode, _output.ToString(), _error.ToString(), await _memory, TimeProvider.System.GetElapsedTime(_started));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
        _folder.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static bool IsOfAwsOrOurs(string name) =>
        name.StartsWith("AWS_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("EXPERIMENTLAKE_", StringComparison.OrdinalIgnoreCase) || name == "XDG_CACHE_HOME";

    private async Task ReadAsync(StreamReader reader, StringBuilder text)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (text)
            {
                text.Append(line).Append('\n');
            }

            foreach (var (found, wanted) in _awaited)
            {
                if (wanted(line))
                {
                    found.TrySetResult(line);
                }
            }
        }
    }

    /// <summary>The kernel keeps the peak itself; the last look before the end is missed by at most one interval.</summary>
    private static async Task<long> PeakMemoryAsync(int id)
    {
        var peak = 0L;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await timer.WaitForNextTickAsync())
        {
            try
            {
                var lines = await File.ReadAllLinesAsync($"/proc/{id}/status");
                var kilobytes = lines.FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
                if (kilobytes is null)
                {
                    break;
                }

                peak = long.Parse(kilobytes, CultureInfo.InvariantCulture) << 10;
            }
            catch (IOException)
            {
                break;
            }
        }

        return peak;
    }
}

/// <param name="ExitCode">137 after a SIGKILL.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="PeakMemory">Bytes resident at most; 0 where the system does not tell.</param>
/// <param name="Elapsed">From its start to its end.</param>
internal sealed record ProcessResult(int ExitCode, string Output, string Error, long PeakMemory, TimeSpan Elapsed)
{
    /// <summary>Fails with all that the process said.</summary>
    public ProcessResult ShouldExitWith(int exitCode)
    {
        ExitCode.ShouldBe(exitCode, $"{Output}{Error}");
        return this;
    }
}

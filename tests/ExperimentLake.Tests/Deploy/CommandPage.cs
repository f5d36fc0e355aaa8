using System.Diagnostics;
using System.Text.RegularExpressions;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Deploy;

/// <summary>
/// The commands of a page of Markdown: its <c>sh</c> blocks as one script, run by bash with <c>stand-ins.sh</c> in place of what would reach for AWS
/// or Docker. <c>experiment-lake</c> is really run, the AWS CLI, where it is installed, until it would send.
/// </summary>
internal sealed partial class CommandPage(string markdown)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>The AWS CLI; empty where there is none.</summary>
    public static string AwsCli { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "aws")).FirstOrDefault(File.Exists) ?? "";

    /// <summary>Runs them, in an environment for <c>experiment-lake</c> in which it finds the lake.</summary>
    /// <exception cref="InvalidOperationException">A command would not run, or a block does not say what it is.</exception>
    /// <returns>The commands, in order.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(string lake, IEnumerable<KeyValuePair<string, string>> environment)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["page.sh"], Script());
        await File.WriteAllLinesAsync(folder["environment"], environment.Append(new("HOME", folder.Path)).Select(one => $"{one.Key}={one.Value}"));
        await File.WriteAllLinesAsync(folder["profiles"], Profile().Matches(markdown).Select(match => $"[profile {match.Groups[1].Value}]").Distinct());
        var start = new ProcessStartInfo("bash", [folder["page.sh"]]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal) || name.StartsWith("EXPERIMENTLAKE_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        // Read by bash before the script, whose lines keep the numbers of the page's.
        start.Environment["BASH_ENV"] = Repository.Path("tests", "ExperimentLake.Tests", "Deploy", "stand-ins.sh");
        start.Environment["WORK"] = folder.Path;
        start.Environment["TOP"] = Repository.Folder;
        start.Environment["DOTNET"] = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        start.Environment["EXPERIMENT_LAKE"] = Path.Combine(AppContext.BaseDirectory, "experiment-lake.dll");
        start.Environment["ENVIRONMENT"] = folder["environment"];
        start.Environment["LAKE"] = lake;
        start.Environment["AWS_CLI"] = AwsCli;

        using var bash = Process.Start(start)!;
        var output = bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            await bash.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Longest);
        }
        finally
        {
            bash.Kill(entireProcessTree: true);
        }

        var refused = File.Exists(folder["refused"]) ? await File.ReadAllTextAsync(folder["refused"]) : "";
        return bash.ExitCode == 0 && refused.Length == 0
            ? await File.ReadAllLinesAsync(folder["ran"])
            : throw new InvalidOperationException($"Exit {bash.ExitCode}. {refused}{await error}{await output}");
    }

    /// <summary>The commands, with an empty line for every other of the page.</summary>
    private string Script()
    {
        var script = new List<string>();
        string? language = null;
        foreach (var line in markdown.Split('\n'))
        {
            var fence = line.StartsWith("```", StringComparison.Ordinal);
            script.Add(!fence && language == "sh" ? line : "");
            language = !fence ? language : language is not null ? null : line.Length > 3 ? line[3..].Trim()
                : throw new InvalidOperationException($"Line {script.Count}: a block that does not say whether it is sh or text.");
        }

        return string.Join('\n', script);
    }

    [GeneratedRegex(@"(?:--profile |AWS_PROFILE=)(\w+)")]
    private static partial Regex Profile();
}

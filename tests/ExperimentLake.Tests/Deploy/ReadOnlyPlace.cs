using System.Diagnostics;
using System.Runtime.Versioning;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Deploy;

/// <summary>
/// A published program that nobody may change, and a temporary folder, all that the user who runs it may write: as in a container whose
/// root is read-only. Tests of root run it as a user without a name, others as themselves.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ReadOnlyPlace : IDisposable
{
    private const UnixFileMode Writing = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode Reading = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Entering = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly TemporaryFolder _folder = new();

    public ReadOnlyPlace(string published)
    {
        Directory.CreateDirectory(Program);
        foreach (var file in Directory.EnumerateFiles(published))
        {
            var copy = Path.Combine(Program, Path.GetFileName(file));
            File.Copy(file, copy);
            File.SetUnixFileMode(copy, File.GetUnixFileMode(file) & ~Writing);
        }

        Directory.CreateDirectory(Temporary);
        File.SetUnixFileMode(Temporary, Reading | Writing | Entering);
        File.SetUnixFileMode(Program, Reading | Entering);
        File.SetUnixFileMode(_folder.Path, Reading | Entering);
    }

    public string Program => _folder["app"];

    public string Temporary => _folder["tmp"];

    public string this[string name] => Path.Combine(Temporary, name);

    /// <summary>The words that make a command run as that user.</summary>
    public static IReadOnlyList<string> Nobody { get; } =
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65532", "--regid=65532", "--clear-groups", "--no-new-privs", "--inh-caps=-all"] : [];

    public ExperimentLakeProcess Start(IEnumerable<KeyValuePair<string, string>> environment, params IEnumerable<string> arguments) => ExperimentLakeProcess.Start(
        arguments,
        [.. environment, new("TMPDIR", Temporary), new("HOME", "/nonexistent"), new("DOTNET_EnableDiagnostics", "0")],
        Program,
        [.. Nobody, Path.Combine(Program, "experiment-lake")]);

    public async Task<ProcessResult> RunAsync(params IEnumerable<string> arguments)
    {
        await using var process = Start([], arguments);
        return await process.EndAsync();
    }

    /// <summary>Whether the user can make this file.</summary>
    public static async Task<bool> CanWriteAsync(string path)
    {
        string[] words = [.. Nobody, "touch", path];
        using var process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true })!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode == 0;
    }

    public void Dispose()
    {
        File.SetUnixFileMode(_folder.Path, Reading | Writing | Entering);
        File.SetUnixFileMode(Program, Reading | Writing | Entering);
        _folder.Dispose();
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Deploy;

/// <summary>The program as it is shipped for this machine, published and packed. Its build is its own: it touches no other that runs.</summary>
public sealed class Shipment : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>What an image holds.</summary>
    public string Published => Path.Combine(_folder["build"], "publish", "ExperimentLake.Worker", $"release_{RuntimeInformation.RuntimeIdentifier}");

    /// <summary>The packages of the tool.</summary>
    public string Packages => _folder["packages"];

    public async ValueTask InitializeAsync()
    {
        // The lock files are to be right as they are, not to be written by a test.
        await DotnetAsync(
            "pack", Repository.Path("src", "ExperimentLake.Worker"), "--artifacts-path", _folder["build"], "--output", Packages, "--disable-build-servers",
            "-p:RestoreLockedMode=true", "-p:RunAnalyzers=false", $"-p:ToolPackageRuntimeIdentifiers={RuntimeInformation.RuntimeIdentifier}");
    }

    /// <summary>Runs a command of the SDK.</summary>
    public static async Task DotnetAsync(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = Repository.Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // What `dotnet test` tells the programs that it starts is not for another build.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"dotnet {string.Join(' ', arguments)}\n{await output}{await error}");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

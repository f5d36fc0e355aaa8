using System.Diagnostics;

namespace ExperimentLake.Tests.Fixtures;

/// <summary>A script of the npm folder, which reads its input and writes JSON.</summary>
internal static class NodeScript
{
    /// <summary>Runs it to its end.</summary>
    /// <returns>Its standard output.</returns>
    public static async Task<string> RunAsync(string script, string input, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(S3Server.Node, ["--disable-warning=ExperimentalWarning", Path.Combine(S3Server.NpmFolder, script), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, $"{await error}\nInstall it: npm ci --prefix {S3Server.NpmFolder} (needs Node.js 22 or later)");
        return await output;
    }
}

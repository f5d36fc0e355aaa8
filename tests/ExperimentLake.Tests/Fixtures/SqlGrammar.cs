using System.Diagnostics;
using System.Text.Json;

namespace ExperimentLake.Tests.Fixtures;

/// <summary>Grammars of engines, by people who make SQL editors: <c>dt-sql-parser</c>.</summary>
internal static class SqlGrammar
{
    public const string Hive = "HiveSQL";
    public const string Trino = "TrinoSQL";

    /// <summary>Parses statements by name.</summary>
    /// <returns>Those that are wrong, with what is.</returns>
    public static async Task<IReadOnlyDictionary<string, string[]>> WrongAsync(string grammar, IReadOnlyDictionary<string, string> statements)
    {
        var start = new ProcessStartInfo(S3Server.Node, ["--disable-warning=ExperimentalWarning", Path.Combine(S3Server.NpmFolder, "parse-sql.mjs"), grammar])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(statements));
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, $"{await error}\nInstall it: npm ci --prefix {S3Server.NpmFolder} (needs Node.js 22 or later)");
        var answer = JsonDocument.Parse(await output).RootElement;
        answer.GetProperty("parsed").GetInt32().ShouldBe(statements.Count);
        return answer.GetProperty("wrong").Deserialize<Dictionary<string, string[]>>()!;
    }
}

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
        var answer = JsonDocument.Parse(await NodeScript.RunAsync("parse-sql.mjs", JsonSerializer.Serialize(statements), grammar)).RootElement;
        answer.GetProperty("parsed").GetInt32().ShouldBe(statements.Count);
        return answer.GetProperty("wrong").Deserialize<Dictionary<string, string[]>>()!;
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Benchmarks.Campaigns;

/// <summary>What must be so of a lake, whatever was done to those who write it.</summary>
internal static class Lakes
{
    /// <summary>Whatever is in a table folder is data for every reader: all of it can be read, to the last column. States, plans, manifests and hashes are whole.</summary>
    /// <returns>Files of tables.</returns>
    public static async Task<int> AllReadableAsync(LakeFiles files)
    {
        var read = 0;
        await using var connection = new DuckDBConnection("Data Source=:memory:");
        await connection.OpenAsync();
        foreach (var table in Directory.Exists(files.Folder) ? Directory.EnumerateDirectories(files.Folder).Where(path => !Path.GetFileName(path).StartsWith('_')) : [])
        {
            foreach (var path in Directory.EnumerateFiles(table, "*", SearchOption.AllDirectories))
            {
                await using var command = connection.CreateCommand();
                command.CommandText = $"SELECT count(*) FROM (SELECT DISTINCT * FROM read_parquet('{path}'))";
                Broken.Unless((long)(await command.ExecuteScalarAsync())! > 0, $"{path} has no rows");
                read++;
            }
        }

        foreach (var path in Directory.Exists(files.Folder) ? Directory.EnumerateFiles(files.Folder, "*", SearchOption.AllDirectories) : [])
        {
            Broken.Unless(IsWhole(path), $"{path} is not whole");
        }

        return read;
    }

    private static bool IsWhole(string path) => Path.GetExtension(path) switch
    {
        ".json" => IsJson(File.ReadAllBytes(path)),
        ".sha256" => Regex.IsMatch(File.ReadAllText(path), @"\A[0-9a-f]{64}  \S+\n\z"),
        // Read by now, or in the making and of nobody's interest.
        _ => true,
    };

    private static bool IsJson(byte[] content)
    {
        try
        {
            return JsonNode.Parse(content) is JsonObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>No manifest says <c>complete</c> of a day that has not all rows.</summary>
    public static void ManifestsAreTrue(LakeFiles files, IReadOnlyList<string> truth)
    {
        var folder = Path.Combine(files.Folder, "_manifests");
        foreach (var path in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.json") : [])
        {
            var state = (string?)JsonNode.Parse(File.ReadAllText(path))!["state"];
            Broken.Unless(state == "partial" || Truth.In(files).SequenceEqual(truth), $"{path} says {state}, and rows are missing");
        }
    }

    /// <summary>The rows are those of the simulated AWS, each once, and manifests and coverage agree with the files.</summary>
    public static async Task CompleteAsync(TestLake lake, SimulatedAws aws, IReadOnlyList<string> truth)
    {
        var rows = Truth.In(await lake.FilesAsync());
        Broken.Unless(rows.SequenceEqual(truth), $"the rows are not those of the simulated AWS: missing {Listed(truth.Except(rows))}, too many {Listed(rows.Except(truth))}, {rows.Count} instead of {truth.Count}");
        Broken.Unless((string?)(await lake.ManifestAsync())["state"] == "complete", "the manifest is not complete");
        var verified = await lake.RunAsync(aws, "verify");
        Broken.Unless(verified.ExitCode == 0, $"verify: {verified.Output}{verified.Error}");
    }

    /// <summary>Copies a lake to where the campaign does not clean up.</summary>
    /// <returns>The folder.</returns>
    public static string Keep(LakeFiles files)
    {
        var kept = Directory.CreateTempSubdirectory("experiment-lake-broken-").FullName;
        foreach (var path in Directory.EnumerateFiles(files.Folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(kept, Path.GetRelativePath(files.Folder, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
            File.SetLastWriteTimeUtc(copy, File.GetLastWriteTimeUtc(path));
        }

        return kept;
    }

    private static string Listed(IEnumerable<string> rows) => $"[{string.Join(", ", rows.Select(row => (string?)JsonNode.Parse(row)!["_key"]))}]";
}

/// <summary>Something that must be so is not.</summary>
internal sealed class Broken(string what) : Exception(what)
{
    public static void Unless(bool isSo, string what)
    {
        if (!isSo)
        {
            throw new Broken(what);
        }
    }
}

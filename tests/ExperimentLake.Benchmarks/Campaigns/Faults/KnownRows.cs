using System.Text.Json.Nodes;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Benchmarks.Campaigns.Faults;

/// <summary>The rows that there are in truth, to hold those of a lake against, also while some are missing or lack their tags.</summary>
internal sealed class KnownRows(IReadOnlyList<string> truth)
{
    private const string Tags = "tags";

    private readonly Dictionary<string, string> _truth = truth.ToDictionary(row => NameOf(JsonNode.Parse(row)!));

    public int Count => truth.Count;

    public int CountOf(AccountRegionName one) => truth.Count(row => Of(JsonNode.Parse(row)!) == one);

    /// <summary>Each row of a lake is one of those, and there once.</summary>
    /// <returns>Rows of each account region, and how many of them lack their tags.</returns>
    public IReadOnlyDictionary<AccountRegionName, (int All, int WithoutTags)> Check(LakeFiles files)
    {
        var seen = new HashSet<string>();
        var counts = new Dictionary<AccountRegionName, (int All, int WithoutTags)>();
        foreach (var text in HasRows(files) ? Truth.In(files) : [])
        {
            var row = (JsonObject)JsonNode.Parse(text)!;
            var name = NameOf(row);
            var right = (JsonObject)JsonNode.Parse(_truth.GetValueOrDefault(name) ?? throw new Broken($"a row of {name}, which does not exist"))!;
            if (!row.ContainsKey(Tags))
            {
                right.Remove(Tags);
            }

            Broken.Unless(JsonNode.DeepEquals(row, right), $"a row of {name} is not as AWS has it: {text}");
            Broken.Unless(seen.Add(name), $"two rows of {name}");
            var (all, withoutTags) = counts.GetValueOrDefault(Of(row));
            counts[Of(row)] = (all + 1, withoutTags + (row.ContainsKey(Tags) ? 0 : 1));
        }

        return counts;
    }

    private static bool HasRows(LakeFiles files) =>
        Path.Combine(files.Folder, "inference_experiments") is var folder && Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.parquet", SearchOption.AllDirectories).Any();

    private static AccountRegionName Of(JsonNode row) => new((string)row["account_id"]!, (string)row["region"]!);

    private static string NameOf(JsonNode row) => $"{row["account_id"]} {row["region"]} {row["name"]}";
}

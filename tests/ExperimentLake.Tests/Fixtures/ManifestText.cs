using System.Text.Json.Nodes;

namespace ExperimentLake.Tests.Fixtures;

/// <summary>The manifests of a test's lake.</summary>
internal static class ManifestText
{
    /// <summary>The latest.</summary>
    public static async Task<JsonNode> ManifestAsync(this TestLake lake)
    {
        return JsonNode.Parse(await lake.GetAsync((await lake.ManifestKeysAsync())[^1]))!;
    }

    /// <summary>The manifests of all days, the oldest first.</summary>
    public static async Task<IReadOnlyList<string>> ManifestKeysAsync(this TestLake lake) =>
        [.. (await lake.StampsAsync()).Keys.Where(key => key.StartsWith("_manifests/", StringComparison.Ordinal) && key.EndsWith(".json", StringComparison.Ordinal))];

    /// <summary>Objects in the folder of the data table.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> DataStampsAsync(this TestLake lake) =>
        (await lake.StampsAsync()).Where(stamp => stamp.Key.StartsWith("inference_experiments/", StringComparison.Ordinal)).ToDictionary();
}

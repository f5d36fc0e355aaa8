using System.Text.Json.Nodes;

namespace ExperimentLake.Tests.Fixtures;

/// <summary>The latest manifest of a test's lake.</summary>
internal static class ManifestText
{
    public static async Task<JsonNode> ManifestAsync(this TestLake lake)
    {
        var key = (await lake.StampsAsync()).Keys.Last(key => key.StartsWith("_manifests/", StringComparison.Ordinal) && key.EndsWith(".json", StringComparison.Ordinal));
        return JsonNode.Parse(await lake.GetAsync(key))!;
    }

    /// <summary>Objects in the folder of the data table.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> DataStampsAsync(this TestLake lake) =>
        (await lake.StampsAsync()).Where(stamp => stamp.Key.StartsWith("inference_experiments/", StringComparison.Ordinal)).ToDictionary();
}

using System.Security.Cryptography;
using System.Text;
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

    /// <summary>Puts another manifest in the place of one, with the hash that goes with it: by itself it cannot be told from a true one.</summary>
    public static async Task ForgeManifestAsync(this TestLake lake, string key, string text)
    {
        var forged = Encoding.UTF8.GetBytes(text);
        await lake.PutAsync(key, forged);
        await lake.PutAsync($"{key}.sha256", Encoding.ASCII.GetBytes($"{Convert.ToHexStringLower(SHA256.HashData(forged))}  {Path.GetFileName(key)}\n"));
    }

    /// <summary>Objects in the folder of the data table.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> DataStampsAsync(this TestLake lake) =>
        (await lake.StampsAsync()).Where(stamp => stamp.Key.StartsWith("inference_experiments/", StringComparison.Ordinal)).ToDictionary();
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ExperimentLake.Simulator.Wire;

/// <summary>Right answers made wrong while still being JSON.</summary>
internal static class Distortion
{
    public static Answer WithToken(Answer answer, string token)
    {
        var root = Parse(answer);
        root["NextToken"] = token;
        return With(answer, root);
    }

    /// <summary>As a service does that is newer than its readers.</summary>
    public static Answer WithUnknownMembers(Answer answer)
    {
        var root = Parse(answer);
        foreach (var (_, value) in root.ToArray())
        {
            if (value is JsonObject nested)
            {
                nested["NewNestedMember"] = true;
            }
            else if (value is JsonArray { Count: > 0 } list && list[0] is JsonObject first)
            {
                first["NewElementMember"] = 42;
            }
        }

        root["NewTopLevelMember"] = new JsonObject { ["Reason"] = "unknown to any model", ["Values"] = new JsonArray(1, 2.5, null) };
        if (root["ShadowModeConfig"]?["ShadowModelVariants"] is JsonArray { Count: > 0 } variants &&
            variants[0]?["SamplingPercentage"] is { } percentage)
        {
            variants[0]!["SamplingPercentage"] = percentage.ToJsonString();
        }

        return With(answer, root);
    }

    /// <summary>What goes before and after a Description of any length.</summary>
    public static (byte[] Before, byte[] After) AroundDescription(Answer answer)
    {
        var root = Parse(answer);
        root.Remove("Description");
        return ("{\"Description\":\""u8.ToArray(), Encoding.UTF8.GetBytes("\"," + root.ToJsonString()[1..]));
    }

    private static JsonObject Parse(Answer answer) => JsonNode.Parse(answer.Body.Span)!.AsObject();

    private static Answer With(Answer answer, JsonObject root) => answer with { Body = JsonSerializer.SerializeToUtf8Bytes(root) };
}

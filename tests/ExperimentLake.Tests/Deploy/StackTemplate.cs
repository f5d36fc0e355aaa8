using System.Globalization;
using System.Text.Json.Nodes;
using ExperimentLake.Tests.Fixtures;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ExperimentLake.Tests.Deploy;

/// <summary>A template of <c>deploy</c>, as JSON: in it functions have their long names, which every server knows.</summary>
internal static class StackTemplate
{
    /// <param name="file">Its name in the folder <c>deploy</c>.</param>
    public static JsonObject Load(string file) => Parse(File.ReadAllText(Repository.Path("deploy", file)));

    public static JsonObject Parse(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return (JsonObject)Json(stream.Documents[0].RootNode)!;
    }

    private static JsonNode? Json(YamlNode node) => node.Tag is { IsEmpty: false } tag && tag.Value.StartsWith('!') && tag.Value.Length > 1
        ? tag.Value switch
        {
            "!Ref" or "!Condition" => new JsonObject { [tag.Value[1..]] = Plain(node) },
            "!GetAtt" => new JsonObject { ["Fn::GetAtt"] = new JsonArray([.. ((YamlScalarNode)node).Value!.Split('.', 2).Select(part => JsonValue.Create(part))]) },
            _ => new JsonObject { [$"Fn::{tag.Value[1..]}"] = Plain(node) },
        }
        : Plain(node);

    private static JsonNode? Plain(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Json(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Select(Json)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } word => JsonValue.Create(word.Value == "true"),
        YamlScalarNode { Style: ScalarStyle.Plain } number when long.TryParse(number.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) => JsonValue.Create(value),
        _ => JsonValue.Create(((YamlScalarNode)node).Value!),
    };
}

using System.Text.Json;
using System.Text.Json.Nodes;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Deploy;

/// <summary>
/// A CloudFormation template whose every scalar is a text, since CloudFormation makes no difference.
/// </summary>
internal sealed record Template(string Name, JsonObject Root)
{
    public static string Folder { get; } = Repository.Path("deploy");

    /// <summary>Names of those that are shipped.</summary>
    public static IReadOnlyList<string> Shipped { get; } = [.. Directory.EnumerateFiles(Folder, "*.yaml").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public JsonObject Parameters => Section("Parameters");

    public JsonObject Conditions => Section("Conditions");

    public JsonObject Resources => Section("Resources");

    public JsonObject Outputs => Section("Outputs");

    public static Template Load(string name) => new(name, (JsonObject)Texts(StackTemplate.Load(name)));

    public static Template Parse(string name, string yaml) => new(name, (JsonObject)Texts(StackTemplate.Parse(yaml)));

    /// <summary>With some of it changed.</summary>
    public Template With(Action<JsonObject> change)
    {
        var copy = (JsonObject)Root.DeepClone();
        change(copy);
        return this with { Root = copy };
    }

    private JsonObject Section(string name) => Root[name] as JsonObject ?? [];

    private static JsonNode Texts(JsonNode node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, (JsonNode?)Texts(member.Value!)))),
        JsonArray items => new JsonArray([.. items.Select(item => Texts(item!))]),
        _ => node.GetValueKind() == JsonValueKind.String ? node.DeepClone() : JsonValue.Create(node.ToJsonString()),
    };
}

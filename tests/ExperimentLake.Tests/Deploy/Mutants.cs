using System.Globalization;
using System.Text.Json.Nodes;

namespace ExperimentLake.Tests.Deploy;

/// <summary>Templates with one thing wrong in one statement of a policy.</summary>
internal static class Mutants
{
    /// <summary>Each action of each policy left out.</summary>
    public static IEnumerable<Mutant> WithoutAction() => Statements().SelectMany(one => one.Actions.Select(action =>
        one.Change($"{action} removed", action, statement => statement["Action"] = Array(one.Actions.Where(other => other != action)))));

    /// <summary>An action more for each role, and for those who read.</summary>
    public static IEnumerable<Mutant> WithAction(string action) => Statements().Where(one => !one.Statement.ContainsKey("Principal")).Select(one =>
        one.Change($"{action} added", action, statement => statement["Action"] = Array(one.Actions.Append(action))));

    /// <summary>Each resource of each statement replaced by something else.</summary>
    public static IEnumerable<Mutant> WithResource(string resource) => Statements().SelectMany(one => Enumerable.Range(0, one.Resources.Count).Select(index =>
        one.Change($"resource {index} is {resource}", one.Actions[0], statement => statement["Resource"] =
            new JsonArray([.. one.Resources.Select((old, at) => at == index ? resource : old!.DeepClone())]))));

    /// <summary>Each resource of each statement of a role, or of those who read, that is not all resources already, made that.</summary>
    public static IEnumerable<Mutant> WithAllResources() => Statements().Where(one => !one.Statement.ContainsKey("Principal")).SelectMany(one =>
        Enumerable.Range(0, one.Resources.Count).Where(index => one.Resources[index] is not JsonValue).Select(index =>
            one.Change($"resource {index} is *", one.Actions[0], statement => statement["Resource"] = new JsonArray([.. one.Resources.Select((old, at) => at == index ? "*" : old!.DeepClone())]))));

    /// <summary>Each condition of each statement left out.</summary>
    public static IEnumerable<Mutant> WithoutCondition() => Conditions((tests, key) => tests.Remove(key));

    /// <summary>Each condition of each statement about something else.</summary>
    public static IEnumerable<Mutant> WithCondition(string value) => Conditions((tests, key) => tests[key] = value);

    private static IEnumerable<Mutant> Conditions(Action<JsonObject, string> change) =>
        from one in Statements()
        from test in one.Statement["Condition"] as JsonObject ?? []
        from key in (JsonObject)test.Value!
        select one.Change($"another {key.Key}", one.Actions[0], statement => change((JsonObject)statement["Condition"]![test.Key]!, key.Key));

    private static IEnumerable<Place> Statements() =>
        from template in Deployment.Shipped.Values
        from resource in template.Resources
        from path in Find(resource.Value!)
        select new Place(template, resource.Key, path, (JsonObject)At(template.Root, path));

    /// <summary>Paths of all objects that have an effect.</summary>
    private static IEnumerable<string> Find(JsonNode node) => node switch
    {
        JsonObject statement when statement.ContainsKey("Effect") => [statement.GetPath()],
        JsonObject members => members.SelectMany(member => Find(member.Value!)),
        JsonArray items => items.SelectMany(item => Find(item!)),
        _ => [],
    };

    // $.Resources.WorkerRole.Properties.Policies[0].PolicyDocument.Statement[1]['Fn::If'][1]
    private static JsonNode At(JsonNode root, string path) => path[2..].Replace("['", ".", StringComparison.Ordinal).Replace("']", "", StringComparison.Ordinal)
        .Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.')
        .Aggregate(root, (at, step) => at is JsonArray array ? array[int.Parse(step, CultureInfo.InvariantCulture)]! : at[step]!);

    private static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    private sealed record Place(Template Template, string Resource, string Path, JsonObject Statement)
    {
        public IReadOnlyList<string> Actions => [.. Items("Action").Select(item => (string)item!)];

        public IReadOnlyList<JsonNode?> Resources => Items("Resource");

        public Mutant Change(string what, string action, Action<JsonObject> change) => new(
            $"{Template.Name} {Path[2..]}: {what}", Resource, action,
            new Dictionary<string, Template>(Deployment.Shipped) { [Template.Name] = Template.With(root => change((JsonObject)At(root, Path))) });

        private IReadOnlyList<JsonNode?> Items(string member) => Statement[member] is JsonArray all ? [.. all] : Statement[member] is { } one ? [one] : [];
    }
}

/// <param name="What">In words.</param>
/// <param name="Policy">Logical name of the resource.</param>
/// <param name="Action">What it is about.</param>
/// <param name="Templates">All of them, this one changed.</param>
internal sealed record Mutant(string What, string Policy, string Action, IReadOnlyDictionary<string, Template> Templates);

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ExperimentLake.Tests.Deploy;

/// <summary>Whether all that a template names is there, and all that is there is named.</summary>
internal static partial class Names
{
    /// <returns>In words, what is not.</returns>
    public static IReadOnlyList<string> Complaints(Template template)
    {
        var named = template.Root.Where(section => section.Key is "Resources" or "Conditions" or "Outputs" or "Rules").SelectMany(section => Named(section.Value!)).ToHashSet();
        var values = template.Parameters.Concat(template.Resources).Select(one => one.Key).ToHashSet();
        var mappings = template.Root["Mappings"] as JsonObject ?? [];
        return
        [
            .. named.Where(name => name.Kind == Kind.Value && !values.Contains(name.Name) && !name.Name.StartsWith("AWS::", StringComparison.Ordinal)).Select(name => $"nothing is called {name.Name}"),
            .. named.Where(name => name.Kind == Kind.Resource && !template.Resources.ContainsKey(name.Name)).Select(name => $"there is no resource {name.Name}"),
            .. named.Where(name => name.Kind == Kind.Condition && !template.Conditions.ContainsKey(name.Name)).Select(name => $"there is no condition {name.Name}"),
            .. named.Where(name => name.Kind == Kind.Mapping && !mappings.ContainsKey(name.Name)).Select(name => $"there is no mapping {name.Name}"),
            .. template.Parameters.Where(one => !named.Contains((Kind.Value, one.Key))).Select(one => $"parameter {one.Key} is not used"),
            .. template.Conditions.Where(one => !named.Contains((Kind.Condition, one.Key))).Select(one => $"condition {one.Key} is not used"),
            .. mappings.Where(one => !named.Contains((Kind.Mapping, one.Key))).Select(one => $"mapping {one.Key} is not used"),
            .. template.Parameters.Concat(template.Outputs).Where(one => string.IsNullOrWhiteSpace((string?)one.Value!["Description"])).Select(one => $"{one.Key} has no description"),
            .. Shown(template),
        ];
    }

    /// <summary>What the console shows in groups must be all parameters, each once.</summary>
    private static IEnumerable<string> Shown(Template template)
    {
        var groups = template.Root["Metadata"]?["AWS::CloudFormation::Interface"]?["ParameterGroups"] as JsonArray;
        var shown = groups?.SelectMany(group => group!["Parameters"]!.AsArray()).Select(name => (string)name!).ToList();
        return shown is null ? [] :
        [
            .. template.Parameters.Select(one => one.Key).Except(shown).Select(name => $"parameter {name} is in no group"),
            .. shown.Where(name => !template.Parameters.ContainsKey(name)).Select(name => $"parameter {name} of a group is not there"),
            .. shown.GroupBy(name => name).Where(name => name.Count() > 1).Select(name => $"parameter {name.Key} is in two groups"),
        ];
    }

    private static IEnumerable<(Kind Kind, string Name)> Named(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(member => Named(member.Key, member.Value!)),
        JsonArray items => items.SelectMany(item => Named(item!)),
        _ => [],
    };

    private static IEnumerable<(Kind Kind, string Name)> Named(string key, JsonNode value) => (key, value as JsonArray, value is JsonValue ? (string?)value : null) switch
    {
        ("Ref", _, { } name) => [(Kind.Value, name)],
        ("Condition", _, { } name) => [(Kind.Condition, name)],
        ("DependsOn", _, { } name) => [(Kind.Resource, name)],
        ("DependsOn", { } all, _) => all.Select(name => (Kind.Resource, (string)name!)),
        ("Fn::GetAtt", [var name, ..], _) => [(Kind.Resource, (string)name!)],
        ("Fn::If", [var condition, var yes, var no], _) => [(Kind.Condition, (string)condition!), .. Named(yes!), .. Named(no!)],
        ("Fn::FindInMap", [var mapping, var first, var second], _) => [(Kind.Mapping, (string)mapping!), .. Named(first!), .. Named(second!)],
        ("Fn::Sub", _, { } text) => InText(text, []),
        ("Fn::Sub", [var text, JsonObject own], _) => [.. InText((string)text!, own), .. Named(own)],
        _ => Named(value),
    };

    private static IEnumerable<(Kind Kind, string Name)> InText(string text, JsonObject own)
    {
        var names = Variable().Matches(text).Select(match => match.Groups[1].Value).ToList();
        return
        [
            .. names.Where(name => !own.ContainsKey(name)).Select(name => name.Split('.') is [var resource, _, ..] ? (Kind.Resource, resource) : (Kind.Value, name)),
            // A variable of its own that it does not use is as good as one that is not there.
            .. own.Where(one => !names.Contains(one.Key)).Select(one => (Kind.Value, $"variable {one.Key} of {text}")),
        ];
    }

    [GeneratedRegex(@"\$\{([^!}]+)\}")]
    private static partial Regex Variable();

    private enum Kind
    {
        Value,
        Resource,
        Condition,
        Mapping,
    }
}

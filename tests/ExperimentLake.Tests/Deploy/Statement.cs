using System.Text.Json.Nodes;

namespace ExperimentLake.Tests.Deploy;

/// <summary>A statement of a policy, its intrinsic functions resolved.</summary>
/// <param name="Policy">Logical name of the resource that it is of.</param>
/// <param name="IsAllow">Else it denies.</param>
/// <param name="Actions">With <c>*</c> and <c>?</c>.</param>
/// <param name="Resources">With <c>*</c> and <c>?</c>; those of trust policies are of any.</param>
/// <param name="Principals">Such as <c>AWS arn:aws:iam::111122223333:root</c>, <c>Service ecs-tasks.amazonaws.com</c> or <c>*</c>; none in the policies of roles.</param>
/// <param name="Conditions">All must hold.</param>
internal sealed record Statement(
    string Policy, bool IsAllow, IReadOnlyList<string> Actions, IReadOnlyList<string> Resources, IReadOnlyList<string> Principals, IReadOnlyList<Condition> Conditions)
{
    // What the templates do not use is not understood, and must not pass for nothing.
    private static readonly string[] s_members = ["Sid", "Effect", "Principal", "Action", "Resource", "Condition"];

    /// <exception cref="NotSupportedException">It has something that is not understood here, such as NotAction.</exception>
    public static IReadOnlyList<Statement> Of(string policy, JsonNode document) =>
        [.. document["Statement"]!.AsArray().Select(statement => Of(policy, (JsonObject)statement!))];

    private static Statement Of(string policy, JsonObject statement)
    {
        if (statement.FirstOrDefault(member => !s_members.Contains(member.Key)).Key is { } unknown)
        {
            throw new NotSupportedException($"{policy}: {unknown} in a statement.");
        }

        return new Statement(
            policy,
            (string?)statement["Effect"] switch { "Allow" => true, "Deny" => false, var other => throw new NotSupportedException($"{policy}: Effect {other}.") },
            Texts(statement["Action"]),
            statement["Resource"] is { } resource ? Texts(resource) : ["*"],
            statement["Principal"] switch
            {
                null => [],
                JsonObject kinds => [.. kinds.SelectMany(kind => Texts(kind.Value).Select(name => $"{kind.Key} {name}"))],
                var any => Texts(any),
            },
            [.. from test in statement["Condition"] as JsonObject ?? [] from key in (JsonObject)test.Value! select Condition.Of(test.Key, key.Key, Texts(key.Value))]);
    }

    private static IReadOnlyList<string> Texts(JsonNode? node) => node switch
    {
        JsonArray array => [.. array.Select(item => (string)item!)],
        null => [],
        _ => [(string)node!],
    };

    /// <summary>Whether it speaks of such a request at all.</summary>
    public bool Covers(string action, string resource, IReadOnlyDictionary<string, string> context) =>
        Actions.Any(pattern => Wildcards.Match(pattern, action, ignoreCase: true)) &&
        Resources.Any(pattern => Wildcards.Match(pattern, resource, ignoreCase: false)) &&
        Conditions.All(condition => condition.Holds(context));
}

/// <summary>Patterns of policies. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html</summary>
internal static class Wildcards
{
    public static bool Match(string pattern, string text, bool ignoreCase) =>
        pattern.Length == 0 ? text.Length == 0 : System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\", StringComparison.Ordinal), text, ignoreCase);
}

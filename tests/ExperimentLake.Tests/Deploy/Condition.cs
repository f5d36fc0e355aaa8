using System.Globalization;
using System.Text.RegularExpressions;

namespace ExperimentLake.Tests.Deploy;

/// <summary>
/// A condition of a statement: of the operators only those that the templates use.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
/// </summary>
internal sealed partial record Condition(string Key, IReadOnlyList<string> Values, Func<string, string, bool> Test)
{
    /// <exception cref="NotSupportedException">Another operator.</exception>
    public static Condition Of(string name, string key, IReadOnlyList<string> values) => new(key, values, name switch
    {
        "StringEquals" => (value, actual) => value == actual,
        "Bool" => (value, actual) => string.Equals(value, actual, StringComparison.OrdinalIgnoreCase),
        // Each of the six parts may have wildcards, also where the name of the operator says equal.
        "ArnEquals" or "ArnLike" => (value, actual) => value.Split(':', 6).Zip(actual.Split(':', 6)).All(part => Wildcards.Match(part.First, part.Second, ignoreCase: false)),
        "NumericLessThan" => (value, actual) => decimal.Parse(actual, CultureInfo.InvariantCulture) < decimal.Parse(value, CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException($"Condition operator {name} of {key}."),
    });

    /// <summary>One value must fit. What the request does not have fits none, and so does a value with a variable that it does not have.</summary>
    public bool Holds(IReadOnlyDictionary<string, string> context) =>
        context.TryGetValue(Key, out var actual) && Values.Any(value => Variable().Matches(value).All(one => context.ContainsKey(one.Groups[1].Value))
            && Test(Variable().Replace(value, one => context[one.Groups[1].Value]), actual));

    [GeneratedRegex(@"\$\{([^}]+)\}")]
    private static partial Regex Variable();
}

using System.Text.Json;
using System.Text.RegularExpressions;

namespace ExperimentLake.Tests.Deploy;

/// <summary>
/// A filter pattern of CloudWatch Logs, of the forms that the templates use: comparisons of texts in JSON, and terms.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
/// </summary>
internal static partial class FilterPattern
{
    /// <exception cref="NotSupportedException">A form that the templates do not use.</exception>
    public static bool Matches(string pattern, string line) => pattern is ['{', .. var inner, '}'] ? MatchesJson(inner, line) : MatchesTerms(pattern, line);

    private static bool MatchesJson(string pattern, string line)
    {
        var comparisons = pattern.Split("&&").Select(part => Comparison().Match(part) is { Success: true } match ? match : throw new NotSupportedException($"Comparison {part}")).ToList();
        try
        {
            using var json = JsonDocument.Parse(line);
            return comparisons.All(comparison => MatchesField(json.RootElement, comparison));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool MatchesField(JsonElement root, Match comparison)
    {
        JsonElement? at = root;
        foreach (var name in comparison.Groups["path"].Value.Split('.'))
        {
            at = at is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out var child) ? child : null;
        }

        // A field that is not there is neither equal nor unequal.
        return at is { ValueKind: JsonValueKind.String } field
            && Wildcard(comparison.Groups["value"].Value).IsMatch(field.GetString()!) == (comparison.Groups["operator"].Value == "=");
    }

    private static bool MatchesTerms(string pattern, string line)
    {
        var terms = Term().Matches(pattern);
        return Term().Replace(pattern, "").All(char.IsWhiteSpace)
            ? terms.All(term => line.Contains(term.Groups["text"].Value.Trim('"'), StringComparison.Ordinal) != term.Value.StartsWith('-'))
            : throw new NotSupportedException($"Terms {pattern}");
    }

    private static Regex Wildcard(string value) => new($"^{Regex.Escape(value).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.Singleline);

    [GeneratedRegex("""^\s*\$\.(?<path>[A-Za-z.]+)\s*(?<operator>!?=)\s*"(?<value>[^"]*)"\s*$""")]
    private static partial Regex Comparison();

    [GeneratedRegex("""-?(?<text>"[^"]+"|\w+)""")]
    private static partial Regex Term();
}

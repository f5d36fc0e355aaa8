using System.Text.RegularExpressions;
using ExperimentLake.Schema;
using ExperimentLake.Worker.Configuration;

namespace ExperimentLake.Worker.Queries;

/// <summary>Says in which nested column a field was looked for, which DuckDB does not, and where there is one of that name.</summary>
internal static partial class UnknownField
{
    private static readonly IReadOnlyList<(string Path, Node Node)> All =
        [.. Tables.All.SelectMany(table => table.Columns).SelectMany(column => Below(column, column.Name).Prepend((column.Name, column)))];

    /// <returns>The message; null when the error is of another kind, or of a struct that the query made itself.</returns>
    public static string? Explain(string error, IReadOnlyList<string> candidates)
    {
        if (Shape().Match(error) is not { Success: true } match)
        {
            return null;
        }

        var name = match.Groups[1].Value;
        // No two structs of ours have a field in common.
        if (All.Where(one => FieldsOf(one.Node) is { Count: > 0 } of && candidates.All(of.Contains)).ToList() is not [var (path, group)]
            || FieldsOf(group) is var fields && fields.Contains(name))
        {
            return null;
        }

        var hint = Nearest.Hint(name, fields);
        return $"No field '{name}' in {path}.{(hint.Length > 0 ? hint : Nested(name, path))} Fields of {path}: {string.Join(", ", fields)}.";
    }

    /// <summary><c> Did you mean a.b[].name?</c>, where there are nested ones whose name begins so.</summary>
    /// <param name="name">What was looked for.</param>
    /// <param name="columns">Paths that it is to be below of.</param>
    public static string Nested(string name, params IReadOnlyCollection<string> columns)
    {
        var paths = All.Where(one => columns.Any(column => one.Path.StartsWith($"{column}.", StringComparison.Ordinal) || one.Path.StartsWith($"{column}[", StringComparison.Ordinal))
            && PathParts(one.Path)[^1].StartsWith(name, StringComparison.OrdinalIgnoreCase) && !one.Path.EndsWith(']')).Select(one => one.Path).ToList();
        return paths.Count == 0 ? "" : $" Did you mean {string.Join(" or ", paths)}?";
    }

    private static IReadOnlyList<string> FieldsOf(Node node) => node is Struct group ? [.. group.Fields.Select(field => field.Name)] : [];

    private static string[] PathParts(string path) => path.Replace("[]", "", StringComparison.Ordinal).Split('.');

    private static IEnumerable<(string Path, Node Node)> Below(Node node, string path) => node switch
    {
        Struct group => group.Fields.SelectMany(field => Below(field, $"{path}.{field.Name}").Prepend(($"{path}.{field.Name}", field))),
        ListOf list => Below(list.Element, $"{path}[]").Prepend(($"{path}[]", list.Element)),
        _ => [],
    };

    [GeneratedRegex(@"^Binder Error: Could not find key ""(.+)"" in struct")]
    private static partial Regex Shape();
}

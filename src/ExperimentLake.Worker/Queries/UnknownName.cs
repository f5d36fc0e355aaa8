using System.Text.RegularExpressions;
using ExperimentLake.Schema;
using ExperimentLake.Worker.Configuration;

namespace ExperimentLake.Worker.Queries;

/// <summary>
/// Says which table, column or field was meant when DuckDB does not know the one that was asked for. DuckDB tells its name and a few that
/// sound alike, functions of its own among them; not of which table, nor of which nested column.
/// </summary>
/// <param name="columns">The columns of every table and view.</param>
internal sealed partial class UnknownName(IReadOnlyDictionary<string, IReadOnlyList<string>> columns)
{
    /// <returns>The message; null when the error is of another kind, or of names that the query made itself.</returns>
    public string? Explain(string error, string sql)
    {
        var message = Table(error) ?? UnknownField.Explain(error, Candidates(error)) ?? Column(error, sql) ?? Qualifier(error, sql);
        return message is null ? null : message + Place().Match(error).Value;
    }

    private string? Table(string error)
    {
        if (UnknownTable().Match(error) is not { Success: true } match)
        {
            return null;
        }

        var (tables, views) = (Tables.All.Select(table => table.Name).ToList(), columns.Keys.Except(Tables.All.Select(table => table.Name)).Order(StringComparer.Ordinal).ToList());
        return $"No table or view '{match.Groups[1].Value}'.{Nearest.Hint(match.Groups[1].Value, [.. columns.Keys])} Tables: {string.Join(", ", tables)}."
            + (views.Count == 0 ? "" : $" Views: {string.Join(", ", views)}.");
    }

    private string? Column(string error, string sql)
    {
        if (UnknownColumn().Match(error) is not { Success: true } match)
        {
            return null;
        }

        var (name, owner, candidates) = (match.Groups["name"].Value, match.Groups["owner"].Value, Candidates(error));
        var meant = owner.Length > 0 ? Behind(owner, sql) : Named(sql).Where(table => candidates.Count == 0 || candidates.Any(Has(table))).ToList();
        // What a table has can only be missing where the query itself has left it out.
        if (meant.Count == 0 || meant.Any(table => Has(table)(name)))
        {
            return null;
        }

        var known = meant.SelectMany(table => columns[table]).ToList();
        var hint = Nearest.Hint(name, known);
        return $"No column '{name}' in {string.Join(" or ", meant)}.{(hint.Length > 0 ? hint : UnknownField.Nested(name, known))}{ColumnsOf(meant)}";
    }

    private string? Qualifier(string error, string sql)
    {
        var meant = Named(sql);
        return UnknownQualifier().Match(error) is { Success: true } match && meant.Count > 0
            ? $"No table, alias or column '{match.Groups[1].Value}'."
                + $"{Nearest.Hint(match.Groups[1].Value, [.. Candidates(error), .. meant.SelectMany(table => columns[table])])}{ColumnsOf(meant)}"
            : null;
    }

    private string ColumnsOf(IEnumerable<string> tables) =>
        string.Concat(tables.Select(table => $"{Environment.NewLine}Columns of {table}: {string.Join(", ", columns[table])}."));

    private Func<string, bool> Has(string table) => column => columns[table].Contains(column, StringComparer.OrdinalIgnoreCase);

    private List<string> Named(string sql) => [.. columns.Keys.Where(table => Says(sql, table))];

    /// <summary>The table that an alias stands for.</summary>
    private List<string> Behind(string alias, string sql) =>
        [.. columns.Keys.Where(table => table.Equals(alias, StringComparison.OrdinalIgnoreCase)
            || Regex.IsMatch(sql, $@"\b{Regex.Escape(table)}""?\s+(as\s+)?""?{Regex.Escape(alias)}\b", RegexOptions.IgnoreCase))];

    private static bool Says(string sql, string word) => Regex.IsMatch(sql, $@"\b{Regex.Escape(word)}\b", RegexOptions.IgnoreCase);

    /// <summary>What DuckDB offers, without its tables.</summary>
    private static List<string> Candidates(string error) =>
        [.. CandidateLine().Matches(error).SelectMany(line => Quoted().Matches(line.Value)).Select(quoted => quoted.Groups[1].Value.Split('.')[^1])];

    [GeneratedRegex(@"^Catalog Error: Table with name ""?(.+?)""? does not exist")]
    private static partial Regex UnknownTable();

    [GeneratedRegex(
        """
        ^Binder\ Error:\ (?:Referenced\ column\ "(?<name>.+)"\ not\ found\ in\ FROM\ clause
        |(?:Table|Values\ list)\ "(?<owner>.+)"\ does\ not\ have\ a\ column\ (?:named|with\ name)\ "(?<name>.+)"
        |Column\ "(?<name>.+)"\ (?:does\ not\ exist\ on\ |in\ [A-Z]+\ list\ not\ found|referenced\ in\ UNPIVOT))
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex UnknownColumn();

    [GeneratedRegex(@"^Binder Error: Referenced table ""(.+)"" not found")]
    private static partial Regex UnknownQualifier();

    [GeneratedRegex(@"^(Candidate|Did you mean).*$", RegexOptions.Multiline)]
    private static partial Regex CandidateLine();

    [GeneratedRegex(@"""([^""]+)""")]
    private static partial Regex Quoted();

    /// <summary>The line of the query, and a mark below it.</summary>
    [GeneratedRegex(@"\n\nLINE \d+:[^\n]*\n *\^\s*\z")]
    private static partial Regex Place();
}

using System.Globalization;
using System.Text.RegularExpressions;
using ExperimentLake.Lake;
using ExperimentLake.Schema;
using ExperimentLake.Views;

namespace ExperimentLake.Worker.Queries;

/// <summary>
/// Which tables a query reads, be it through views, quoted names or names that it makes up: told by DuckDB's own plan of it over an empty
/// lake. So the files of a table that is not read stay where they are, and a name that does not exist is told before anything is fetched.
/// </summary>
internal static partial class TablesRead
{
    /// <exception cref="QueryException">A table, column or field does not exist.</exception>
    public static async Task<IReadOnlyCollection<Table>> ByAsync(string sql, ILakeStore store, CancellationToken cancellationToken)
    {
        // A plan is of one statement.
        if (sql.TrimEnd().TrimEnd(';').Contains(';', StringComparison.Ordinal))
        {
            return Tables.All;
        }

        using var empty = await LakeDatabase.OpenAsync(store, LakeFilter.Everything, [], LakeViews.OwnerTags, cancellationToken);
        try
        {
            // An optimizer leaves out what it knows to be empty.
            await empty.QueryAsync("PRAGMA disable_optimizer", cancellationToken);
            var plan = await empty.QueryAsync($"EXPLAIN (FORMAT json)\n{sql}", cancellationToken);
            return [.. Tables.All.Where(table => plan.Rows.Any(row => row.Any(cell => cell is string text && text.Contains(table.Name, StringComparison.Ordinal))))];
        }
        catch (QueryException exception) when (exception.IsUnknownName)
        {
            throw new QueryException(Line().Replace(exception.Message, match => $"LINE {int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) - 1}:"));
        }
        catch (QueryException)
        {
            // Not everything can be explained, and what is wrong otherwise may have to do with the data.
            return Tables.All;
        }
    }

    [GeneratedRegex(@"(?<=\n)LINE (\d+):")]
    private static partial Regex Line();
}

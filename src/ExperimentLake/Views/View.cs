using System.Text;

namespace ExperimentLake.Views;

/// <summary>A view over the lake's tables, declared once for every engine.</summary>
/// <param name="Name">Its name, the same in every engine.</param>
/// <param name="Description">What a row of it is.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="From">What comes after the columns. In it, in <see cref="With"/> and in the columns <c>@name(…)</c> is one of <see cref="SqlFunctions"/>; all else is plain SQL.</param>
public sealed record View(string Name, string Description, IReadOnlyList<ViewColumn> Columns, string From)
{
    /// <summary>Named queries that <see cref="From"/> reads, in order.</summary>
    public IReadOnlyList<NamedQuery> With { get; init; } = [];

    /// <summary>The statement that makes it, with every definition as a comment and without a semicolon.</summary>
    public string Sql(Engine engine)
    {
        var sql = new StringBuilder($"CREATE OR REPLACE VIEW {Name} AS\n-- {Description}\n");
        foreach (var (index, query) in With.Index())
        {
            sql.Append(index == 0 ? "WITH " : "").Append(query.Name).Append(" AS (\n").Append(Indented(SqlFunctions.Expand(query.Sql, engine)))
                .Append('\n').Append(index == With.Count - 1 ? ")\n" : "), ");
        }

        sql.Append("SELECT\n");
        foreach (var (index, column) in Columns.Index())
        {
            // Tools that split a script at semicolons do so in comments too.
            sql.Append("    -- ").Append(column.Definition.Replace(';', ',')).Append("\n    ").Append(SqlFunctions.Expand(column.Sql, engine))
                .Append(" AS ").Append(column.Name).Append(index == Columns.Count - 1 ? "\n" : ",\n");
        }

        return sql.Append(SqlFunctions.Expand(From, engine)).ToString();
    }

    private static string Indented(string text) => $"    {text.Replace("\n", "\n    ", StringComparison.Ordinal)}";
}

/// <summary>A column of a view.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in Athena's words. https://docs.aws.amazon.com/athena/latest/ug/data-types.html</param>
/// <param name="Definition">What it says, to the letter of the computation.</param>
/// <param name="Sql">The computation.</param>
public sealed record ViewColumn(string Name, string Type, string Definition, string Sql);

/// <summary>A query with a name, for use within one view.</summary>
public sealed record NamedQuery(string Name, string Sql);

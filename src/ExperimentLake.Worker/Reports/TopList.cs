namespace ExperimentLake.Worker.Reports;

/// <summary>The first of many experiments, and how to get all of them.</summary>
internal static class TopList
{
    private const int Shown = 20;

    /// <param name="lake">Is asked.</param>
    /// <param name="id">Id of the exhibit.</param>
    /// <param name="title">Its heading.</param>
    /// <param name="nothing">What to say when there are none.</param>
    /// <param name="columns">Heading and SQL of each column beside those that name an experiment.</param>
    /// <param name="from">FROM, WHERE and ORDER BY, in SQL that people may copy; <c>f</c> is <c>experiment_facts</c>.</param>
    public static async Task<Exhibit> AskAsync(ReportLake lake, string id, string title, string nothing, IReadOnlyList<(string Heading, string Sql)> columns, string from)
    {
        (string Heading, string Sql)[] all = [("Experiment", "f.name"), ("Account", "f.account_id"), ("Account name", "f.account_name"), ("Region", "f.region"), ("Owner", "f.owner"), .. columns];
        var sql = $"SELECT {string.Join(", ", all.Select(column => column.Sql))} {from}";
        var rows = await lake.AskAsync($"{sql} LIMIT {Shown}");
        if (rows.Count == 0)
        {
            return new Exhibit(id, title) { Nothing = nothing };
        }

        var count = await lake.CountAsync($"SELECT count(*) FROM ({sql})");
        var left = count - rows.Count;
        return new Exhibit(id, title)
        {
            Table = new DataTable(left == 0 ? $"{title}: all {DataTable.Text(count)}" : $"{title}: {DataTable.Text(rows.Count)} of {DataTable.Text(count)}", [.. all.Select(column => column.Heading)], rows)
            {
                More = left == 0 ? null : Html.Of($"<p class=\"more\">and {left:N0} more: <code>{lake.Scope.Command(sql)}</code></p>\n"),
            },
        };
    }
}

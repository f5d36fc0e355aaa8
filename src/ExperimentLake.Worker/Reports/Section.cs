namespace ExperimentLake.Worker.Reports;

/// <summary>A question that the report answers.</summary>
/// <param name="Id">Its anchor in the page.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Definition">One sentence: what is counted, and how.</param>
/// <param name="Exhibits">The answer.</param>
internal sealed record Section(string Id, string Title, string Definition, IReadOnlyList<Exhibit> Exhibits)
{
    public Html Markup() => Html.Of($"""
        <section id="{Id}" aria-labelledby="{Id}-title">
        <h2 id="{Id}-title">{Title}</h2>
        <p class="definition">{Definition}</p>
        {Html.Join(Exhibits.Select(exhibit => exhibit.Markup()))}</section>

        """);
}

/// <summary>A chart with the table of its numbers, or a table alone, or the words that there is nothing to show.</summary>
/// <param name="Id">Names it in the page, and its table with <c>-table</c> behind it.</param>
/// <param name="Title">Its heading; null when that of the section says it.</param>
internal sealed record Exhibit(string Id, string? Title)
{
    public Chart? Chart { get; init; }

    public DataTable? Table { get; init; }

    /// <summary>What to say in place of both.</summary>
    public string? Nothing { get; init; }

    /// <summary>What is to be known of the numbers beside the definition.</summary>
    public string? Note { get; init; }

    public Html Markup() => Html.Of($"""
        {(Title is null ? default : Html.Of($"<h3>{Title}</h3>\n"))}{(Nothing is null ? default : Html.Of($"<p class=\"nothing\">{Nothing}</p>\n"))}{(Note is null ? default : Html.Of($"<p class=\"note\">{Note}</p>\n"))}<div class="{(Chart is null ? "exhibit" : Chart.Kind == ChartKind.Calendar ? "exhibit below" : "exhibit beside")}">
        {(Chart is null ? default : Html.Of($"<div class=\"chart\" data-chart=\"{Id}\" role=\"img\" aria-label=\"{Chart.Label}\"></div>\n"))}{(Table is null ? default : Html.Of($"<div>{Table.Markup($"{Id}-table")}</div>\n"))}</div>

        """);
}

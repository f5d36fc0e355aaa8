using System.Globalization;

namespace ExperimentLake.Worker.Reports;

/// <summary>A table of the page.</summary>
/// <param name="Caption">What it holds.</param>
/// <param name="Columns">Names of the columns, with units.</param>
/// <param name="Rows">Text, numbers, times in UTC; null is a dash.</param>
internal sealed record DataTable(string Caption, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows)
{
    // Two printed pages say more than twenty.
    private const int PrintedRows = 40;
    private const int ShortText = 20;
    private const int LongText = 60;

    /// <summary>What follows the table, such as how many rows it leaves out and how to get them.</summary>
    public Html? More { get; init; }

    public Html Markup(string id)
    {
        var classes = Columns.Select((_, index) => Class(Rows.Select(row => row[index]).OfType<object>().ToList())).ToList();
        return Html.Of($"""
            <div class="table" tabindex="0" role="region" aria-label="{Caption}"><table id="{id}"><caption>{Caption}</caption>
            <thead><tr>{Html.Join(Columns.Select((name, index) => Html.Of($"<th scope=\"col\"{classes[index]}>{name}</th>")))}</tr></thead>
            <tbody>
            {Html.Join(Rows.Select((row, number) => Row(row, classes, number >= PrintedRows)))}</tbody></table></div>
            {(Rows.Count > PrintedRows ? Html.Of($"<p class=\"onpaper\">Printed: the first {PrintedRows} of {Rows.Count:N0} rows. The file has them all.</p>\n") : default)}{More ?? default}
            """);
    }

    /// <summary>A cell as text: numbers with separators, one digit behind the point for what is measured and none for what is counted, times to the minute.</summary>
    public static string Text(object? value) => value switch
    {
        null => "–",
        DateTime time => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        double number => number.ToString("N1", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString("N0", CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static bool IsNumber(object value) => value is int or long or double;

    private static Html Row(IReadOnlyList<object?> row, List<Html> classes, bool isLate) => Html.Of(
        $"<tr{(isLate ? Html.Of($" class=\"late\"") : default)}>{Html.Join(row.Select((value, index) => Html.Of($"<td{classes[index]}>{Text(value)}</td>")))}</tr>\n");

    /// <summary>How a column is set: numbers to the right; what is short on one line, since half an account id is none.</summary>
    private static Html Class(List<object> values) =>
        values.Count > 0 && values.All(IsNumber) ? Html.Of($" class=\"n\"")
        : values.All(value => Text(value).Length <= ShortText) ? Html.Of($" class=\"s\"")
        : values.Any(value => Text(value).Length > LongText) ? Html.Of($" class=\"l\"")
        : default;
}

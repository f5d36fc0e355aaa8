using ExperimentLake.Lake;
using ExperimentLake.Worker.Output;
using ExperimentLake.Worker.Reports.Sections;

namespace ExperimentLake.Worker.Reports;

/// <summary>The top of a report: what it covers, what it does not, and the figures that most people came for.</summary>
/// <param name="Covers">Name and value.</param>
/// <param name="DoesNotCover">Sentences.</param>
/// <param name="Figures">What, how many, and a word on it.</param>
/// <param name="Summary">What it covers, in one line.</param>
internal sealed record Cover(
    IReadOnlyList<(string Name, string Value)> Covers, IReadOnlyList<string> DoesNotCover, IReadOnlyList<(string Name, string Value, string Note)> Figures, string Summary)
{
    private const int Named = 12;
    private const int Recent = 28;

    public static async Task<Cover> AskAsync(ReportLake lake, string location)
    {
        var scope = lake.Scope;
        if (lake.IsEmpty)
        {
            var where = scope.Since is null && scope.Accounts.Count == 0 ? "The lake has no snapshot yet." : "The lake has no snapshot of these dates and accounts.";
            return new Cover([("Lake", location), .. Filters(scope)], [where], [], where);
        }

        var totals = (await lake.AskAsync("""
            SELECT count(*), count(*) FILTER (state = 'complete'), max(finished_at), (SELECT count(*) FROM experiment_facts) FROM snapshots
            """))[0];
        var (snapshots, complete, experiments) = ((long)totals[0]!, (long)totals[1]!, (long)totals[3]!);
        var accounts = (await lake.AskAsync("SELECT account_id, max_by(account_name, snapshot_date) FROM snapshot_coverage GROUP BY ALL ORDER BY ALL"))
            .Select(row => row[1] is string name ? $"{name} ({row[0]})" : (string)row[0]!).ToList();
        var regions = (await lake.AskAsync("SELECT DISTINCT region FROM snapshot_coverage ORDER BY region")).Select(row => (string)row[0]!).ToList();
        return new Cover(
            [
                ("Lake", location),
                ("Dates", $"{lake.From} to {lake.AsOf}, {Terminal.Count(lake.Dates.Count, "day")}"),
                ("Snapshots", Number(snapshots) + (complete == snapshots ? ", all complete" : $": {Number(complete)} complete, {Number(snapshots - complete)} partial")),
                ("Accounts", $"{Number(accounts.Count)}: {Some(accounts)}"),
                ("Regions", $"{Number(regions.Count)}: {Some(regions)}"),
                ("Experiments", Number(experiments)),
                ("Newest reading", totals[2] is DateTime at ? $"{DataTable.Text(at)} UTC, as are all times here" : "not known"),
                .. Filters(scope),
            ],
            [.. await MissingAsync(lake, snapshots, complete)],
            await FiguresAsync(lake),
            $"{lake.From} to {lake.AsOf}, {Terminal.Count(snapshots, "snapshot")}, {Terminal.Count(accounts.Count, "account")}, {Terminal.Count(experiments, "experiment")}");
    }

    public Html Markup() => Html.Of($"""
        {(Figures.Count == 0 ? default : Html.Of($"<dl class=\"figures\">\n{Html.Join(Figures.Select(figure => Html.Of($"<div><dt>{figure.Name}</dt><dd><b>{figure.Value}</b> <span>{figure.Note}</span></dd></div>\n")))}</dl>\n"))}<div class="cover">
        <section aria-labelledby="covers"><h2 id="covers">What this covers</h2>
        <dl>{Html.Join(Covers.Select(fact => Html.Of($"<dt>{fact.Name}</dt><dd>{fact.Value}</dd>\n")))}</dl></section>
        <section aria-labelledby="does-not-cover"><h2 id="does-not-cover">What it does not</h2>
        <ul>{Html.Join(DoesNotCover.Select(sentence => Html.Of($"<li>{sentence}</li>\n")))}</ul></section>
        </div>

        """);

    private static IEnumerable<(string, string)> Filters(ReportScope scope) =>
    [
        .. scope.Since is { } since ? [("Only since", LakeKeys.Text(since))] : Array.Empty<(string, string)>(),
        .. scope.Accounts.Count > 0 ? [("Only accounts", string.Join(", ", scope.Accounts))] : Array.Empty<(string, string)>(),
    ];

    private static async Task<IEnumerable<string>> MissingAsync(ReportLake lake, long snapshots, long complete)
    {
        var sentences = new List<string>();
        var covered = (await lake.AskAsync("SELECT snapshot_date FROM snapshots")).Select(row => (string)row[0]!).ToHashSet();
        var lost = Coverage.Ranges(lake.Dates.Where(date => !covered.Contains(date))).ToList();
        if (lost.Count > 0)
        {
            sentences.Add($"{Terminal.Count(lost.Sum(range => range.Days), "date")} without a snapshot: {Some([.. lost.Select(range => range.First == range.Last ? range.First : $"{range.First} to {range.Last}").Reverse()])}.");
        }

        if (snapshots > complete)
        {
            sentences.Add($"{Terminal.Count(snapshots - complete, "snapshot")} partial: some account region could not be read, see Coverage.");
        }

        var outcomes = await lake.AskAsync($"""
            SELECT outcome, count(*), list(account_id || ' ' || region ORDER BY account_id, region)[1:{Named + 1}] FROM snapshot_coverage
            WHERE snapshot_date = '{lake.AsOf}' AND outcome NOT IN ('complete', 'empty') GROUP BY outcome ORDER BY count(*) DESC, outcome
            """);
        sentences.AddRange(outcomes.Select(row =>
        {
            var names = ((IEnumerable<string?>)row[2]!).Take(3).ToList();
            return $"On {lake.AsOf}, {Terminal.Count((long)row[1]!, "account region")} {row[0]}: {string.Join(", ", names)}{((long)row[1]! > names.Count ? ", …" : "")}.";
        }));
        if (lake.Scope.Since is { } since)
        {
            sentences.Add($"Anything before {LakeKeys.Text(since)}: left out by --since, also where it would tell how an experiment began.");
        }

        if (lake.Scope.Accounts.Count > 0)
        {
            sentences.Add("Accounts other than those named: left out by --account.");
        }

        sentences.Add("What began and ended between two daily snapshots: an experiment that was deleted before one saw it is in none, and of one that was deleted while it ran, the last sight counts as its end.");
        sentences.Add("Prices, traffic and model quality: SageMaker does not tell them with its experiments.");
        return sentences;
    }

    private static async Task<IReadOnlyList<(string, string, string)>> FiguresAsync(ReportLake lake)
    {
        var running = await lake.CountAsync("SELECT count(*) FROM present WHERE status = 'Running'");
        var overrunning = await lake.CountAsync("SELECT count(*) FROM experiment_facts f JOIN present l ON l.arn = f.arn AND l.creation_time = f.creation_time WHERE l.status = 'Running' AND f.overrun");
        var first = LakeKeys.Text(DateOnly.Parse(lake.AsOf, null).AddDays(1 - Recent));
        var recent = (await lake.AskAsync($"{PerWeek.Events(lake)} SELECT what, count(*) FROM counted WHERE moment >= TIMESTAMPTZ '{first} 00:00:00+00' GROUP BY ALL"))
            .ToDictionary(row => (string)row[0]!, row => (long)row[1]!);
        var hours = (double?)(await lake.AskAsync($"{Footprint.Hours(lake)} SELECT sum(hours) FROM used"))[0][0] ?? 0;
        var since = string.CompareOrdinal(first, lake.From) < 0 ? $"since {lake.From}" : $"in the last {Recent} days";
        return
        [
            ("Running", Number(running), $"on {lake.AsOf}"),
            ("Overrunning", Number(overrunning), "beyond their planned end"),
            ("Started", Number(recent.GetValueOrDefault("started")), since),
            ("Completed", Number(recent.GetValueOrDefault("completed")), since),
            ("Cancelled", Number(recent.GetValueOrDefault("cancelled")), since),
            ("Shadow instance-hours", Number((long)Math.Round(hours)), $"{lake.From} to {lake.AsOf}"),
        ];
    }

    private static string Number(long number) => DataTable.Text(number);

    private static string Some(List<string> names) =>
        string.Join(", ", names.Take(Named)) + (names.Count > Named ? $" and {Number(names.Count - Named)} more" : "");
}

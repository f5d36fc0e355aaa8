using ExperimentLake.Lake;

namespace ExperimentLake.Worker.Reports.Sections;

/// <summary>Which dates and account regions were looked at, and which were not.</summary>
internal static class Coverage
{
    private const int Shown = 100;

    private static readonly (string Name, string Color)[] s_classes =
        [("complete", "all"), ("partial, 9 of 10 or more", "most"), ("partial, less than 9 of 10", "some"), ("no snapshot", "missing")];

    public static async Task<Section> AskAsync(ReportLake lake)
    {
        var days = (await lake.AskAsync("""
            SELECT snapshot_date, state, account_regions, complete, empty, unsupported + blocked, partial, denied, throttled + failed, rows FROM snapshots ORDER BY snapshot_date
            """)).Select(row => new Day((string)row[0]!, [.. row.Skip(2).Select(value => (long)value!)])).ToDictionary(day => day.Date);
        return new Section(
            "coverage", "Coverage",
            "Whether each date has a snapshot, and how many of its account regions were settled: read to the end, found empty, or without the service for reasons that asking again does not change. A date without a snapshot is lost: AWS tells only the present.",
            [Calendar(lake, days), await GapsAsync(lake, days)]);
    }

    private static Exhibit Calendar(ReportLake lake, Dictionary<string, Day> days) => new("calendar", "Calendar")
    {
        Chart = new Chart(ChartKind.Calendar, "Calendar of snapshots.", "", lake.Dates,
            [.. s_classes.Select((one, index) => new Series(one.Name, one.Color, [.. lake.Dates.Select(date => Class(days.GetValueOrDefault(date)) == index ? 1 : (double?)null)]))])
        {
            Notes = [.. lake.Dates.Select(date => days.TryGetValue(date, out var day) ? FormattableString.Invariant($"{day.Settled:N0} of {day.All:N0} account regions settled") : null)],
        },
        Table = new DataTable(
            "Account regions by date and outcome, newest first",
            ["Date", "Snapshot", "Account regions", "Complete", "Empty", "Unsupported or blocked", "Partial", "Denied", "Throttled or failed", "Experiments"],
            [.. lake.Dates.Reverse().Select(date => days.TryGetValue(date, out var day)
                ? [date, day.IsComplete ? "complete" : "partial", .. day.Counts.Select(count => (object?)count)]
                : new object?[] { date, "none", null, null, null, null, null, null, null, null })]),
    };

    /// <summary>Place among the classes of a date.</summary>
    private static int Class(Day? day) => day is null ? 3 : day.IsComplete ? 0 : day.Settled * 10 >= day.All * 9 ? 1 : 2;

    /// <summary>Runs of dates, the newest first. Dates without any snapshot are told once, not for every account region.</summary>
    private static async Task<Exhibit> GapsAsync(ReportLake lake, Dictionary<string, Day> days)
    {
        const string Runs = """
            WITH gaps AS (SELECT * FROM coverage_gaps WHERE snapshot_date IN (SELECT snapshot_date FROM snapshots)),
            runs AS (
                SELECT *, snapshot_date::DATE - row_number() OVER (PARTITION BY account_id, region, outcome, error_code ORDER BY snapshot_date)::INTEGER AS run FROM gaps)
            SELECT min(snapshot_date) AS first_date, max(snapshot_date) AS last_date, count(*) AS dates, account_id, account_name, region, outcome, error_code,
                max_by(error_message, snapshot_date) AS error_message
            FROM runs GROUP BY account_id, account_name, region, outcome, error_code, run
            """;
        var runs = await lake.AskAsync($"{Runs} ORDER BY last_date DESC, dates DESC, account_id, region LIMIT {Shown}");
        var left = await lake.CountAsync($"SELECT count(*) FROM ({Runs})") - runs.Count;
        var lost = Ranges(lake.Dates.Where(date => !days.ContainsKey(date))).ToList();
        lost.Reverse();
        var lostLeft = Math.Max(0, lost.Count - Shown);
        object?[][] rows =
        [
            .. lost.Take(Shown).Select(range => new object?[] { range.First, range.Last, range.Days, "all", null, "all", "no snapshot", null, null }),
            .. runs.Select(row => new object?[] { row[0], row[1], row[2], row[3], row[4], row[5], row[6] ?? "not asked", row[7], row[8] }),
        ];
        return rows.Length == 0
            ? new Exhibit("gaps", "Gaps") { Nothing = "No date and no account region is missing." }
            : new Exhibit("gaps", "Gaps")
            {
                Table = new DataTable("Gaps: dates without a snapshot, then account regions that were not settled, newest first",
                    ["From", "To", "Dates", "Account", "Account name", "Region", "Outcome", "Error", "Message"], rows)
                {
                    More = left + lostLeft == 0 ? null : Html.Of($"""
                        <p class="more">and {left + lostLeft:N0} more: <code>{lake.Scope.Command("SELECT * FROM coverage_gaps ORDER BY snapshot_date DESC, account_id, region")}</code></p>

                        """),
                },
            };
    }

    /// <summary>Dates in order as runs of consecutive ones.</summary>
    public static IEnumerable<(string First, string Last, long Days)> Ranges(IEnumerable<string> dates) =>
        dates.Select(date => DateOnly.Parse(date, null)).Select((day, index) => (day, run: day.DayNumber - index)).GroupBy(one => one.run, one => one.day)
            .Select(run => (LakeKeys.Text(run.First()), LakeKeys.Text(run.Last()), (long)run.Count()));

    /// <param name="Date">The date.</param>
    /// <param name="Counts">Account regions: all, complete, empty, unsupported or blocked, partial, denied, throttled or failed; then experiments.</param>
    private sealed record Day(string Date, IReadOnlyList<long> Counts)
    {
        public long All => Counts[0];

        public long Settled => Counts[1] + Counts[2] + Counts[3];

        public bool IsComplete => Settled == All;
    }
}

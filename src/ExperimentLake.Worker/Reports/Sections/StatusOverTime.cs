using ExperimentLake.Worker.Output;

namespace ExperimentLake.Worker.Reports.Sections;

/// <summary>How many experiments had which status, day by day, without dips where an account region could not be read.</summary>
internal static class StatusOverTime
{
    // In the order of a life, what runs at the bottom. A status that AWS adds comes last, in a colour of its own.
    private static readonly string[] s_statuses = ["Running", "Updating", "Starting", "Stopping", "Creating", "Created", "Completed", "Cancelled"];

    public static async Task<Section> AskAsync(ReportLake lake)
    {
        var counts = (await lake.AskAsync("""
            SELECT p.snapshot_date, d.status, sum(d.experiments)::BIGINT, coalesce(sum(d.experiments) FILTER (p.source_date <> p.snapshot_date), 0)::BIGINT
            FROM spoken p
            JOIN daily_status d ON d.account_id = p.account_id AND d.region = p.region AND d.snapshot_date = p.source_date
            GROUP BY ALL ORDER BY ALL
            """)).Select(row => (Date: (string)row[0]!, Status: (string?)row[1] ?? "not told", Experiments: (long)row[2]!, Earlier: (long)row[3]!)).ToList();
        var snapshots = (await lake.AskAsync("SELECT snapshot_date, state, account_regions, account_regions - complete - empty - unsupported - blocked FROM snapshots"))
            .ToDictionary(row => (string)row[0]!, row => (IsPartial: (string)row[1]! != "complete", All: (long)row[2]!, Missing: (long)row[3]!));
        var statuses = counts.Select(count => count.Status).Distinct().OrderBy(Place).ThenBy(status => status, StringComparer.Ordinal).ToList();
        var byDate = counts.ToDictionary(count => (count.Date, count.Status), count => count.Experiments);
        var earlier = counts.GroupBy(count => count.Date).ToDictionary(date => date.Key, date => date.Sum(count => count.Earlier));
        long? Of(string date, string status) => snapshots.ContainsKey(date) ? byDate.GetValueOrDefault((date, status)) : null;
        string? Note(string date) => !snapshots.TryGetValue(date, out var snapshot) ? "no snapshot"
            : snapshot.IsPartial
                ? $"partial: {DataTable.Text(snapshot.Missing)} of {Terminal.Count(snapshot.All, "account region")} not read in full; {Terminal.Count(earlier.GetValueOrDefault(date), "experiment")} as last seen before"
            : null;

        return new Section(
            "status", "Experiments by status",
            "Experiments that were there on each date, by the status they had when the snapshot was taken. On a partial date, an account region that could not be read counts as it was last read; a date without a snapshot is a gap.",
            counts.Count == 0
                ? [new Exhibit("status-by-date", null) { Nothing = "No snapshot of this period has an experiment." }]
                :
                [
                    new Exhibit("status-by-date", null)
                    {
                        Chart = new Chart(ChartKind.Areas, "Experiments by status on each date.", "experiments", lake.Dates,
                            [.. statuses.Select(status => new Series(status, Color(status), [.. lake.Dates.Select(date => (double?)Of(date, status))]))])
                        {
                            Marks = DateMarks.Of(lake.Dates, snapshots.Where(one => one.Value.IsPartial).Select(one => one.Key), snapshots.Keys),
                            Notes = [.. lake.Dates.Select(Note)],
                        },
                        Table = new DataTable("Experiments by date and status, newest first", ["Date", "Snapshot", "All", .. statuses, "As last seen before"],
                            [.. lake.Dates.Reverse().Select(date => (object?[])
                            [
                                date, snapshots.TryGetValue(date, out var snapshot) ? snapshot.IsPartial ? "partial" : "complete" : "none",
                                snapshots.ContainsKey(date) ? statuses.Sum(status => Of(date, status)) : null, .. statuses.Select(status => (object?)Of(date, status)),
                                snapshots.ContainsKey(date) ? earlier.GetValueOrDefault(date) : null,
                            ])]),
                    },
                ]);
    }

    private static int Place(string status) => Array.IndexOf(s_statuses, status) is var place and >= 0 ? place : s_statuses.Length;

    private static string Color(string status) => Place(status) < s_statuses.Length ? status.ToLowerInvariant() : "other";
}

namespace ExperimentLake.Worker.Reports.Sections;

/// <summary>What began and what ended, week by week.</summary>
internal static class PerWeek
{
    /// <summary>
    /// One row for each start and end of the period: what, and when. What was running when its account region was first seen, or seen again after
    /// dates without a look, and had no planned start, began nobody knows when; it would make a peak of that date.
    /// </summary>
    public static string Events(ReportLake lake) => $"""
        WITH followed AS (
            SELECT account_id, region, snapshot_date, lag(snapshot_date) OVER (PARTITION BY account_id, region ORDER BY snapshot_date) AS before
            FROM snapshot_coverage WHERE outcome IN ('complete', 'empty', 'partial')),
        firsts AS (SELECT account_id, region, snapshot_date AS first_date FROM followed WHERE before IS NULL OR date_diff('day', before::DATE, snapshot_date::DATE) > 1),
        events AS (
            SELECT 'started' AS what, f.actual_start AS moment FROM experiment_facts f
            WHERE f.first_running IS NOT NULL AND (f.actual_start IS NOT DISTINCT FROM f.schedule_start_time
                OR NOT EXISTS (FROM firsts WHERE firsts.account_id = f.account_id AND firsts.region = f.region AND firsts.first_date = f.first_running))
            UNION ALL
            SELECT outcome, actual_end FROM experiment_facts WHERE outcome IN ('completed', 'cancelled')),
        counted AS (SELECT what, moment FROM events WHERE moment >= TIMESTAMPTZ '{lake.From} 00:00:00+00' AND moment < TIMESTAMPTZ '{lake.AsOf} 00:00:00+00' + INTERVAL 1 DAY)
        """;

    public static async Task<Section> AskAsync(ReportLake lake)
    {
        var counts = (await lake.AskAsync($"{Events(lake)} SELECT strftime(date_trunc('week', moment), '%Y-%m-%d'), what, count(*) FROM counted GROUP BY ALL"))
            .ToDictionary(row => ((string)row[0]!, (string)row[1]!), row => (long)row[2]!);
        var deleted = await lake.CountAsync("SELECT count(*) FROM experiment_facts WHERE outcome = 'deleted' AND first_running IS NOT NULL");
        var weeks = lake.Dates.Select(Monday).Distinct().ToList();
        (string What, string Name)[] kinds = [("started", "Started"), ("completed", "Completed"), ("cancelled", "Cancelled")];
        double? Of(string week, string what) => counts.GetValueOrDefault((week, what));

        return new Section(
            "weeks", "Started, completed and cancelled",
            "Experiments by the week, from Monday, in which they began to run, completed, or were cancelled. An experiment that begins and ends in one week counts as both; one cancelled before it ran counts as cancelled only.",
            counts.Count == 0
                ? [new Exhibit("per-week", null) { Nothing = "No experiment started, completed or was cancelled in this period." }]
                :
                [
                    new Exhibit("per-week", null)
                    {
                        Chart = new Chart(ChartKind.Columns, "Experiments started, completed and cancelled in each week.", "experiments", weeks,
                            [.. kinds.Select(kind => new Series(kind.Name, kind.What, [.. weeks.Select(week => Of(week, kind.What))]))]) { Axis = "week from" },
                        Table = new DataTable("Experiments by week, newest first", ["Week from", .. kinds.Select(kind => kind.Name)],
                            [.. weeks.AsEnumerable().Reverse().Select(week => (object?[])[week, .. kinds.Select(kind => (object?)(long)Of(week, kind.What)!)])]),
                        Note = string.Join(' ', Notes(lake, deleted)),
                    },
                ]);
    }

    public static string Monday(string date)
    {
        var day = DateOnly.Parse(date, null);
        return Lake.LakeKeys.Text(day.AddDays(-(((int)day.DayOfWeek + 6) % 7)));
    }

    private static IEnumerable<string> Notes(ReportLake lake, long deleted)
    {
        if (Monday(lake.From) != lake.From)
        {
            yield return $"The first week begins on {lake.From} here.";
        }

        if (DateOnly.Parse(lake.AsOf, null).DayOfWeek != DayOfWeek.Sunday)
        {
            yield return $"The last week ends on {lake.AsOf} so far.";
        }

        if (deleted > 0)
        {
            yield return FormattableString.Invariant($"{deleted:N0} running when last seen, then deleted before a snapshot could see how it ended: in neither.");
        }
    }
}

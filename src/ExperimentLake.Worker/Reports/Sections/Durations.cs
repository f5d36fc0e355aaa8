namespace ExperimentLake.Worker.Reports.Sections;

/// <summary>How long shadow tests run, and how far beyond what was planned.</summary>
internal static class Durations
{
    private static readonly (string Outcome, string Name)[] s_ended = [("completed", "Completed"), ("cancelled", "Cancelled")];

    private static readonly (string Outcome, string Name)[] s_all = [.. s_ended, ("running", "Still running")];

    public static async Task<Section> AskAsync(ReportLake lake) => new(
        "durations", "Duration and overrun",
        "Duration is from the actual start to the actual end of experiments that ran and ended in this period. Overrun is the time beyond the planned end, of those and of what still runs.",
        [
            await ExhibitAsync(lake, "duration", "Duration", "How long experiments ran.", "No experiment that ran has ended in this period.", "hours_running", Bins.Durations, s_ended, "hours_running > 0"),
            await ExhibitAsync(lake, "overrun", "Overrun", "How far experiments ran beyond their planned end.", "No experiment with a planned end ran in this period.", "overrun_hours", Bins.Overruns, s_all, "overrun_hours IS NOT NULL"),
        ]);

    private static async Task<Exhibit> ExhibitAsync(
        ReportLake lake, string id, string title, string label, string nothing, string hours, Bins bins, (string Outcome, string Name)[] outcomes, string condition)
    {
        var from = $"""
            FROM experiment_facts f
            WHERE first_running IS NOT NULL AND {condition}
                AND (outcome IN ('completed', 'cancelled') AND actual_end >= TIMESTAMPTZ '{lake.From} 00:00:00+00'
                    OR outcome = 'running' AND EXISTS (FROM present l WHERE l.arn = f.arn AND l.creation_time = f.creation_time AND l.status = 'Running'))
            """;
        var counts = (await lake.AskAsync($"SELECT outcome, {bins.Of(hours)}, count(*) {from} GROUP BY ALL"))
            .Select(row => (Outcome: (string)row[0]!, Class: (int)row[1]!, Count: (long)row[2]!)).Where(count => outcomes.Any(one => one.Outcome == count.Outcome)).ToList();
        if (counts.Count == 0)
        {
            return new Exhibit(id, title) { Nothing = nothing };
        }

        var summary = (await lake.AskAsync($"SELECT outcome, count(*), median({hours}), quantile_cont({hours}, 0.9), max({hours}) {from} GROUP BY ALL")).ToDictionary(row => (string)row[0]!);
        var series = outcomes.Select(outcome => new Series(outcome.Name, outcome.Outcome, bins.Values(counts.Where(count => count.Outcome == outcome.Outcome).Select(count => (count.Class, count.Count))))).ToList();
        return new Exhibit(id, title)
        {
            Chart = new Chart(ChartKind.Stack, label, "experiments", bins.Names, series),
            Table = new DataTable($"{title}: experiments", ["", .. outcomes.Select(outcome => outcome.Name)],
            [
                .. bins.Names.Select((name, index) => (object?[])[name, .. series.Select(one => (object?)(long)one.Values[index]!)]),
                Row("All", 1), Row("Median, h", 2), Row("9 of 10 within, h", 3), Row("Longest, h", 4),
            ]),
        };

        object?[] Row(string name, int column) => [name, .. outcomes.Select(outcome => summary.TryGetValue(outcome.Outcome, out var row) ? row[column] : column == 1 ? 0L : null)];
    }
}

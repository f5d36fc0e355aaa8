using System.Globalization;

namespace ExperimentLake.Worker.Reports.Sections;

/// <summary>How much traffic the shadow tests of today take.</summary>
internal static class Sampling
{
    public static async Task<Section> AskAsync(ReportLake lake)
    {
        var counts = (await lake.AskAsync("""
            SELECT v.sampling_percentage, count(*)
            FROM experiment_shadow_variants v
            JOIN present l ON l.arn = v.arn AND l.creation_time = v.creation_time AND l.snapshot_date = v.snapshot_date
            WHERE l.status = 'Running' AND v.shadow_variant_name IS NOT NULL
            GROUP BY ALL ORDER BY ALL NULLS LAST
            """)).Select(row => (Percentage: row[0] is int percentage ? percentage.ToString(CultureInfo.InvariantCulture) + " %" : "not told", Count: (long)row[1]!)).ToList();
        var untold = await lake.CountAsync("SELECT count(*) FROM present WHERE status = 'Running'") - await lake.CountAsync("""
            SELECT count(DISTINCT (v.arn, v.creation_time))
            FROM experiment_shadow_variants v
            JOIN present l ON l.arn = v.arn AND l.creation_time = v.creation_time AND l.snapshot_date = v.snapshot_date
            WHERE l.status = 'Running' AND v.shadow_variant_name IS NOT NULL
            """);
        return new Section(
            "sampling", "Sampling of running shadow tests",
            "Shadow variants of the experiments that were running in the newest snapshot of their account region, by the share of requests that is copied to them.",
            counts.Count == 0
                ? [new Exhibit("sampling-percentages", null) { Nothing = "No shadow test is running." }]
                :
                [
                    new Exhibit("sampling-percentages", null)
                    {
                        Note = untold == 0 ? null : $"{DataTable.Text(untold)} more running, without a shadow variant in what AWS tells.",
                        Chart = new Chart(ChartKind.Columns, "Running shadow variants by sampling percentage.", "shadow variants", [.. counts.Select(count => count.Percentage)],
                            [new Series("Shadow variants", "running", [.. counts.Select(count => (double?)count.Count)])]) { Axis = "sampling" },
                        Table = new DataTable("Running shadow variants by sampling percentage", ["Sampling", "Shadow variants"], [.. counts.Select(count => new object?[] { count.Percentage, count.Count })]),
                    },
                ]);
    }
}

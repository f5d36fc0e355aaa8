namespace ExperimentLake.Worker.Reports.Sections;

/// <summary>What shadow tests use: instance-hours by team and by instance type.</summary>
internal static class Footprint
{
    private const int Teams = 15;
    private const int Types = 7;
    private const int TypesAlone = 20;
    private const string Others = "all others";

    /// <summary>
    /// Hours of this period alone, as one row for each experiment that has some: its team, its shadow variant's instance type, and the hours times
    /// instances. What began before the period has the part of its hours that lies in it.
    /// </summary>
    public static string Hours(ReportLake lake) => $"""
        WITH tagged AS (
            SELECT arn, creation_time, max_by(coalesce(
                nullif(map_extract_value(tags, 'team'), ''), nullif(map_extract_value(tags, 'Team'), ''), nullif(map_extract_value(tags, 'TEAM'), ''), '(no team tag)'), snapshot_date) AS team
            FROM inference_experiments WHERE tags IS NOT NULL GROUP BY ALL),
        hours AS (
            SELECT coalesce(t.team, '(tags not known)') AS team, coalesce(f.shadow_instance_type, '(no shadow variant)') AS instance_type,
                f.shadow_instances * greatest(0, f.hours_running - greatest(0, date_diff('millisecond', f.actual_start, TIMESTAMPTZ '{lake.From} 00:00:00+00') / 3.6e6)) AS hours
            FROM experiment_facts f LEFT JOIN tagged t USING (arn, creation_time)),
        used AS (SELECT * FROM hours WHERE hours > 0)
        """;

    public static async Task<Section> AskAsync(ReportLake lake)
    {
        var uses = (await lake.AskAsync($"{Hours(lake)} SELECT team, instance_type, count(*), sum(hours) FROM used GROUP BY ALL ORDER BY ALL"))
            .Select(row => new Use((string)row[0]!, (string)row[1]!, (long)row[2]!, (double)row[3]!)).ToList();
        var nothing = new Exhibit("hours-by-team", null) { Nothing = "No shadow variant ran on an instance in this period." };
        return new Section(
            "footprint", "Shadow instance-hours",
            "Hours that experiments ran in this period, times the instances of their shadow variants when last seen running; by the tag team (or Team, TEAM) as last known, and by the type of those instances.",
            uses.Count == 0 ? [nothing] : [ByTeam(uses), ByType(uses)]);
    }

    private static Exhibit ByTeam(List<Use> uses)
    {
        var teams = Largest(uses, use => use.Team, Teams);
        var types = Largest(uses, use => use.Type, Types);
        var hours = uses.GroupBy(use => (Team: In(teams, use.Team), Type: In(types, use.Type))).ToDictionary(group => group.Key, group => group.Sum(use => use.Hours));
        double Of(string team, string type) => Math.Round(hours.GetValueOrDefault((team, type)), 1);
        return new Exhibit("hours-by-team", "By team")
        {
            Chart = new Chart(ChartKind.Bars, "Shadow instance-hours of each team, by instance type.", "instance-hours", teams,
                [.. types.Select((type, index) => new Series(type, type == Others ? "other" : FormattableString.Invariant($"type{index + 1}"), [.. teams.Select(team => (double?)Of(team, type))]))]),
            Table = new DataTable("Shadow instance-hours by team and instance type", ["Team", "All", .. types],
                [.. teams.Select(team => (object?[])[team, Math.Round(types.Sum(type => hours.GetValueOrDefault((team, type))), 1), .. types.Select(type => (object?)Of(team, type))])]),
        };
    }

    private static Exhibit ByType(List<Use> uses)
    {
        var types = Largest(uses, use => use.Type, TypesAlone);
        var byType = uses.GroupBy(use => In(types, use.Type)).ToDictionary(group => group.Key, group => (Count: group.Sum(use => use.Experiments), Hours: Math.Round(group.Sum(use => use.Hours), 1)));
        var hours = types.Select(type => new { IsRest = type == Others, byType[type].Hours }).ToList();
        List<Series> series = [new("Instance-hours", "type1", [.. hours.Select(one => one.IsRest ? null : (double?)one.Hours)])];
        if (types.Contains(Others))
        {
            // Often more than the longest bar, and not to be taken for one of them.
            series.Add(new("All others together", "other", [.. hours.Select(one => one.IsRest ? one.Hours : (double?)null)]));
        }

        return new Exhibit("hours-by-type", "By instance type")
        {
            Chart = new Chart(ChartKind.Bars, "Shadow instance-hours of each instance type.", "instance-hours", types, series),
            Table = new DataTable("Shadow instance-hours by instance type", ["Instance type", "Instance-hours", "Experiments"],
                [.. types.Select(type => new object?[] { type, byType[type].Hours, byType[type].Count })]),
        };
    }

    /// <summary>The names with most hours, and, when there are more, one for all the rest.</summary>
    private static List<string> Largest(List<Use> uses, Func<Use, string> name, int count)
    {
        var names = uses.GroupBy(name).OrderByDescending(group => group.Sum(use => use.Hours)).ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Key).ToList();
        return names.Count <= count + 1 ? names : [.. names.Take(count), Others];
    }

    private static string In(List<string> names, string name) => names.Contains(name) ? name : Others;

    /// <summary>What the experiments of a team used of an instance type.</summary>
    private sealed record Use(string Team, string Type, long Experiments, double Hours);
}

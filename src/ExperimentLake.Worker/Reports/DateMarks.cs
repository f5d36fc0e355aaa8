namespace ExperimentLake.Worker.Reports;

/// <summary>Dates that stand out behind the numbers: nobody should take for news what was not looked at.</summary>
internal static class DateMarks
{
    public static IReadOnlyList<Series> Of(IReadOnlyList<string> dates, IEnumerable<string> partial, IEnumerable<string> covered)
    {
        var (some, all) = (partial.ToHashSet(), covered.ToHashSet());
        return
        [
            .. new[]
            {
                new Series("partial snapshot", "partial", [.. dates.Select(date => some.Contains(date) ? 1 : (double?)null)]),
                new Series("no snapshot", "missing", [.. dates.Select(date => all.Contains(date) ? null : (double?)1)]),
            }.Where(mark => mark.Values.Any(value => value is not null)),
        ];
    }
}

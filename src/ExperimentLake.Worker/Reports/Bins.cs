namespace ExperimentLake.Worker.Reports;

/// <summary>Classes of a number of hours, the last without an end.</summary>
internal sealed class Bins(params (string Name, double Below)[] bins)
{
    public static Bins Durations { get; } = new(
        ("under 1 h", 1), ("1–6 h", 6), ("6–24 h", 24), ("1–3 d", 72), ("3–7 d", 168), ("7–14 d", 336), ("14–30 d", 720), ("30 d or more", double.PositiveInfinity));

    /// <summary>Of hours beyond the planned end; 0 is in time.</summary>
    public static Bins Overruns { get; } = new(
        ("in time", 1e-9), ("up to 1 h", 1), ("1–6 h", 6), ("6–24 h", 24), ("1–3 d", 72), ("3–7 d", 168), ("7 d or more", double.PositiveInfinity));

    public IReadOnlyList<string> Names { get; } = [.. bins.Select(bin => bin.Name)];

    /// <summary>SQL for the number of the class that an expression falls into.</summary>
    public string Of(string hours) =>
        $"CASE {string.Concat(bins.SkipLast(1).Select((bin, index) => FormattableString.Invariant($"WHEN {hours} < {bin.Below} THEN {index} ")))}ELSE {bins.Length - 1} END";

    /// <summary>Counts by class, in the order of the classes.</summary>
    public IReadOnlyList<double?> Values(IEnumerable<(int Class, long Count)> counts)
    {
        var values = new double?[bins.Length];
        Array.Fill(values, 0);
        foreach (var (number, count) in counts)
        {
            values[number] = count;
        }

        return values;
    }
}

namespace ExperimentLake.Checks;

/// <summary>One answer of a check.</summary>
/// <param name="Verdict">Whether all is well with it.</param>
/// <param name="About">What it is about, in a word or two.</param>
/// <param name="Answer">What is so, in one or more lines; if all is not well it ends with what to do.</param>
public sealed record Finding(Verdict Verdict, string About, string Answer);

/// <summary>What follows from an answer; the worse, the greater.</summary>
public enum Verdict
{
    /// <summary>Nothing stands in the way of a snapshot.</summary>
    Ok,

    /// <summary>Worth knowing; snapshots work.</summary>
    Warning,

    /// <summary>A snapshot would be partial, or something did not answer this time.</summary>
    Failed,

    /// <summary>A snapshot would not even begin, until the configuration is another.</summary>
    WrongConfiguration,
}

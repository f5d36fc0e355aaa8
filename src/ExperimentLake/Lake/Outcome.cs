using System.Text.Json;

namespace ExperimentLake.Lake;

/// <summary>What came of looking at an account region.</summary>
public enum Outcome
{
    /// <summary>Every listed experiment was written, or had vanished.</summary>
    Complete,

    /// <summary>AWS listed none, or all had vanished.</summary>
    Empty,

    /// <summary>Some could not be read; the file holds the rest.</summary>
    Partial,

    /// <summary>The region is not enabled for the account, or does not have the service.</summary>
    Unsupported,

    /// <summary>The organization's policy forbids it.</summary>
    Blocked,

    /// <summary>We lack a permission.</summary>
    Denied,

    /// <summary>AWS throttled to the end.</summary>
    Throttled,

    /// <summary>Anything else.</summary>
    Failed,
}

/// <summary>What follows from an outcome.</summary>
public static class Outcomes
{
    /// <summary>Nothing more is to be had on this day: not asked again.</summary>
    public static bool IsSettled(this Outcome outcome) =>
        outcome is Outcome.Complete or Outcome.Empty or Outcome.Unsupported or Outcome.Blocked;

    /// <summary>As columns, manifests, logs and metrics word it.</summary>
    public static string Name(this Outcome outcome) => JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString());

    /// <summary>A later attempt of the day never lowers this.</summary>
    public static int Rank(this Outcome outcome) => outcome.IsSettled() ? 2 : outcome == Outcome.Partial ? 1 : 0;
}

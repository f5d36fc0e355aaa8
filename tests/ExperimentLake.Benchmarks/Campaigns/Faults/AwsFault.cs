using ExperimentLake.Simulator;

namespace ExperimentLake.Benchmarks.Campaigns.Faults;

/// <summary>What goes wrong at AWS during a run, and what of its account regions that have experiments is right then.</summary>
/// <param name="Name">In the words of the results.</param>
/// <param name="Arm">Has it happen from now on, or from some call on.</param>
internal sealed record AwsFault(string Name, Action<SimulatedAws, Random> Arm)
{
    private const string Describe = "DescribeInferenceExperiment";

    /// <summary>Outcome and error code of what is lost by it; none when retries get over it, so that everything is complete.</summary>
    public IReadOnlyList<string> Losses { get; init; } = [];

    /// <summary>Whether none is complete, as opposed to those that were done before it began.</summary>
    public bool IsTotal { get; init; }

    /// <summary>Rows have no tags, and that is final for the day.</summary>
    public bool HidesTags { get; init; }

    /// <summary>How far the clock of AWS is from ours.</summary>
    public TimeSpan Skew { get; init; }

    /// <summary>More words for the command line.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>What the product says it does is in its README, "When something fails, and running again".</summary>
    public static IReadOnlyList<AwsFault> All { get; } =
    [
        new("throttle 30 %", (aws, _) => aws.Faults.Add(new() { Kind = FaultKind.Throttle, Probability = 0.3 })),
        new("5xx 10 %", (aws, _) => aws.Faults.Add(new() { Kind = FaultKind.ServerError, Probability = 0.1 })),
        new("reset 5 %", (aws, _) => aws.Faults.Add(new() { Kind = FaultKind.Reset, Probability = 0.05 })),
        // Half a body that promises the whole, and half a body that claims to be one.
        new("truncated body", (aws, _) => aws.Faults.Replace(
            [new() { Kind = FaultKind.Truncate, Probability = 0.1 }, new() { Kind = FaultKind.Truncate, Probability = 0.1, MatchingLength = true }])),
        new("stalled body", (aws, _) => aws.Faults.Add(new() { Kind = FaultKind.Stall, Probability = 0.05 })) { Words = ["--Limits:Call", "00:00:02"] },
        new("expired credentials", (aws, random) => ExpireAt(aws, random.Next(10, 60)))
        {
            // As SageMaker words it, and as STS does.
            Losses = ["failed ExpiredTokenException", "partial ExpiredTokenException", "failed ExpiredToken"],
        },
        new("clock off by 10 min", (_, _) => { }) { Skew = TimeSpan.FromMinutes(10) },
        new("denied describe", (aws, _) => aws.Faults.Deny(operation: Describe)) { Losses = ["denied AccessDeniedException"], IsTotal = true },
        new("denied tags", (aws, _) => aws.Faults.Deny(operation: "ListTags")) { HidesTags = true },
    ];

    /// <summary>From the given call to SageMaker on, nobody takes our credentials any more, and there are no newer ones to be had.</summary>
    private static void ExpireAt(SimulatedAws aws, int call)
    {
        var calls = 0;
        aws.Calls.Watch = seen =>
        {
            if (seen.Service == "sagemaker" && Interlocked.Increment(ref calls) == call)
            {
                aws.Faults.Replace(new string?[] { null, "AssumeRole", "GetCallerIdentity" }.Select(operation => new Fault { Kind = FaultKind.Expire, Operation = operation }));
            }
        };
    }
}

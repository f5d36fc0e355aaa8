namespace ExperimentLake.Simulator;

/// <summary>
/// One thing that goes wrong with the calls that match all the members given. Without an <see cref="Operation"/> that is
/// every SageMaker call; calls to Organizations, STS and Glue go wrong only when named.
/// </summary>
public sealed record Fault
{
    public required FaultKind Kind { get; init; }

    /// <summary>The caller's account; for AssumeRole that of the role.</summary>
    public string? Account { get; init; }

    public string? Region { get; init; }

    /// <summary>ListInferenceExperiments, DescribeInferenceExperiment, ListTags, ListAccounts, AssumeRole, GetCallerIdentity, or one of Glue such as UpdateTable.</summary>
    public string? Operation { get; init; }

    /// <summary>An experiment's name in any case. Calls about no single experiment then do not match.</summary>
    public string? Name { get; init; }

    public double Probability { get; init; } = 1;

    /// <summary>It stops after so many.</summary>
    public int? Times { get; init; }

    public double RatePerSecond { get; init; } = 10;

    public int Burst { get; init; } = 10;

    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    public long Bytes { get; init; } = 100_000_000;

    public bool MatchingLength { get; init; }

    public bool FreshTokens { get; init; }

    public string ErrorCode { get; init; } = "InternalServiceException";
}

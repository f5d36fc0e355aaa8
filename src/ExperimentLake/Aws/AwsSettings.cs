namespace ExperimentLake.Aws;

/// <summary>Which accounts and regions to read, and as whom. Credentials are never settings: the SDK's default chain finds them.</summary>
public sealed record AwsSettings
{
    public const string Self = "self";

    /// <summary>The word <c>self</c>, or account ids.</summary>
    public IReadOnlyList<string> Accounts { get; set; } = [];

    /// <summary>Region names.</summary>
    public IReadOnlyList<string> Regions { get; set; } = [];

    /// <summary>Role that is assumed in every account but our own.</summary>
    public string RoleName { get; set; } = "ExperimentLakeReader";

    /// <summary>External id that the role's trust policy asks for.</summary>
    public string? ExternalId { get; set; }

    /// <summary>Session name, as auditors see it in CloudTrail.</summary>
    public string SessionName { get; set; } = "experiment-lake";
}

/// <summary>How much and how long.</summary>
public sealed record LimitSettings
{
    /// <summary>Requests to AWS under way at once, over all accounts and regions.</summary>
    public int CallsInFlight { get; set; } = 32;

    /// <summary>Longest time for one attempt of one call.</summary>
    public TimeSpan Call { get; set; } = TimeSpan.FromMinutes(1);
}

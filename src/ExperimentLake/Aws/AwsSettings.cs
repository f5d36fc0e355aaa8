namespace ExperimentLake.Aws;

/// <summary>Which accounts and regions to read, and as whom. Credentials are never settings: the SDK's default chain finds them.</summary>
public sealed record AwsSettings
{
    public const string Self = "self";
    public const string Organization = "organization";
    public const string All = "all";

    /// <summary>The word <c>self</c> and account ids, or the word <c>organization</c>: every active account of it.</summary>
    public IReadOnlyList<string> Accounts { get; set; } = [];

    /// <summary>Of the organization's accounts, only these; all when empty.</summary>
    public IReadOnlyList<string> IncludeAccounts { get; set; } = [];

    /// <summary>Of the organization's accounts, not these.</summary>
    public IReadOnlyList<string> ExcludeAccounts { get; set; } = [];

    /// <summary>Arn of a role that may list the organization's accounts; null when we may ourselves.</summary>
    public string? OrganizationRoleArn { get; set; }

    /// <summary>Region names, or the word <c>all</c>: where the service is, in our partition.</summary>
    public IReadOnlyList<string> Regions { get; set; } = [];

    public bool IsOrganization => Accounts.Contains(Organization);

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

    /// <summary>Longest time for one account in a run, so that one in trouble does not hold up the others for as long as a run lasts.</summary>
    public TimeSpan Account { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Longest time for a run. What it has not read by then is failed, and asked for again.</summary>
    public TimeSpan Run { get; set; } = TimeSpan.FromHours(6);
}

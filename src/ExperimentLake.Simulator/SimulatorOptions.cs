namespace ExperimentLake.Simulator;

/// <summary>What the simulated AWS looks like. Equal options give equal worlds, byte for byte.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Accounts of 12 digits; the first is the caller's own.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = ["012345678901"];

    /// <summary>Regions that have the service. Any other one refuses SageMaker calls as a region that is not enabled does.</summary>
    public IReadOnlyList<string> Regions { get; init; } = ["us-east-1"];

    /// <summary>
    /// Experiments in each account, spread unevenly over the regions. With <see cref="Deletions"/> this is an average
    /// over time; without, it is exact from 2025 on.
    /// </summary>
    public int ExperimentsPerAccount { get; init; } = 40;

    /// <summary>Whether experiments are deleted, and their names used again by later ones.</summary>
    public bool Deletions { get; init; } = true;

    public int Seed { get; init; } = 1;

    /// <summary>0 takes any free port. Always on 127.0.0.1.</summary>
    public int Port { get; init; }

    /// <summary>The role that AssumeRole knows in every account.</summary>
    public string RoleName { get; init; } = "ExperimentLakeReader";

    /// <summary>The account that the organization belongs to; null takes the first.</summary>
    public string? ManagementAccount { get; init; }

    /// <summary>A role of the management account that may list the organization's accounts, as that account's user may.</summary>
    public string OrganizationRoleName { get; init; } = "ExperimentLakeOrganizationReader";

    /// <summary>How many of the accounts, counted from the last, are suspended, about to close or closed. Their roles cannot be assumed.</summary>
    public int InactiveAccounts { get; init; }

    /// <summary>When set, AssumeRole refuses callers that do not give it.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Waited before each answer.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Most tags in one ListTags page. AWS may return fewer than asked for, so this is below the 50 a caller must ask for.</summary>
    public int TagsPerPage { get; init; } = 20;
}

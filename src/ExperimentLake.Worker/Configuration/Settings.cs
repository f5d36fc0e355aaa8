using ExperimentLake.Aws;
using ExperimentLake.Catalog;
using ExperimentLake.Lake;
using ExperimentLake.Snapshots;

namespace ExperimentLake.Worker.Configuration;

/// <summary>All that can be configured. A section is a property, a key a property of it.</summary>
internal sealed record Settings
{
    public LakeSettings Lake { get; set; } = new();

    public AwsSettings Aws { get; set; } = new();

    public LimitSettings Limits { get; set; } = new();

    public ScheduleSettings Schedule { get; set; } = new();

    public ClusterSettings Cluster { get; set; } = new();

    public CatalogSettings Catalog { get; set; } = new();

    public HealthSettings Health { get; set; } = new();
}

/// <summary>Where the worker answers whether it is well.</summary>
internal sealed record HealthSettings
{
    /// <summary>Address and port to listen on; loopback unless said otherwise.</summary>
    public string Url { get; set; } = "http://127.0.0.1:8080";
}

/// <summary>Wrong configuration or command line: exit code 3. The message names the key and the fix.</summary>
internal sealed class ConfigurationException(string message) : Exception(message);

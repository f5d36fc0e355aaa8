using System.Globalization;
using System.Reflection;
using ExperimentLake.Schema;

namespace ExperimentLake.Lake;

/// <summary>Who wrote a file.</summary>
public static class Writer
{
    public static string Version { get; } =
        typeof(Writer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    internal const string VersionKey = "experiment_lake.writer_version";

    internal const string SchemaVersionKey = "experiment_lake.schema_version";

    /// <summary>Of a data file: the state of its account region as JSON, but for what only who has the whole file knows.</summary>
    internal const string StateKey = "experiment_lake.state";

    public static string Name => $"ExperimentLake {Version}";

    /// <summary>Key-value metadata of a Parquet file.</summary>
    internal static Dictionary<string, string> Metadata(DateOnly date, AccountRegion? accountRegion = null)
    {
        var metadata = new Dictionary<string, string>
        {
            [VersionKey] = Version,
            [SchemaVersionKey] = Tables.SchemaVersion.ToString(CultureInfo.InvariantCulture),
            ["experiment_lake.snapshot_date"] = LakeKeys.Text(date),
        };
        if (accountRegion is { } one)
        {
            metadata["experiment_lake.account_id"] = one.Account;
            metadata["experiment_lake.region"] = one.Region;
        }

        return metadata;
    }
}

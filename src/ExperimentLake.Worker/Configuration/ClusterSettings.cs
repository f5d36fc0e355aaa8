using System.Data.Common;
using Npgsql;

namespace ExperimentLake.Worker.Configuration;

/// <summary>What several workers share, so that they share the work.</summary>
internal sealed record ClusterSettings
{
    /// <summary>Connection string of a PostgreSQL database; null for one worker alone, whose schedule is in memory. Without a password.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The same, encrypted but to this machine: Npgsql by itself does without when the server says so.</summary>
    public string Encrypted
    {
        get
        {
            var builder = new NpgsqlConnectionStringBuilder(ConnectionString);
            if (builder.SslMode == SslMode.Prefer && builder.Host is not ("127.0.0.1" or "::1" or "localhost") && builder.Host?.StartsWith('/') != true)
            {
                builder.SslMode = SslMode.Require;
            }

            return builder.ConnectionString;
        }
    }

    public static string Explain(DbException exception) =>
        $"The database of Cluster:ConnectionString cannot be used: {exception.Message} The password comes by PGPASSWORD or PGPASSFILE.";
}

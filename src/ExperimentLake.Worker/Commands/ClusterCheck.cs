using System.Data.Common;
using ExperimentLake.Checks;
using ExperimentLake.Worker.Configuration;
using Npgsql;

namespace ExperimentLake.Worker.Commands;

/// <summary>May we use the database that several workers share?</summary>
internal static class ClusterCheck
{
    private const string Subject = "cluster";

    public static async Task<Finding> AskAsync(ClusterSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            await using var database = NpgsqlDataSource.Create(settings.Encrypted);
            // Its tables are made when the first worker starts.
            await using var command = database.CreateCommand("SELECT to_regclass('qrtz_triggers') IS NOT NULL, COALESCE(has_schema_privilege(current_schema(), 'CREATE'), false)");
            await using var answer = await command.ExecuteReaderAsync(cancellationToken);
            await answer.ReadAsync(cancellationToken);
            var (hasTables, mayCreate) = (answer.GetBoolean(0), answer.GetBoolean(1));
            return hasTables || mayCreate
                ? new Finding(Verdict.Ok, Subject, $"connect yes, tables {(hasTables ? "yes" : "to be made")}")
                : new Finding(Verdict.WrongConfiguration, Subject, "connect yes, tables no, and we may not make them.\nGrant the user of Cluster:ConnectionString CREATE on its schema.");
        }
        catch (DbException exception)
        {
            return new Finding(exception.IsTransient ? Verdict.Failed : Verdict.WrongConfiguration, Subject, ClusterSettings.Explain(exception));
        }
    }
}

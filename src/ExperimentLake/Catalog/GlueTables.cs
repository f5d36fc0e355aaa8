using System.Text.Json.Nodes;
using Amazon.Runtime;
using ExperimentLake.Schema;

namespace ExperimentLake.Catalog;

/// <summary>Has the tables created and kept current. Several workers may be at it: the one that comes late looks again.</summary>
internal sealed class GlueTables(GlueClient glue, GluePartitions partitions)
{
    private const int Attempts = 6;

    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(200);

    /// <param name="table">The table.</param>
    /// <param name="beforeUpdate">Done with a table that is there, before it and perhaps very many partitions are brought up to date.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The table as Glue has it now.</returns>
    /// <exception cref="CatalogException">The table is not ours, there is no database for it, or somebody changes it all the time.</exception>
    /// <exception cref="AmazonServiceException">Glue refused.</exception>
    public async Task<JsonObject> KeepAsync(HiveTable table, Func<JsonObject, Task> beforeUpdate, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var kept = await glue.GetTableAsync(table.Table.Name, cancellationToken);
            if (kept is not null && IsCurrent(table, kept))
            {
                return kept;
            }

            if (kept is not null)
            {
                await beforeUpdate(kept);
            }

            try
            {
                await (kept is null ? CreateAsync(table, cancellationToken) : UpdateAsync(table, kept, cancellationToken));
            }
            catch (AmazonServiceException exception)
                when (exception.ErrorCode is GlueClient.AlreadyExists or "ConcurrentModificationException" or "VersionMismatchException")
            {
                await Task.Delay(attempt * s_rest, cancellationToken);
            }
        }

        throw new CatalogException($"the table {table.Table.Name} is changed by somebody else all the time: {Attempts} attempts to bring it up to date met with another change.");
    }

    /// <summary>Whether nothing is to be changed.</summary>
    /// <exception cref="CatalogException">The table is not ours.</exception>
    public static bool IsCurrent(HiveTable table, JsonObject kept) => GlueTable.Foreign(table, kept) is { } why
        ? throw new CatalogException(
            $"the table {table.Table.Name} {why}: it is somebody else's, or of a lake that has moved. Set Catalog:Database to another database, or delete the "
            + "table (its data stays): the next run then creates it, with all its partitions.")
        : JsonNode.DeepEquals(GlueTable.Updated(table, kept), GlueTable.Input(kept));

    private async Task CreateAsync(HiveTable table, CancellationToken cancellationToken)
    {
        try
        {
            // The last key is the date: what most questions are about.
            await glue.CreateTableAsync(GlueTable.New(table), table.IsProjected ? null : table.PartitionKeys[^1].Name, cancellationToken);
        }
        catch (AmazonServiceException exception) when (exception.ErrorCode == GlueClient.NotFound)
        {
            throw new CatalogException("there is no such database.") { IsNoDatabase = true };
        }
    }

    private async Task UpdateAsync(HiveTable table, JsonObject kept, CancellationToken cancellationToken)
    {
        var input = GlueTable.Updated(table, kept);
        var columns = (JsonArray)input["StorageDescriptor"]!["Columns"]!;
        if (!table.IsProjected && !JsonNode.DeepEquals(columns, kept["StorageDescriptor"]!["Columns"]))
        {
            // Before the table: cut short in between, the table still says that there is something to do.
            await partitions.UpdateAsync(table.Table.Name, columns, cancellationToken);
        }

        await glue.UpdateTableAsync(input, (string?)kept["VersionId"], cancellationToken);
    }
}

using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using ExperimentLake.Simulator.Glue;
using ExperimentLake.Simulator.Operations;

namespace ExperimentLake.Simulator.Wire;

/// <summary>Answers the calls to Glue. Unlike the experiments, what it tells is what it was told.</summary>
internal sealed class GlueDesk(TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string Account, string Region), SimulatedCatalog> _catalogs = new();

    /// <exception cref="Refusal">AWS would refuse the call.</exception>
    public Answer Answer(Call call, Input input, Fault? fault)
    {
        var catalog = _catalogs.GetOrAdd((call.Account, call.Region), _ => new());
        var request = JsonObject.Create(call.Parameters)!;
        var error = fault?.Kind == FaultKind.PartitionErrors ? fault.ErrorCode : null;
        lock (catalog.Gate)
        {
            return Wire.Answer.Json(JsonSerializer.SerializeToUtf8Bytes(call.Operation switch
            {
                "CreateDatabase" => GlueTables.CreateDatabase(input, request, catalog),
                "GetDatabase" => GlueTables.GetDatabase(input, catalog),
                "GetTable" => GlueTables.GetTable(input, catalog, call.Account),
                "CreateTable" => GlueTables.CreateTable(input, request, catalog, Seconds()),
                "UpdateTable" => GlueTables.UpdateTable(input, request, catalog),
                "DeleteTable" => GlueTables.DeleteTable(input, catalog),
                "GetPartitionIndexes" => GlueTables.GetPartitionIndexes(input, catalog),
                "GetPartitions" => GluePartitions.GetPartitions(input, request, catalog, call.Account),
                "BatchCreatePartition" => GluePartitions.BatchCreate(input, request, catalog, error),
                "BatchUpdatePartition" => GluePartitions.BatchUpdate(input, request, catalog, error),
                _ => throw Refusal.UnknownOperation(),
            }));
        }
    }

    // As Glue's own: with a fraction.
    private double Seconds() => clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
}

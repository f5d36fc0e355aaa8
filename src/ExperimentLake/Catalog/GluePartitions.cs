using System.Text.Json.Nodes;
using ExperimentLake.Schema;

namespace ExperimentLake.Catalog;

/// <summary>The registered partitions of a table. Each keeps columns of its own.</summary>
internal sealed class GluePartitions(GlueClient glue)
{
    private const int CallsAtOnce = 4;
    private const int Attempts = 5;

    // Of so many, Glue is asked first which are there: a step that is cut short by its deadline then goes on where it ended.
    private const int Many = 10 * GlueClient.BatchSize;

    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(200);

    /// <summary>Registers partitions. Those that are registered already stay as they are.</summary>
    /// <param name="table">The table.</param>
    /// <param name="kept">The table, as Glue has it.</param>
    /// <param name="partitions">Values of the partition keys of each.</param>
    /// <param name="cancellationToken">Stops it; what is registered by then stays.</param>
    /// <exception cref="CatalogException">Glue does not take some of them.</exception>
    public async Task RegisterAsync(
        HiveTable table, JsonObject kept, IReadOnlyCollection<PartitionValues> partitions, CancellationToken cancellationToken)
    {
        var missing = partitions.ToHashSet();
        if (missing.Count > Many)
        {
            await foreach (var page in glue.GetPartitionsAsync(table.Table.Name, withColumns: false, cancellationToken))
            {
                missing.ExceptWith(page.Select(PartitionValues.Of));
            }
        }

        await InBatchesAsync(
            missing.Select(values => Input(table, kept, values)), batch => glue.BatchCreateAsync(table.Table.Name, batch, cancellationToken),
            "register", GlueClient.AlreadyExists, cancellationToken);
    }

    /// <summary>Gives the registered partitions the columns of their table, and leaves everything else of them as it is.</summary>
    /// <param name="name">Name of the table.</param>
    /// <param name="columns">The columns of the table.</param>
    /// <param name="cancellationToken">Stops it; what is updated by then stays.</param>
    /// <exception cref="CatalogException">Glue does not take some of them.</exception>
    public async Task UpdateAsync(string name, JsonArray columns, CancellationToken cancellationToken)
    {
        var ours = Bare(columns);
        await foreach (var page in glue.GetPartitionsAsync(name, withColumns: true, cancellationToken))
        {
            // One that somebody has deleted meanwhile needs no columns.
            await InBatchesAsync(
                page.Select(partition => Updated(partition, ours)).OfType<JsonObject>(), batch => glue.BatchUpdateAsync(name, batch, cancellationToken),
                "update", GlueClient.NotFound, cancellationToken);
        }
    }

    /// <summary>Its location apart it is stored as its table is.</summary>
    private static JsonObject Input(HiveTable table, JsonObject kept, PartitionValues values)
    {
        var storage = (JsonObject)kept["StorageDescriptor"]!.DeepClone();
        storage["Columns"] = Bare((JsonArray)storage["Columns"]!);
        storage["Location"] = table.PartitionLocation(values.Values);
        return new JsonObject { ["Values"] = new JsonArray([.. values.Values]), ["StorageDescriptor"] = storage };
    }

    /// <returns>The partition with those columns; null when it has them.</returns>
    private static JsonObject? Updated(JsonObject partition, JsonArray columns)
    {
        if (partition["StorageDescriptor"] is not JsonObject { } storage)
        {
            return null;
        }

        var there = storage["Columns"] as JsonArray ?? [];
        var wide = GlueTable.Widened(there, columns);
        if (JsonNode.DeepEquals(there, wide))
        {
            return null;
        }

        string[] members = ["Values", "LastAccessTime", "StorageDescriptor", "Parameters", "LastAnalyzedTime"];
        var input = new JsonObject(members.Where(partition.ContainsKey).Select(member => KeyValuePair.Create(member, partition[member]?.DeepClone())));
        input["StorageDescriptor"]!["Columns"] = wide;
        return input;
    }

    // A comment is read from the table; a thousand times a hundred of them are not small.
    private static JsonArray Bare(JsonArray columns) =>
        [.. columns.Select(column => new JsonObject { ["Name"] = (string?)column?["Name"], ["Type"] = (string?)column?["Type"] })];

    private static Task InBatchesAsync(
        IEnumerable<JsonObject> inputs, Func<IEnumerable<JsonObject>, Task<IReadOnlyList<PartitionError>>> call, string verb, string fine, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(inputs.Chunk(GlueClient.BatchSize), options, async (batch, token) =>
        {
            var left = batch.ToDictionary(input => PartitionValues.Of(input).ToString());
            for (var attempt = 1; ; attempt++)
            {
                // Copies: a node of JSON has one parent.
                var errors = (await call(left.Values.Select(input => (JsonObject)input.DeepClone()))).Where(error => error.Code != fine).ToList();
                if (errors.Count == 0)
                {
                    return;
                }

                var lasting = errors.FirstOrDefault(error => !error.MayPass || !left.ContainsKey(error.Partition)) ?? (attempt == Attempts ? errors[0] : null);
                if (lasting is not null)
                {
                    var more = errors.Count > 1 ? $" So with {errors.Count - 1} more." : "";
                    throw new CatalogException($"cannot {verb} the partition {lasting.Partition}: {lasting.Code}: {lasting.Message}{more}");
                }

                left = errors.Select(error => error.Partition).Distinct().ToDictionary(values => values, values => left[values]);
                await Task.Delay(attempt * s_rest, token);
            }
        });
    }
}

/// <summary>What tells a partition from the others of its table, in the order of the partition keys.</summary>
internal sealed record PartitionValues(params IReadOnlyList<string> Values)
{
    /// <summary>Of a partition as Glue gives it, or takes it.</summary>
    public static PartitionValues Of(JsonObject partition) => new([.. (partition[nameof(Values)] as JsonArray ?? []).Select(value => (string?)value ?? "")]);

    public bool Equals(PartitionValues? other) => other is not null && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => string.Join('/', Values);
}

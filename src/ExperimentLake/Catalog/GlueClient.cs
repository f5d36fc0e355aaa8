using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using ExperimentLake.Aws;

namespace ExperimentLake.Catalog;

/// <summary>The operations on the tables of one database. https://docs.aws.amazon.com/glue/latest/webapi/API_Operations.html</summary>
internal sealed class GlueClient(AwsJsonClient client, string database) : IDisposable
{
    /// <summary>All that a commit calls.</summary>
    public const string Rights =
        "glue:GetTable, glue:CreateTable, glue:UpdateTable, glue:GetPartitions, glue:BatchCreatePartition and glue:BatchUpdatePartition";

    /// <summary>Most partitions in one call that creates or updates them.</summary>
    public const int BatchSize = 100;

    public const string AlreadyExists = "AlreadyExistsException";
    public const string NotFound = "EntityNotFoundException";

    // With their columns some kilobytes each: a page of the 1,000 that are allowed could be larger than any reply may be.
    private const int PageSize = 500;

    public Task GetDatabaseAsync(CancellationToken cancellationToken) =>
        CallAsync("GetDatabase", new JsonObject { ["Name"] = database }, cancellationToken);

    /// <summary>The table as Glue has it; null when there is none, or no such database.</summary>
    public async Task<JsonObject?> GetTableAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await CallAsync("GetTable", new JsonObject { ["DatabaseName"] = database, ["Name"] = name }, cancellationToken);
            return reply["Table"] as JsonObject ?? throw new InvalidReplyException("GetTable", "has no table");
        }
        catch (AmazonServiceException exception) when (exception.ErrorCode == NotFound)
        {
            return null;
        }
    }

    /// <param name="input">The table.</param>
    /// <param name="index">Partition key to find partitions by; null without one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task CreateTableAsync(JsonObject input, string? index, CancellationToken cancellationToken)
    {
        var request = new JsonObject { ["DatabaseName"] = database, ["TableInput"] = input };
        if (index is not null)
        {
            request["PartitionIndexes"] = new JsonArray(new JsonObject { ["IndexName"] = index, ["Keys"] = new JsonArray(index) });
        }

        return CallAsync("CreateTable", request, cancellationToken);
    }

    /// <param name="input">The table.</param>
    /// <param name="version">The version that was read: one that somebody has changed meanwhile is refused.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task UpdateTableAsync(JsonObject input, string? version, CancellationToken cancellationToken)
    {
        // Old versions are kept for nobody, and their number in an account is limited.
        var request = new JsonObject { ["DatabaseName"] = database, ["TableInput"] = input, ["SkipArchive"] = true };
        if (version is not null)
        {
            request["VersionId"] = version;
        }

        return CallAsync("UpdateTable", request, cancellationToken);
    }

    /// <summary>All registered partitions, page by page.</summary>
    /// <param name="table">Name of the table.</param>
    /// <param name="withColumns">Whether their columns are wanted.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <exception cref="InvalidReplyException">The reply has no list, or the pages do not end.</exception>
    public async IAsyncEnumerable<IReadOnlyList<JsonObject>> GetPartitionsAsync(
        string table, bool withColumns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string Operation = "GetPartitions";
        var withoutNews = 0;
        string? token = null;
        do
        {
            var request = new JsonObject
            {
                ["DatabaseName"] = database,
                ["TableName"] = table,
                ["MaxResults"] = PageSize,
                ["ExcludeColumnSchema"] = !withColumns,
            };
            if (token is not null)
            {
                request["NextToken"] = token;
            }

            var reply = await client.CallAsync(Operation, request, cancellationToken);
            var page = JsonNode.Parse(reply.Span)?["Partitions"] as JsonArray ?? throw new InvalidReplyException(Operation, "has no list of partitions");
            yield return [.. page.OfType<JsonObject>()];
            token = Paging.Token(Operation, reply);
            withoutNews = page.Count > 0 ? 0 : withoutNews + 1;
            Paging.ThrowIfEndless(Operation, withoutNews);
        }
        while (!string.IsNullOrEmpty(token));
    }

    /// <summary>Registers at most <see cref="BatchSize"/> partitions.</summary>
    /// <returns>What is wrong with some of them; the others are registered.</returns>
    public async Task<IReadOnlyList<PartitionError>> BatchCreateAsync(string table, IEnumerable<JsonObject> inputs, CancellationToken cancellationToken) => Errors(
        await CallAsync("BatchCreatePartition", Batch(table, "PartitionInputList", inputs), cancellationToken), "PartitionValues");

    /// <summary>Updates at most <see cref="BatchSize"/> partitions.</summary>
    /// <returns>What is wrong with some of them; the others are updated.</returns>
    public async Task<IReadOnlyList<PartitionError>> BatchUpdateAsync(string table, IEnumerable<JsonObject> inputs, CancellationToken cancellationToken)
    {
        var entries = inputs.Select(input => new JsonObject { ["PartitionValueList"] = input["Values"]!.DeepClone(), ["PartitionInput"] = input });
        return Errors(await CallAsync("BatchUpdatePartition", Batch(table, "Entries", entries), cancellationToken), "PartitionValueList");
    }

    public void Dispose() => client.Dispose();

    private JsonObject Batch(string table, string list, IEnumerable<JsonObject> items) =>
        new() { ["DatabaseName"] = database, ["TableName"] = table, [list] = new JsonArray([.. items]) };

    private static List<PartitionError> Errors(JsonNode reply, string values) =>
        reply["Errors"] is not JsonArray errors ? [] :
        [
            .. from error in errors
               let detail = error?["ErrorDetail"]
               select new PartitionError(string.Join('/', error?[values] as JsonArray ?? []), (string?)detail?["ErrorCode"] ?? "Unknown", (string?)detail?["ErrorMessage"] ?? ""),
        ];

    private async Task<JsonNode> CallAsync(string operation, JsonObject request, CancellationToken cancellationToken)
    {
        var reply = await client.CallAsync(operation, request, cancellationToken);
        return reply.IsEmpty ? new JsonObject() : JsonNode.Parse(reply.Span) ?? throw new InvalidReplyException(operation, "is null");
    }
}

/// <summary>What Glue says of one partition of a batch, in a reply that is otherwise good.</summary>
/// <param name="Partition">Its values, such as <c>012345678901/2026-11-22</c>.</param>
/// <param name="Code">Error code.</param>
/// <param name="Message">Error message.</param>
internal sealed record PartitionError(string Partition, string Code, string Message)
{
    /// <summary>Whether it may be gone the next time.</summary>
    public bool MayPass => Code is "InternalServiceException" or "OperationTimeoutException" or "ConcurrentModificationException" || AwsErrors.IsThrottle(Code);
}

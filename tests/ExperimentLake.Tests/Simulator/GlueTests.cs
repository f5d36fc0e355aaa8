using System.Text.Json.Nodes;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Simulator;

public sealed class GlueTests
{
    [Fact]
    public async Task A_table_is_told_as_it_was_put_and_an_old_version_cannot_be_changed()
    {
        await using var aws = await World.StartSmallAsync();
        using var client = await ClientAsync(aws);

        await OkAsync(client, "CreateTable", new { DatabaseName = "Lake", TableInput = new { Name = "T", Owner = "me" } });
        (await TypeAsync(client, "CreateTable", new { DatabaseName = "lake", TableInput = new { Name = "t" } })).ShouldBe("AlreadyExistsException");
        var table = (await OkAsync(client, "GetTable", new { DatabaseName = "lake", Name = "t" }))["Table"]!;
        ((string?)table["Owner"], (string?)table["VersionId"], (string?)table["CatalogId"]).ShouldBe(("me", "0", World.Accounts[0]));
        ((double)table["CreateTime"]!).ShouldBeGreaterThan(1.7e9);

        await OkAsync(client, "UpdateTable", new { DatabaseName = "lake", TableInput = new { Name = "t", Owner = "you" }, VersionId = "0", SkipArchive = true });
        (await TypeAsync(client, "UpdateTable", new { DatabaseName = "lake", TableInput = new { Name = "t", Owner = "they" }, VersionId = "0" })).ShouldBe("ConcurrentModificationException");
        ((string?)(await OkAsync(client, "GetTable", new { DatabaseName = "lake", Name = "t" }))["Table"]!["Owner"]).ShouldBe("you");
        await OkAsync(client, "DeleteTable", new { DatabaseName = "lake", Name = "t" });
        (await TypeAsync(client, "GetTable", new { DatabaseName = "lake", Name = "t" })).ShouldBe("EntityNotFoundException");
    }

    [Fact]
    public async Task It_refuses_what_Glue_or_its_clients_refuse()
    {
        await using var aws = await World.StartSmallAsync();
        using var client = await ClientAsync(aws);
        using var unknown = SignedClient.OfGlue(aws.Url, SignedClient.Own(aws, "wrong"));
        using var elsewhere = SignedClient.OfGlue(aws.Url, SignedClient.Own(aws), "eu-west-1");

        (await TypeAsync(client, "GetTable", new { Name = "t" })).ShouldBe("ValidationException");
        (await TypeAsync(client, "GetDatabase", new { Name = "nowhere" })).ShouldBe("EntityNotFoundException");
        (await TypeAsync(client, "CreateTable", new { DatabaseName = "nowhere", TableInput = new { Name = "t" } })).ShouldBe("EntityNotFoundException");
        (await TypeAsync(client, "CreateTable", new { DatabaseName = "lake", TableInput = new { Name = "t", VersionId = "1" } })).ShouldBe("ValidationException");
        (await TypeAsync(client, "CreateTable", new { DatabaseName = "lake", TableInput = new { Name = "t" }, PartitionIndexes = new[] { new { IndexName = "i", Keys = new List<string> { "k" } } } }))
            .ShouldBe("InvalidInputException");
        (await TypeAsync(client, "BatchCreatePartition", new { DatabaseName = "lake", TableName = "t", PartitionInputList = Array.Empty<object>() })).ShouldBe("EntityNotFoundException");
        (await TypeAsync(client, "GetCrawlers", new { })).ShouldEndWith("UnknownOperationException");
        (await TypeAsync(unknown, "GetDatabase", new { Name = "lake" })).ShouldBe("InvalidSignatureException");
        (await TypeAsync(elsewhere, "GetDatabase", new { Name = "lake" })).ShouldBe("EntityNotFoundException");
    }

    [Fact]
    public async Task Partitions_have_pages_and_what_is_wrong_with_one_of_a_batch_is_told_by_itself()
    {
        await using var aws = await World.StartSmallAsync();
        using var client = await ClientAsync(aws);
        await OkAsync(client, "CreateTable", new { DatabaseName = "lake", TableInput = new { Name = "t", PartitionKeys = new[] { new { Name = "k", Type = "string" } } } });
        (await OkAsync(client, "BatchCreatePartition", Batch(1, 100))).AsObject().Count.ShouldBe(0);
        (await OkAsync(client, "BatchCreatePartition", Batch(101, 30))).AsObject().Count.ShouldBe(0);
        (await TypeAsync(client, "BatchCreatePartition", Batch(1, 101))).ShouldBe("ValidationException");

        var errors = (await OkAsync(client, "BatchCreatePartition", Batch(130, 2)))["Errors"]!.AsArray();
        errors.Select(error => $"{error!["PartitionValues"]![0]} {error["ErrorDetail"]!["ErrorCode"]}").ShouldBe(["0130 AlreadyExistsException"]);
        errors = (await OkAsync(client, "BatchUpdatePartition", new { DatabaseName = "lake", TableName = "t", Entries = new[] { Entry("0131"), Entry("9999") } }))["Errors"]!.AsArray();
        errors.Select(error => $"{error!["PartitionValueList"]![0]} {error["ErrorDetail"]!["ErrorCode"]}").ShouldBe(["9999 EntityNotFoundException"]);

        var first = await OkAsync(client, "GetPartitions", new { DatabaseName = "lake", TableName = "t", MaxResults = 1000 });
        var second = await OkAsync(client, "GetPartitions", new { DatabaseName = "lake", TableName = "t", ExcludeColumnSchema = true, NextToken = (string?)first["NextToken"] });
        (first["Partitions"]!.AsArray().Count, second["Partitions"]!.AsArray().Count, (string?)second["NextToken"]).ShouldBe((100, 31, null));
        first["Partitions"]![0]!["StorageDescriptor"]!["Columns"].ShouldNotBeNull();
        second["Partitions"]![0]!["StorageDescriptor"]!["Columns"].ShouldBeNull();
        ((string?)second["Partitions"]![30]!["Parameters"]!["edited"]).ShouldBe("yes");
    }

    private static object Batch(int first, int count) => new
    {
        DatabaseName = "lake",
        TableName = "t",
        PartitionInputList = Enumerable.Range(first, count).Select(number => new { Values = new[] { $"{number:D4}" }, StorageDescriptor = new { Columns = Array.Empty<object>() } }),
    };

    private static object Entry(string value) =>
        new { PartitionValueList = new[] { value }, PartitionInput = new { Values = new[] { value }, StorageDescriptor = new { }, Parameters = new { edited = "yes" } } };

    private static async Task<SignedClient> ClientAsync(SimulatedAws aws)
    {
        var client = SignedClient.OfGlue(aws.Url, SignedClient.Own(aws));
        await OkAsync(client, "CreateDatabase", new { DatabaseInput = new { Name = "lake" } });
        return client;
    }

    private static async Task<JsonNode> OkAsync(SignedClient client, string operation, object parameters)
    {
        var reply = await client.AskAsync(operation, parameters, TestContext.Current.CancellationToken);
        reply["__type"].ShouldBeNull(reply.ToJsonString());
        return reply;
    }

    private static async Task<string?> TypeAsync(SignedClient client, string operation, object parameters) =>
        (string?)(await client.AskAsync(operation, parameters, TestContext.Current.CancellationToken))["__type"];
}

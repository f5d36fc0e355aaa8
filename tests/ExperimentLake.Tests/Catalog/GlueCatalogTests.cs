using System.Text.Json.Nodes;
using ExperimentLake.Lake;
using ExperimentLake.Schema;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Catalog;

/// <summary>What commits make of a catalog, over the wire.</summary>
public sealed class GlueCatalogTests
{
    private const string Name = "inference_experiments";

    [Fact]
    [Trait(TestCatalog.Trait, TestCatalog.TraitValue)]
    public async Task Over_three_commits_an_account_a_column_and_a_nested_field_appear()
    {
        await using var aws = await World.StartSmallAsync();
        using var catalog = await TestCatalog.CreateAsync(aws);
        using var days = new CommittedDays();

        await days.CommitAsync(catalog.Of(CommittedDays.Early), 0, World.Accounts[0]);
        (await catalog.TableAsync(Name)).Columns().ShouldBe("arn string, schedule struct<start_time:timestamp>");
        (await PartitionsAsync(catalog)).ShouldBe(["012345678901/2026-11-20 arn string, schedule struct<start_time:timestamp>"]);

        await days.CommitAsync(catalog.Of(CommittedDays.WithColumn), 1, World.Accounts[0], World.Accounts[1]);
        (await catalog.TableAsync(Name)).Columns().ShouldBe("arn string, schedule struct<start_time:timestamp>, kms_key string");
        (await PartitionsAsync(catalog)).ShouldBe(
        [
            "012345678901/2026-11-20 arn string, schedule struct<start_time:timestamp>, kms_key string",
            "012345678901/2026-11-21 arn string, schedule struct<start_time:timestamp>, kms_key string",
            "111122223333/2026-11-21 arn string, schedule struct<start_time:timestamp>, kms_key string",
        ]);

        var last = await days.CommitAsync(catalog.Of(CommittedDays.WithField), 2, World.Accounts[0], World.Accounts[1]);
        (await catalog.TableAsync(Name)).Columns().ShouldBe("arn string, schedule struct<start_time:timestamp,end_time:timestamp>, kms_key string");
        (await catalog.PartitionsAsync()).Keys.ShouldBe(
            ["012345678901/2026-11-20", "012345678901/2026-11-21", "012345678901/2026-11-22", "111122223333/2026-11-21", "111122223333/2026-11-22"]);
        (await catalog.PartitionsAsync()).Values.ShouldAllBe(one => one.Columns() == "arn string, schedule struct<start_time:timestamp,end_time:timestamp>, kms_key string");
        (last.CatalogError, last.Catalog!.Database, last.Catalog.Region).ShouldBe((null, catalog.Database, "us-east-1"));
        last.Catalog.CreatedAt.ShouldNotBeNull();
    }

    [Fact]
    [Trait(TestCatalog.Trait, TestCatalog.TraitValue)]
    public async Task What_people_added_stays()
    {
        await using var aws = await World.StartSmallAsync();
        using var catalog = await TestCatalog.CreateAsync(aws);
        using var days = new CommittedDays();
        await days.CommitAsync(catalog.Of(CommittedDays.Early), 0, World.Accounts[0]);
        await catalog.EditTableAsync(Name, table =>
        {
            (table["Description"], table["Owner"], table["Retention"]) = ("Ours.", "data-team", 7);
            table["Parameters"]!["team"] = "ml";
            var columns = table["StorageDescriptor"]!["Columns"]!.AsArray();
            columns[0]!["Comment"] = "Theirs.";
            columns[1]!["Type"] = "STRUCT< start_time : timestamp, their_field: int >";
            columns.Add(new JsonObject { ["Name"] = "their_column", ["Type"] = "bigint" });
            table["StorageDescriptor"]!["SerdeInfo"]!["Parameters"]!["theirs"] = "1";
        });
        await catalog.EditPartitionsAsync(partition => partition["Parameters"] = new JsonObject { ["checked"] = "yes" });

        var second = await days.CommitAsync(catalog.Of(CommittedDays.WithField), 1, World.Accounts[0]);

        second.CatalogError.ShouldBeNull();
        var table = await catalog.TableAsync(Name);
        table.Columns().ShouldBe("arn string, schedule struct<start_time:timestamp,their_field:int,end_time:timestamp>, their_column bigint, kms_key string");
        ((string?)table["Description"], (string?)table["Owner"], (int?)table["Retention"]).ShouldBe(("Ours.", "data-team", 7));
        ((string?)table["Parameters"]!["team"]).ShouldBe("ml");
        ((string?)table["StorageDescriptor"]!["Columns"]![0]!["Comment"]).ShouldBe("Theirs.");
        var partitions = await catalog.PartitionsAsync();
        ((string?)partitions["012345678901/2026-11-20"]["Parameters"]?["checked"]).ShouldBe("yes");
        partitions.Values.ShouldAllBe(one => one.Columns().Contains("their_column bigint") && (string?)one["StorageDescriptor"]!["Location"] != null);
        ((string?)partitions["012345678901/2026-11-21"]["StorageDescriptor"]!["SerdeInfo"]!["Parameters"]!["theirs"]).ShouldBe("1");
        ((string?)partitions["012345678901/2026-11-21"]["StorageDescriptor"]!["Location"])
            .ShouldBe($"{days.Store.Location}/inference_experiments/account_id=012345678901/snapshot_date=2026-11-21/");
    }

    [Fact]
    public async Task The_coverage_is_projected_from_the_first_date_and_stays_so_when_that_is_gone()
    {
        await using var aws = await World.StartSmallAsync();
        using var catalog = await TestCatalog.SimulatedAsync(aws);
        using var days = new CommittedDays();
        var tables = catalog.Of([.. Tables.All]);
        await days.CommitAsync(null, 1);
        await days.CommitAsync(tables, 3, World.Accounts[0]);
        (await RangeAsync(catalog)).ShouldBe("2026-11-21,NOW+1DAY");
        await days.Store.DeleteAsync(LakeKeys.Manifest(CommittedDays.First.AddDays(1)), TestContext.Current.CancellationToken);
        await days.Store.DeleteAsync(LakeKeys.ManifestHash(CommittedDays.First.AddDays(1)), TestContext.Current.CancellationToken);
        await days.CommitAsync(tables, 4, World.Accounts[0]);
        (await RangeAsync(catalog)).ShouldBe("2026-11-21,NOW+1DAY");

        // Somebody restores an older day, and somebody else has broken the parameters.
        await days.CommitAsync(null, 0);
        await catalog.EditTableAsync("snapshot_coverage", table => table["Parameters"]!.AsObject().Remove("projection.enabled"));
        await days.CommitAsync(tables, 5, World.Accounts[0]);

        (await RangeAsync(catalog)).ShouldBe("2026-11-20,NOW+1DAY");
        ((string?)(await catalog.TableAsync("snapshot_coverage"))["Parameters"]!["projection.enabled"]).ShouldBe("true");
        (await catalog.PartitionsAsync("snapshot_coverage")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Partitions_are_found_by_their_date()
    {
        await using var aws = await World.StartSmallAsync();
        using var catalog = await TestCatalog.SimulatedAsync(aws);
        using var days = new CommittedDays();

        await days.CommitAsync(catalog.Of([.. Tables.All]), 0, World.Accounts[0]);

        (await IndexesAsync(catalog, Name)).ShouldBe(["snapshot_date (snapshot_date)"]);
        (await IndexesAsync(catalog, "snapshot_coverage")).ShouldBeEmpty();
    }

    private static async Task<string?> RangeAsync(TestCatalog catalog) =>
        (string?)(await catalog.TableAsync("snapshot_coverage"))["Parameters"]!["projection.snapshot_date.range"];

    private static async Task<IEnumerable<string>> IndexesAsync(TestCatalog catalog, string table)
    {
        var reply = await catalog.AskAsync("GetPartitionIndexes", new JsonObject { ["DatabaseName"] = catalog.Database, ["TableName"] = table });
        return reply["PartitionIndexDescriptorList"]!.AsArray().Select(index => $"{index!["IndexName"]} ({string.Join(", ", index["Keys"]!.AsArray().Select(key => key!["Name"]))})");
    }

    private static async Task<IEnumerable<string>> PartitionsAsync(TestCatalog catalog) =>
        (await catalog.PartitionsAsync()).Select(partition => $"{partition.Key} {partition.Value.Columns()}");
}

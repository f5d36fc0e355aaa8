using System.Text.Json.Nodes;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Catalog;

/// <summary>Which partitions are registered, by how many calls, and what Glue may say of single ones.</summary>
public sealed class PartitionTests
{
    [Fact]
    [Trait(TestCatalog.Trait, TestCatalog.TraitValue)]
    public async Task So_many_as_do_not_fit_one_call_are_registered_and_updated_in_several()
    {
        await using var aws = await World.StartSmallAsync();
        using var catalog = await TestCatalog.CreateAsync(aws);
        using var days = new CommittedDays();
        var accounts = CommittedDays.Accounts(250).ToList();

        await days.CommitAsync(catalog.Of(CommittedDays.Early), 0, accounts);

        (await catalog.PartitionsAsync()).Keys.ShouldBe(accounts.Select(account => $"{account}/2026-11-20"));
        await days.CommitAsync(catalog.Of(CommittedDays.WithField), 1, accounts[0]);
        (await catalog.PartitionsAsync()).Values.Count(partition => partition.Columns().Contains("end_time")).ShouldBe(251);
        if (aws.Calls.Count(operation: "GetTable") > 0)
        {
            aws.Calls.Count(operation: "BatchCreatePartition").ShouldBe(3 + 1);
            aws.Calls.Count(operation: "BatchUpdatePartition").ShouldBe(3);
        }
    }

    [Fact]
    public async Task A_commit_that_has_no_news_only_reads_the_tables_and_one_that_has_registers_only_them()
    {
        await using var aws = await World.StartSmallAsync();
        using var catalog = await TestCatalog.SimulatedAsync(aws);
        using var days = new CommittedDays();
        await days.CommitAsync(catalog.Of([.. ExperimentLake.Schema.Tables.All]), 0, World.Accounts[0]);
        aws.Calls.Clear();

        await days.CommitAsync(catalog.Of([.. ExperimentLake.Schema.Tables.All]), 0, World.Accounts[0]);

        Calls(aws).ShouldBe(["GetTable 2"]);
        aws.Calls.Clear();
        await days.CommitAsync(catalog.Of([.. ExperimentLake.Schema.Tables.All]), 0, World.Accounts[0], World.Accounts[1]);
        Calls(aws).ShouldBe(["BatchCreatePartition 1", "GetTable 2"]);
        (await catalog.PartitionsAsync()).Keys.ShouldBe(["012345678901/2026-11-20", "111122223333/2026-11-20"]);
    }

    [Fact]
    [Trait(TestCatalog.Trait, TestCatalog.TraitValue)]
    public async Task A_catalog_that_comes_late_gets_the_days_before_it()
    {
        await using var aws = await World.StartSmallAsync();
        using var catalog = await TestCatalog.CreateAsync(aws);
        using var days = new CommittedDays();
        await days.CommitAsync(null, 0, World.Accounts[0]);
        await days.CommitAsync(null, 1, World.Accounts[0], World.Accounts[1]);
        await days.CommitAsync(null, 3, World.Accounts[0]);

        await days.CommitAsync(catalog.Of(CommittedDays.Early), 4, World.Accounts[0]);

        (await catalog.PartitionsAsync()).Keys.ShouldBe(
            ["012345678901/2026-11-20", "012345678901/2026-11-21", "012345678901/2026-11-23", "012345678901/2026-11-24", "111122223333/2026-11-21"]);
        // Also when its table is deleted: one of the same name is not the same.
        await catalog.AskAsync("DeleteTable", new JsonObject { ["DatabaseName"] = catalog.Database, ["Name"] = "inference_experiments" });
        await Task.Delay(10, TestContext.Current.CancellationToken);
        await days.CommitAsync(catalog.Of(CommittedDays.Early), 5, World.Accounts[0]);
        (await catalog.PartitionsAsync()).Count.ShouldBe(6);
    }

    [Fact]
    public async Task A_new_day_registers_its_own_partitions_and_not_those_of_all_days()
    {
        await using var aws = await World.StartSmallAsync();
        using var catalog = await TestCatalog.SimulatedAsync(aws);
        using var days = new CommittedDays();
        var accounts = CommittedDays.Accounts(100).ToList();
        await days.CommitAsync(catalog.Of(CommittedDays.Early), 0, accounts);
        await days.CommitAsync(catalog.Of(CommittedDays.Early), 1, accounts);
        aws.Calls.Clear();

        await days.CommitAsync(catalog.Of(CommittedDays.Early), 2, accounts);

        Calls(aws).ShouldBe(["BatchCreatePartition 1", "GetTable 1"]);
        (await catalog.PartitionsAsync()).Count.ShouldBe(300);
    }

    [Fact]
    public async Task A_day_that_could_not_be_registered_is_with_the_next()
    {
        await using var aws = await World.StartSmallAsync();
        using var catalog = await TestCatalog.SimulatedAsync(aws);
        using var days = new CommittedDays();
        await days.CommitAsync(catalog.Of(CommittedDays.Early), 0, World.Accounts[0]);
        aws.Faults.Deny(operation: "BatchCreatePartition");
        var lost = await days.CommitAsync(catalog.Of(CommittedDays.Early), 1, World.Accounts[0]);
        aws.Faults.Clear();
        aws.Calls.Clear();

        await days.CommitAsync(catalog.Of(CommittedDays.Early), 2, World.Accounts[0]);

        lost.Catalog.ShouldBeNull();
        lost.CatalogError!.ShouldContain("AccessDeniedException");
        lost.CatalogError!.ShouldContain("Allow this identity glue:GetTable, ");
        (await catalog.PartitionsAsync()).Keys.ShouldBe(["012345678901/2026-11-20", "012345678901/2026-11-21", "012345678901/2026-11-22"]);
        aws.Calls.Count(operation: "BatchCreatePartition").ShouldBe(1);
    }

    [Fact]
    public async Task Of_very_many_Glue_is_asked_first_which_are_there()
    {
        await using var aws = await World.StartSmallAsync();
        using var catalog = await TestCatalog.SimulatedAsync(aws);
        using var days = new CommittedDays();
        var accounts = CommittedDays.Accounts(1100).ToList();
        aws.Faults.Add(new() { Kind = FaultKind.PartitionErrors, Operation = "BatchCreatePartition", ErrorCode = "ResourceNumberLimitExceededException", Probability = 0.3 });
        (await days.CommitAsync(catalog.Of(CommittedDays.Early), 0, accounts)).CatalogError.ShouldNotBeNull();
        var there = (await catalog.PartitionsAsync()).Count;
        there.ShouldBeInRange(100, 1000);
        aws.Faults.Clear();
        aws.Calls.Clear();

        (await days.CommitAsync(catalog.Of(CommittedDays.Early), 0, accounts)).CatalogError.ShouldBeNull();

        aws.Calls.Count(operation: "BatchCreatePartition").ShouldBe(11 - (there / 100));
        (await catalog.PartitionsAsync()).Count.ShouldBe(1100);
    }

    [Fact]
    public async Task What_may_pass_is_tried_again_and_what_exists_is_fine()
    {
        await using var aws = await World.StartSmallAsync();
        using var catalog = await TestCatalog.SimulatedAsync(aws);
        using var days = new CommittedDays();
        aws.Faults.PartitionErrors("BatchCreatePartition", "InternalServiceException", times: 2);

        (await days.CommitAsync(catalog.Of(CommittedDays.Early), 0, World.Accounts[0])).CatalogError.ShouldBeNull();

        aws.Calls.Count(operation: "BatchCreatePartition").ShouldBe(3);
        aws.Faults.PartitionErrors("BatchUpdatePartition", "InternalServiceException", times: 1);
        (await days.CommitAsync(catalog.Of(CommittedDays.WithField), 1, World.Accounts[0])).CatalogError.ShouldBeNull();
        aws.Calls.Count(operation: "BatchUpdatePartition").ShouldBe(2);
        // Registered by somebody else meanwhile.
        aws.Faults.PartitionErrors("BatchCreatePartition", "AlreadyExistsException", times: 1);
        (await days.CommitAsync(catalog.Of(CommittedDays.WithField), 2, World.Accounts[0])).CatalogError.ShouldBeNull();
    }

    [Theory]
    [InlineData("InternalServiceException", 5)]
    [InlineData("ResourceNumberLimitExceededException", 1)]
    public async Task What_does_not_pass_is_told_with_account_and_date(string code, int calls)
    {
        await using var aws = await World.StartSmallAsync();
        using var catalog = await TestCatalog.SimulatedAsync(aws);
        using var days = new CommittedDays();
        aws.Faults.PartitionErrors("BatchCreatePartition", code);

        var manifest = await days.CommitAsync(catalog.Of(CommittedDays.Early), 0, World.Accounts[0], World.Accounts[1]);

        manifest.Catalog.ShouldBeNull();
        manifest.CatalogError!.ShouldStartWith(
            $"Glue database {catalog.Database} in us-east-1: cannot register the partition 012345678901/2026-11-20: {code}: A fault of the simulator. So with 1 more.");
        aws.Calls.Count(operation: "BatchCreatePartition").ShouldBe(calls);
    }

    [Fact]
    public async Task A_schema_change_that_is_cut_short_is_finished_by_the_next_commit()
    {
        await using var aws = await World.StartSmallAsync();
        using var catalog = await TestCatalog.SimulatedAsync(aws);
        using var days = new CommittedDays();
        await days.CommitAsync(catalog.Of(CommittedDays.Early), 0, World.Accounts[0]);
        aws.Faults.PartitionErrors("BatchUpdatePartition", "InvalidInputException");
        (await days.CommitAsync(catalog.Of(CommittedDays.WithField), 1, World.Accounts[0])).CatalogError!.ShouldContain("cannot update the partition 012345678901/2026-11-20");
        (await catalog.TableAsync("inference_experiments")).Columns().ShouldNotContain("end_time");
        // The new day did not have to wait for all the days before it.
        (await catalog.PartitionsAsync()).Keys.ShouldContain("012345678901/2026-11-21");
        aws.Faults.Clear();

        (await days.CommitAsync(catalog.Of(CommittedDays.WithField), 1, World.Accounts[0])).CatalogError.ShouldBeNull();

        (await catalog.PartitionsAsync()).Values.ShouldAllBe(partition => partition.Columns().Contains("end_time"));
        (await catalog.TableAsync("inference_experiments")).Columns().ShouldContain("end_time");
    }

    private static IEnumerable<string> Calls(SimulatedAws aws) => aws.Calls.All.Select(call => $"{call.Operation} {call.Calls}");
}

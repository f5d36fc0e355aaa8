using System.Diagnostics;
using System.Text.Json.Nodes;
using ExperimentLake.Catalog;
using ExperimentLake.Schema;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Catalog;

/// <summary>Others at work on the same tables, and a Glue that refuses or does not answer.</summary>
public sealed class TroubleTests
{
    private const string Name = "inference_experiments";

    [Fact]
    public async Task A_table_that_somebody_changes_meanwhile_is_read_again_and_nothing_of_it_is_lost()
    {
        await using var aws = await World.StartSmallAsync();
        using var catalog = await TestCatalog.SimulatedAsync(aws);
        using var days = new CommittedDays();
        await days.CommitAsync(catalog.Of(CommittedDays.Early), 0, World.Accounts[0]);
        aws.Calls.Clear();
        aws.Faults.Add(new() { Kind = FaultKind.Slow, Delay = TimeSpan.FromSeconds(2), Operation = "UpdateTable", Times = 1 });
        var commit = days.CommitAsync(catalog.Of(CommittedDays.WithField), 1, World.Accounts[0]);
        await CalledAsync(aws, "UpdateTable");

        await catalog.EditTableAsync(Name, table => table["Owner"] = "somebody");
        (await commit).CatalogError.ShouldBeNull();

        var table = await catalog.TableAsync(Name);
        ((string?)table["Owner"]).ShouldBe("somebody");
        table.Columns().ShouldContain("end_time");
        aws.Calls.Count(operation: "UpdateTable").ShouldBe(3);
    }

    [Fact]
    public async Task A_table_that_another_worker_creates_meanwhile_is_taken()
    {
        await using var aws = await World.StartSmallAsync();
        using var catalog = await TestCatalog.SimulatedAsync(aws);
        using var days = new CommittedDays();
        using var others = new CommittedDays();
        aws.Faults.Add(new() { Kind = FaultKind.Slow, Delay = TimeSpan.FromSeconds(2), Operation = "CreateTable", Times = 1 });
        var commit = days.CommitAsync(catalog.Of(CommittedDays.WithField), 0, World.Accounts[0]);
        await CalledAsync(aws, "CreateTable");

        var table = GlueTable.New(new HiveTable(CommittedDays.Early, $"{days.Store.Location}/", CommittedDays.First));
        await catalog.AskAsync("CreateTable", new JsonObject { ["DatabaseName"] = catalog.Database, ["TableInput"] = table });
        (await commit).CatalogError.ShouldBeNull();

        (await catalog.TableAsync(Name)).Columns().ShouldContain("end_time");
        (await catalog.PartitionsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_table_that_is_changed_all_the_time_is_given_up()
    {
        await using var aws = await World.StartSmallAsync();
        using var catalog = await TestCatalog.SimulatedAsync(aws);
        using var days = new CommittedDays();
        await days.CommitAsync(catalog.Of(CommittedDays.Early), 0, World.Accounts[0]);
        // It moves on under every hand.
        aws.Faults.Add(new() { Kind = FaultKind.Slow, Delay = TimeSpan.FromMilliseconds(300), Operation = "UpdateTable" });
        using var stop = new CancellationTokenSource();
        var others = Task.Run(async () =>
        {
            for (var count = 0; !stop.IsCancellationRequested; count++)
            {
                var number = count;
                await Task.WhenAny(catalog.EditTableAsync(Name, table => table["Owner"] = $"{number}"), Task.Delay(20));
            }
        }, TestContext.Current.CancellationToken);
        // Before their first has landed, ours could land undisturbed; from then on they land far more often than ours takes.
        var waited = Stopwatch.StartNew();
        while ((await catalog.TableAsync(Name))["Owner"] is null)
        {
            waited.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30), "Nobody else changes the table.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        var manifest = await days.CommitAsync(catalog.Of(CommittedDays.WithField), 1, World.Accounts[0]);
        await stop.CancelAsync();
        await others;

        manifest.CatalogError!.ShouldContain($"the table {Name} is changed by somebody else all the time: 6 attempts");
    }

    [Fact]
    [Trait(TestCatalog.Trait, TestCatalog.TraitValue)]
    public async Task A_table_of_that_name_that_is_not_ours_is_left_alone()
    {
        await using var aws = await World.StartSmallAsync();
        using var catalog = await TestCatalog.CreateAsync(aws);
        using var days = new CommittedDays();
        var theirs = GlueTable.New(new HiveTable(CommittedDays.Early, "s3://somebody/else/", CommittedDays.First));
        await catalog.AskAsync("CreateTable", new JsonObject { ["DatabaseName"] = catalog.Database, ["TableInput"] = theirs });
        var before = (await catalog.TableAsync(Name)).ToJsonString();

        var manifest = await days.CommitAsync(catalog.Of(CommittedDays.WithField), 0, World.Accounts[0]);

        manifest.CatalogError!.ShouldContain($"the table {Name} is of s3://somebody/else/{Name}/, and not of {days.Store.Location}/{Name}/: it is somebody else's, or of a lake that has moved.");
        (await catalog.TableAsync(Name)).ToJsonString().ShouldBe(before);
        (await catalog.PartitionsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_told_with_what_creates_it()
    {
        await using var aws = await World.StartSmallAsync();
        using var catalog = TestCatalog.WithoutDatabase(aws);
        using var days = new CommittedDays();

        var manifest = await days.CommitAsync(catalog.Of(CommittedDays.Early), 0, World.Accounts[0]);

        manifest.CatalogError.ShouldBe(
            $"Glue database {catalog.Database} in us-east-1: there is no such database. Create it: aws glue create-database --region us-east-1 "
            + $"--database-input Name={catalog.Database} (or correct Catalog:Database, or Lake:Region). "
            + "Until then tables or partitions may be missing in Athena; the lake lacks nothing.");
    }

    [Fact]
    public async Task After_a_wish_to_stop_a_Glue_that_hangs_is_not_waited_for()
    {
        await using var aws = await World.StartSmallAsync();
        using var catalog = await TestCatalog.SimulatedAsync(aws);
        using var days = new CommittedDays();
        aws.Faults.Stall(operation: "GetTable");
        var manifest = await days.CommitAsync(null, 0, World.Accounts[0]);
        using var stop = new CancellationTokenSource();
        var began = Stopwatch.GetTimestamp();
        var keep = catalog.Of(CommittedDays.Early).KeepAsync(days.Store, manifest, null, stop.Token);
        await CalledAsync(aws, "GetTable");

        await stop.CancelAsync();
        var result = await keep;

        Stopwatch.GetElapsedTime(began).ShouldBeInRange(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(15));
        result.Error!.ShouldContain("a wish to stop came before all was registered.");
    }

    [Fact]
    public async Task A_Glue_that_hangs_does_not_hold_up_the_commit_for_ever()
    {
        await using var aws = await World.StartSmallAsync();
        using var catalog = await TestCatalog.SimulatedAsync(aws);
        using var days = new CommittedDays();
        aws.Faults.Stall(operation: "GetTable");

        var manifest = await days.CommitAsync(catalog.Of(TimeSpan.FromSeconds(1), CommittedDays.Early), 0, World.Accounts[0]);

        manifest.CatalogError!.ShouldContain("not all was registered within 00:00:01.");
    }

    private static async Task CalledAsync(SimulatedAws aws, string operation)
    {
        while (aws.Calls.Count(operation: operation) == 0)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}

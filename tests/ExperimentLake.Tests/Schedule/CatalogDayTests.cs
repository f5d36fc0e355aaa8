using System.Text.Json.Nodes;
using ExperimentLake.Lake;
using ExperimentLake.Schema;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;
using ExperimentLake.Worker.Configuration;

namespace ExperimentLake.Tests.Schedule;

/// <summary>Days of a worker that keeps a catalog, its lake in a bucket.</summary>
[Collection(ClockedWorkerTests.Name)]
public sealed class CatalogDayTests(S3Server s3)
{
    private const string Name = "inference_experiments";

    private static readonly DateOnly s_day = new(2026, 11, 22);

    [Fact]
    [Trait(TestCatalog.Trait, TestCatalog.TraitValue)]
    public async Task Over_three_days_an_account_a_column_and_a_nested_field_appear()
    {
        await using var worker = await ClockedWorker.AtAsync("2026-11-22T00:16:00Z");
        await using var lake = await TestLake.CreateAsync(LakeKind.S3, s3);
        using var catalog = await TestCatalog.CreateAsync(worker.Aws);
        using var environment = new Borrowed([.. lake.Environment, .. catalog.Environment]);
        var full = new HiveTable(Tables.InferenceExperiments, lake.Uri, s_day);

        await worker.StartAsync(settings => Set(settings, lake, catalog, "self"));
        await worker.UntilManifestAsync(s_day, "complete");
        (await catalog.TableAsync(Name)).Columns().ShouldBe(string.Join(", ", full.Columns.Select(column => $"{column.Name} {column.Type}")));
        (await catalog.PartitionsAsync()).Keys.ShouldBe([$"{World.Accounts[0]}/2026-11-22"]);
        await worker.StopAsync();

        // The catalog as a version without the column would have left it; and an account joins.
        await OlderAsync(catalog, columns => columns.Remove(columns.Single(column => (string?)column!["Name"] == "kms_key")));
        (await catalog.TableAsync(Name)).Columns().ShouldNotContain("kms_key string");
        await worker.StartAsync(settings => Set(settings, lake, catalog, "self", World.Accounts[1]));
        await worker.ToAsync("2026-11-23T00:15:01Z");
        await worker.UntilManifestAsync(s_day.AddDays(1), "complete");
        (await catalog.TableAsync(Name)).Columns().ShouldEndWith(", kms_key string");
        await CurrentAsync(catalog, [$"{World.Accounts[0]}/2026-11-22", $"{World.Accounts[0]}/2026-11-23", $"{World.Accounts[1]}/2026-11-23"], full);
        await worker.UntilPassedAsync();

        // And as one would have left it that did not know a field.
        await OlderAsync(catalog, columns =>
        {
            var column = columns.Single(column => (string?)column!["Name"] == "endpoint_metadata")!;
            column["Type"] = ((string)column["Type"]!).Replace(",failure_reason:string", "", StringComparison.Ordinal);
        });
        (await catalog.TableAsync(Name)).Columns().ShouldNotContain("failure_reason");
        await worker.ToAsync("2026-11-24T00:15:01Z");
        await worker.UntilManifestAsync(s_day.AddDays(2), "complete");
        await CurrentAsync(
            catalog,
            [$"{World.Accounts[0]}/2026-11-22", $"{World.Accounts[0]}/2026-11-23", $"{World.Accounts[0]}/2026-11-24", $"{World.Accounts[1]}/2026-11-23", $"{World.Accounts[1]}/2026-11-24"],
            full);
        (await worker.ManifestAsync(s_day.AddDays(2)))!.Catalog!.Database.ShouldBe(catalog.Database);
        ((string?)(await catalog.TableAsync("snapshot_coverage"))["Parameters"]!["projection.snapshot_date.range"]).ShouldBe("2026-11-22,NOW+1DAY");
    }

    [Fact]
    public async Task A_day_whose_catalog_failed_is_complete_after_the_next_pass_which_reads_nothing_again()
    {
        await using var worker = await ClockedWorker.AtAsync("2026-11-22T00:14:50Z");
        await using var lake = await TestLake.CreateAsync(LakeKind.S3, s3);
        using var catalog = await TestCatalog.SimulatedAsync(worker.Aws);
        using var environment = new Borrowed([.. lake.Environment, .. catalog.Environment]);
        worker.Aws.Faults.Deny(operation: "CreateTable");
        await worker.StartAsync(settings =>
        {
            Set(settings, lake, catalog, "self");
            settings.Schedule.CatchUp = false;
        });

        await worker.ToAsync("2026-11-22T00:15:01Z");
        await worker.UntilManifestAsync(s_day, "partial", revision: 1);
        await worker.UntilPassedAsync();
        (await worker.ManifestAsync(s_day))!.CatalogError!.ShouldContain("glue:CreateTable");
        worker.Aws.Faults.Clear();
        worker.Aws.Calls.Clear();
        await worker.ToAsync("2026-11-22T00:31:00Z");
        await worker.UntilManifestAsync(s_day, "complete", revision: 2);

        worker.Aws.Asked().ShouldBeEmpty();
        (await catalog.PartitionsAsync()).Keys.ShouldBe([$"{World.Accounts[0]}/2026-11-22"]);
    }

    [Fact]
    public async Task A_catalog_that_fails_for_days_is_told_by_the_worker_and_then_gets_them_all()
    {
        await using var worker = await ClockedWorker.AtAsync("2026-11-22T00:16:00Z");
        await using var lake = await TestLake.CreateAsync(LakeKind.S3, s3);
        using var catalog = await TestCatalog.SimulatedAsync(worker.Aws);
        using var environment = new Borrowed([.. lake.Environment, .. catalog.Environment]);
        worker.Aws.Faults.Deny(operation: "BatchCreatePartition");
        await worker.StartAsync(settings => Set(settings, lake, catalog, "self"));
        await worker.ToAsync("2026-11-24T00:17:00Z");
        await worker.UntilManifestAsync(s_day.AddDays(2), "partial");
        await worker.UntilPassedAsync();

        await ClockedWorker.SeenAsync("the reason", async () => (await worker.ReadyAsync()).Contains("2 complete; its partitions are not registered.", StringComparison.Ordinal));
        worker.Aws.Faults.Clear();
        await worker.ToAsync("2026-11-24T00:35:00Z");
        await worker.UntilManifestAsync(s_day.AddDays(2), "complete");

        (await catalog.PartitionsAsync()).Keys.ShouldBe(Enumerable.Range(22, 3).Select(day => $"{World.Accounts[0]}/2026-11-{day}"));
        (await worker.ManifestAsync(s_day))!.State.ShouldBe("partial");
    }

    [Fact]
    public async Task A_worker_that_is_given_a_catalog_registers_a_day_that_is_complete_already()
    {
        await using var worker = await ClockedWorker.AtAsync("2026-11-22T00:16:00Z");
        await using var lake = await TestLake.CreateAsync(LakeKind.S3, s3);
        using var catalog = await TestCatalog.SimulatedAsync(worker.Aws);
        using var environment = new Borrowed([.. lake.Environment, .. catalog.Environment]);
        await worker.StartAsync(settings =>
        {
            Set(settings, lake, catalog, "self");
            settings.Catalog.Database = null;
        });
        await worker.UntilManifestAsync(s_day, "complete", revision: 1);
        await worker.StopAsync();
        worker.Aws.Calls.Clear();

        await worker.StartAsync(settings => Set(settings, lake, catalog, "self"));
        await worker.UntilManifestAsync(s_day, "complete", revision: 2);
        await worker.UntilPassedAsync();

        worker.Aws.Asked().ShouldBeEmpty();
        (await catalog.PartitionsAsync()).Keys.ShouldBe([$"{World.Accounts[0]}/2026-11-22"]);
        await worker.StopAsync();
        worker.Aws.Calls.Clear();
        await worker.StartAsync(settings => Set(settings, lake, catalog, "self"));
        await worker.ToAsync("2026-11-22T01:00:00Z");
        worker.Aws.Calls.Count(operation: "GetTable").ShouldBe(0);
    }

    private static void Set(Settings settings, TestLake lake, TestCatalog catalog, params IReadOnlyList<string> accounts)
    {
        settings.Lake = new LakeSettings { Uri = lake.Uri, Region = "us-east-1", ForcePathStyle = true };
        settings.Catalog.Database = catalog.Database;
        settings.Aws.Accounts = accounts;
    }

    private static async Task OlderAsync(TestCatalog catalog, Action<JsonArray> edit)
    {
        await catalog.EditTableAsync(Name, table => edit(table["StorageDescriptor"]!["Columns"]!.AsArray()));
        await catalog.EditPartitionsAsync(partition => edit(partition["StorageDescriptor"]!["Columns"]!.AsArray()));
    }

    private static async Task CurrentAsync(TestCatalog catalog, IEnumerable<string> partitions, HiveTable full)
    {
        var table = (await catalog.TableAsync(Name)).Columns();
        table.Split(", ").Order().ShouldBe(full.Columns.Select(column => $"{column.Name} {column.Type}").Order());
        var registered = await catalog.PartitionsAsync();
        registered.Keys.ShouldBe(partitions);
        foreach (var (values, partition) in registered)
        {
            partition.Columns().ShouldBe(table, values);
            ((string?)partition["StorageDescriptor"]!["Location"]).ShouldBe(full.PartitionLocation(values.Split('/')));
        }
    }

    /// <summary>The environment of this process, until the end of a test.</summary>
    private sealed class Borrowed : IDisposable
    {
        private readonly Dictionary<string, string?> _before;

        public Borrowed(IReadOnlyCollection<KeyValuePair<string, string>> environment)
        {
            _before = environment.ToDictionary(one => one.Key, one => Environment.GetEnvironmentVariable(one.Key));
            ClockedWorker.Use(environment);
        }

        public void Dispose()
        {
            foreach (var (name, value) in _before)
            {
                Environment.SetEnvironmentVariable(name, value);
            }
        }
    }
}

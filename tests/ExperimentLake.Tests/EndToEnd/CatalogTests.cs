using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>Snapshots into a bucket whose tables are kept in a catalog.</summary>
[Trait(S3Server.Trait, S3Server.TraitValue)]
public sealed class CatalogTests(S3Server s3)
{
    private const string Name = "inference_experiments";

    [Fact]
    public async Task A_snapshot_makes_tables_and_partitions_and_the_next_run_only_looks()
    {
        await using var aws = await World.StartAsync();
        await using var lake = await TestLake.CreateAsync(LakeKind.S3, s3);
        using var catalog = await TestCatalog.SimulatedAsync(aws);
        lake.Also.AddRange(catalog.Environment);

        (await lake.SnapshotAsync(aws)).ShouldExitWith(0);

        var date = (string)(await lake.ManifestAsync())["snapshot_date"]!;
        (await catalog.PartitionsAsync()).ShouldSatisfyAllConditions(
            partitions => partitions.Keys.ShouldBe(World.Accounts.Select(account => $"{account}/{date}")),
            partitions => partitions.ShouldAllBe(one => (string?)one.Value["StorageDescriptor"]!["Location"]
                == $"{lake.Uri}{Name}/account_id={one.Key.Split('/')[0]}/snapshot_date={date}/"));
        var coverage = await catalog.TableAsync("snapshot_coverage");
        ((string?)coverage["Parameters"]!["storage.location.template"]).ShouldBe($"{lake.Uri}snapshot_coverage/snapshot_date=${{snapshot_date}}/");
        ((string?)coverage["Parameters"]!["projection.snapshot_date.range"]).ShouldBe($"{date},NOW+1DAY");
        ((string?)(await lake.ManifestAsync())["catalog"]!["database"]).ShouldBe(catalog.Database);
        var before = await lake.StampsAsync();
        aws.Calls.Clear();

        (await lake.SnapshotAsync(aws)).ShouldExitWith(0).Output.ShouldContain("Nothing changed; revision 1 stands.");

        aws.Calls.All.Select(call => $"{call.Operation} {call.Calls}").ShouldBe(["GetCallerIdentity 1", "GetTable 2"]);
        (await lake.StampsAsync()).ShouldBe(before);
        (await lake.RunAsync(aws, "verify")).ShouldExitWith(0);
    }

    [Fact]
    public async Task A_catalog_that_fails_makes_the_day_partial_and_the_next_run_completes_it_though_nothing_else_changed()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = await TestLake.CreateAsync(LakeKind.S3, s3);
        using var catalog = TestCatalog.WithoutDatabase(aws);
        lake.Also.AddRange(catalog.Environment);

        var first = await SnapshotAsync(lake, aws);

        first.ShouldExitWith(1).Error.ShouldContain($"there is no such database. Create it: aws glue create-database --region us-east-1 --database-input Name={catalog.Database}");
        first.Error.ShouldContain("The day is partial.");
        var manifest = await lake.ManifestAsync();
        ((string?)manifest["state"], (int?)manifest["revision"], manifest["catalog"]).ShouldBe(("partial", 1, null));
        ((string?)manifest["catalog_error"])!.ShouldContain("there is no such database");
        (await lake.FilesAsync()).Query("SELECT outcome, written FROM snapshot_coverage").ShouldBe("complete | 8");
        (await lake.RunAsync(aws, "verify")).ShouldExitWith(0).Output.ShouldContain("is partial: 1 complete. Glue database ");
        // As long as it fails in the same way there is no news.
        (await SnapshotAsync(lake, aws)).ShouldExitWith(1).Output.ShouldContain("Nothing changed; revision 1 stands.");
        await catalog.CreateDatabaseAsync();
        aws.Calls.Clear();

        (await SnapshotAsync(lake, aws)).ShouldExitWith(0).Output.ShouldContain("Revision 2 committed.");

        aws.Asked().ShouldBeEmpty();
        (await catalog.PartitionsAsync()).Count.ShouldBe(1);
        manifest = await lake.ManifestAsync();
        ((string?)manifest["state"], (int?)manifest["revision"], manifest["catalog_error"]).ShouldBe(("complete", 2, null));
    }

    [Fact]
    public async Task Without_the_key_Glue_is_never_asked_and_set_later_it_gets_what_is_there()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = await TestLake.CreateAsync(LakeKind.S3, s3);
        (await SnapshotAsync(lake, aws)).ShouldExitWith(0);
        (await lake.RunAsync(aws, "check", "--Aws:Regions", World.Regions[0])).ShouldExitWith(0).Output.ShouldNotContain("catalog");
        aws.Calls.All.Select(call => call.Operation).Distinct().Order().ShouldBe(["DescribeInferenceExperiment", "GetCallerIdentity", "ListInferenceExperiments", "ListTags"]);
        (await lake.ManifestAsync())["catalog"].ShouldBeNull();
        using var catalog = await TestCatalog.SimulatedAsync(aws);
        aws.Calls.Clear();

        (await SnapshotAsync(lake, aws, [.. catalog.Environment])).ShouldExitWith(0).Output.ShouldContain("Revision 2 committed.");

        aws.Asked().ShouldBeEmpty();
        (await catalog.PartitionsAsync()).Count.ShouldBe(1);
        // Taken out again, it changes nothing.
        lake.Also.Clear();
        (await SnapshotAsync(lake, aws)).ShouldExitWith(0).Output.ShouldContain("Nothing changed; revision 2 stands.");
    }

    [Fact]
    public async Task A_day_that_is_registered_stays_complete_when_Glue_does_not_answer_the_next_time()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = await TestLake.CreateAsync(LakeKind.S3, s3);
        using var catalog = await TestCatalog.SimulatedAsync(aws);
        lake.Also.AddRange(catalog.Environment);
        (await SnapshotAsync(lake, aws)).ShouldExitWith(0);
        aws.Faults.Deny(operation: "GetTable");

        var result = await SnapshotAsync(lake, aws);

        result.ShouldExitWith(0).Output.ShouldContain("Nothing changed; revision 1 stands.");
        result.Error.ShouldContain($"Glue database {catalog.Database} in us-east-1: AccessDeniedException: ");
    }

    [Fact]
    public async Task What_else_the_day_lacks_and_what_the_catalog_lacks_are_told_apart()
    {
        await using var aws = await World.StartAsync();
        await using var lake = await TestLake.CreateAsync(LakeKind.S3, s3);
        using var catalog = await TestCatalog.SimulatedAsync(aws);
        lake.Also.AddRange(catalog.Environment);
        aws.Faults.DenyRole(World.Accounts[1]);
        (await lake.SnapshotAsync(aws)).ShouldExitWith(1);
        var manifest = await lake.ManifestAsync();
        (await catalog.PartitionsAsync()).Count.ShouldBe(2);
        ((string?)manifest["state"], manifest["catalog_error"]).ShouldBe(("partial", null));
        manifest["catalog"].ShouldNotBeNull();
        aws.Faults.Clear();
        aws.Calls.Clear();

        (await lake.SnapshotAsync(aws)).ShouldExitWith(0);

        (await catalog.PartitionsAsync()).Count.ShouldBe(3);
        aws.Calls.Count(operation: "BatchCreatePartition").ShouldBe(1);
    }

    [Fact]
    public async Task Who_only_reads_a_copy_in_a_directory_may_have_the_key_set()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        lake.Also.Add(new("EXPERIMENTLAKE_Catalog__Database", "lake"));

        (await lake.RunAsync(aws, "query", "SELECT count(*) AS n FROM inference_experiments", "--format", "csv")).ShouldExitWith(0).Output.ShouldBe("n\n0\n");
        (await lake.RunAsync(aws, "check")).ShouldExitWith(3).Error.ShouldContain("is a directory, which no Glue table can be of.");
    }

    [Fact]
    public async Task Check_tells_what_is_there_and_what_only_a_snapshot_can_tell_and_changes_nothing()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = await TestLake.CreateAsync(LakeKind.S3, s3);
        using var catalog = TestCatalog.WithoutDatabase(aws);
        lake.Also.AddRange(catalog.Environment);
        var place = $"catalog      Glue database {catalog.Database} in us-east-1: ";

        (await CheckAsync()).ShouldExitWith(1).Output.ShouldContain(
            $"failed  {place}there is no such database. Create it: aws glue create-database --region us-east-1 --database-input Name={catalog.Database}");
        await catalog.CreateDatabaseAsync();
        (await CheckAsync()).ShouldExitWith(0).Output.ShouldContain(
            $"ok  {place}database yes, {Name} to be created (glue:CreateTable unknown), list partitions yes, register partitions unknown (a snapshot tells; "
            + "allow glue:BatchCreatePartition and glue:BatchUpdatePartition), snapshot_coverage to be created (glue:CreateTable unknown)\n");
        aws.Calls.Count(operation: "CreateTable").ShouldBe(0);
        (await SnapshotAsync(lake, aws)).ShouldExitWith(0);
        (await CheckAsync()).ShouldExitWith(0).Output.ShouldContain($"{Name} current, list partitions yes, ");
        await catalog.EditTableAsync(Name, table => table["StorageDescriptor"]!["Columns"]!.AsArray().RemoveAt(3));
        var edited = (await catalog.TableAsync(Name)).ToJsonString();
        (await CheckAsync()).ShouldExitWith(0).Output.ShouldContain($"{Name} to be updated (glue:UpdateTable unknown)");
        (await catalog.TableAsync(Name)).ToJsonString().ShouldBe(edited);
        await catalog.EditTableAsync(Name, table => table["StorageDescriptor"]!["Location"] = "s3://elsewhere/");
        (await CheckAsync()).ShouldExitWith(1).Output.ShouldContain($"failed  {place}the table {Name} is of s3://elsewhere/");

        Task<ProcessResult> CheckAsync() => lake.RunAsync(aws, "check", "--Aws:Regions", World.Regions[0]);
    }

    [Theory]
    [InlineData("GetDatabase", 0, "warning", "glue:GetDatabase on the catalog, the database and its tables. Snapshots do not need it.")]
    [InlineData("GetTable", 1, "failed", "glue:GetTable on the catalog, the database and its tables.")]
    [InlineData("GetPartitions", 1, "failed", "glue:GetPartitions on the catalog, the database and its tables.")]
    public async Task Check_tells_what_the_catalog_denies(string operation, int exitCode, string verdict, string permission)
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = await TestLake.CreateAsync(LakeKind.S3, s3);
        using var catalog = await TestCatalog.SimulatedAsync(aws);
        lake.Also.AddRange(catalog.Environment);
        aws.Faults.Deny(operation: operation);

        var result = await lake.RunAsync(aws, "check", "--Aws:Regions", World.Regions[0]);

        var row = result.ShouldExitWith(exitCode).Output.Split('\n').First(line => line.StartsWith($"{verdict} ", StringComparison.Ordinal));
        row.ShouldContain("catalog      Glue database");
        row.ShouldContain($"is not authorized to perform: glue:{operation}");
        row.ShouldEndWith($"Allow this identity {permission}");
    }

    [Fact]
    public async Task Check_tells_once_that_Glue_does_not_answer()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = await TestLake.CreateAsync(LakeKind.S3, s3);
        using var catalog = await TestCatalog.SimulatedAsync(aws);
        lake.Also.AddRange([.. catalog.Environment, new("AWS_ENDPOINT_URL_GLUE", "http://127.0.0.1:1")]);

        var result = await lake.RunAsync(aws, "check", "--Aws:Regions", World.Regions[0]);

        result.ShouldExitWith(1).Output.Split('\n').Count(line => line.Contains("catalog ", StringComparison.Ordinal)).ShouldBe(2);
        result.Output.ShouldContain("database unknown\n");
        result.Output.ShouldContain("ConnectionFailed: ");
        result.Output.ShouldContain("Check the network and AWS_ENDPOINT_URL_GLUE.\n");
    }

    private static async Task<ProcessResult> SnapshotAsync(TestLake lake, SimulatedAws aws, params IEnumerable<KeyValuePair<string, string>> also)
    {
        lake.Also.AddRange(also);
        return await lake.SnapshotAsync(aws, ["self"], [World.Regions[0]]);
    }
}

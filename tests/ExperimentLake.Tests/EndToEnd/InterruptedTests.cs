using DuckDB.NET.Data;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>The process ends before its work does.</summary>
public sealed class InterruptedTests(S3Server s3)
{
    /// <summary>The requests after which it is killed; a whole snapshot has about 200.</summary>
    public static TheoryData<LakeKind, int> Points { get; } = [
        .. from kind in new[] { LakeKind.Directory, LakeKind.S3 }
           from calls in new[] { 1, 40, 90, 140, 190 }
           select new TheoryDataRow<LakeKind, int>(kind, calls) { Traits = kind == LakeKind.S3 ? new() { [S3Server.Trait] = [S3Server.TraitValue] } : [] }];

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Killed_at_any_moment_it_leaves_whole_files_and_the_next_run_finishes(LakeKind kind, int calls)
    {
        await using var aws = await StartAsync();
        await using var lake = await TestLake.CreateAsync(kind, s3);
        await using (var process = lake.Start(aws, TestLake.Snapshot(World.Accounts, World.Regions)))
        {
            await CallsAsync(aws, calls);
            process.Kill();
            (await process.EndAsync()).ExitCode.ShouldBe(137);
        }

        await AllReadableAsync(lake);
        (await lake.SnapshotAsync(aws)).ShouldExitWith(0);
        await CompleteAsync(lake, aws);
    }

    [Theory]
    [MemberData(nameof(World.Lakes), MemberType = typeof(World))]
    public async Task Killed_after_each_account_region_it_never_reads_a_finished_one_again(LakeKind kind)
    {
        await using var aws = await StartAsync();
        await using var lake = await TestLake.CreateAsync(kind, s3);
        var finished = new HashSet<string>();
        for (var kills = 0; kills < 3; kills++)
        {
            aws.Calls.Clear();
            await using var process = lake.Start(aws, TestLake.Snapshot(World.Accounts, World.Regions, "--Limits:CallsInFlight", "1"));
            var line = await process.LineAsync(line => line.Contains(": complete", StringComparison.Ordinal));
            process.Kill();
            await process.EndAsync();
            await AllReadableAsync(lake);
            aws.Asked().Intersect(finished).ShouldBeEmpty();
            finished.Add(line.Split(':')[0]).ShouldBeTrue();
        }

        aws.Calls.Clear();
        (await lake.SnapshotAsync(aws)).ShouldExitWith(0);
        aws.Asked().Intersect(finished).ShouldBeEmpty();
        await CompleteAsync(lake, aws);
    }

    [Theory]
    [MemberData(nameof(World.Lakes), MemberType = typeof(World))]
    public async Task Ctrl_C_commits_what_is_done(LakeKind kind)
    {
        await using var aws = await StartAsync();
        await using var lake = await TestLake.CreateAsync(kind, s3);
        await using (var process = lake.Start(aws, TestLake.Snapshot(World.Accounts, World.Regions, "--Limits:CallsInFlight", "4")))
        {
            await process.LineAsync(line => line.Contains(": complete", StringComparison.Ordinal));
            await process.InterruptAsync();
            (await process.EndAsync()).ShouldExitWith(2).Error.ShouldContain("Run again");
        }

        ((string)(await lake.ManifestAsync())["state"]!).ShouldBe("partial");
        var files = await lake.FilesAsync();
        files.Query("SELECT count(*) FROM snapshot_coverage").ShouldBe("9");
        files.Query("SELECT count(*) > 0 FROM snapshot_coverage WHERE outcome = 'complete'").ShouldBe("true");
        (await lake.RunAsync(null, "verify")).ShouldExitWith(0);
        (await lake.SnapshotAsync(aws)).ShouldExitWith(0);
        await CompleteAsync(lake, aws);
    }

    private static Task<SimulatedAws> StartAsync() => World.StartAsync(
        new() { Accounts = World.Accounts, Regions = World.Regions, ExperimentsPerAccount = 30, Latency = TimeSpan.FromMilliseconds(30) });

    private static async Task CallsAsync(SimulatedAws aws, int calls)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (aws.Calls.Count() < calls && await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
        }
    }

    /// <summary>Whatever is in a table folder is data for every reader.</summary>
    private static async Task AllReadableAsync(TestLake lake)
    {
        var folder = (await lake.FilesAsync()).Folder;
        await using var connection = new DuckDBConnection("Data Source=:memory:");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        foreach (var table in Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Where(path => !Path.GetFileName(path).StartsWith('_')) : [])
        {
            foreach (var path in Directory.EnumerateFiles(table, "*", SearchOption.AllDirectories))
            {
                await using var command = connection.CreateCommand();
                command.CommandText = $"SELECT count(*) FROM (SELECT DISTINCT * FROM read_parquet('{path}'))";
                ((long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!).ShouldBeGreaterThan(0, path);
            }
        }
    }

    private static async Task CompleteAsync(TestLake lake, SimulatedAws aws)
    {
        Truth.In(await lake.FilesAsync()).ShouldBe(Truth.Of(aws, World.Accounts, [.. World.Regions]));
        (await lake.RunAsync(null, "verify")).ShouldExitWith(0);
    }
}

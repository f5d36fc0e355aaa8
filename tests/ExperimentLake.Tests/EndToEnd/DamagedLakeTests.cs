using System.Text;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>What is asked of a lake that others have written to, or that nobody writes to any more.</summary>
public sealed class DamagedLakeTests(S3Server s3)
{
    private static readonly byte[] NotParquet = Encoding.ASCII.GetBytes("PAR1 this is no Parquet file PAR1");

    [Fact]
    public async Task Snapshots_that_have_stopped_are_missing_up_to_yesterday()
    {
        await using var lake = TestLake.InDirectory();
        (await lake.RunAsync(null, "demo", "--days", "37", "--accounts", "1", "--experiments", "0")).ShouldExitWith(0);
        foreach (var key in (await lake.ManifestKeysAsync()).Skip(1))
        {
            var date = key["_manifests/".Length..^".json".Length];
            await lake.DeleteAsync(key);
            await lake.DeleteAsync($"{key}.sha256");
            await lake.DeleteAsync($"snapshot_coverage/snapshot_date={date}/coverage.parquet");
        }

        (await lake.RunAsync(null, "verify")).ShouldExitWith(0).Output.ShouldContain("35 missing dates");
        (await lake.RunAsync(null, "verify", "--all", "--strict")).ShouldExitWith(1).Output.ShouldContain("1 day, 1 file read back, 0 errors, 35 missing dates");
    }

    [Fact]
    public async Task A_lake_without_any_snapshot_is_no_success_when_strict()
    {
        await using var lake = TestLake.InDirectory();

        (await lake.RunAsync(null, "verify")).ShouldExitWith(0).Error.ShouldContain($"{lake.Uri} has no snapshot at all");
        (await lake.RunAsync(null, "verify", "--strict")).ShouldExitWith(1);
    }

    [Theory]
    [MemberData(nameof(World.Lakes), MemberType = typeof(World))]
    public async Task A_file_that_is_no_Parquet_file_is_named_and_disturbs_no_other_table(LakeKind kind)
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = await TestLake.CreateAsync(kind, s3);
        (await lake.SnapshotAsync(aws, [World.Accounts[0]], [World.Regions[0]])).ShouldExitWith(0);
        var data = (await lake.DataStampsAsync()).Keys.First();
        await lake.PutAsync(data, NotParquet);

        var result = (await lake.RunAsync(null, "query", "SELECT count(*) FROM inference_experiments")).ShouldExitWith(1);

        result.Error.ShouldContain($"Cannot read ");
        result.Error.ShouldContain(data);
        result.Error.ShouldContain("Run verify");
        result.Error.ShouldNotContain("   at ");
        (await lake.RunAsync(null, "query", "SELECT count(*) FROM Snapshot_Coverage", "--format", "csv")).ShouldExitWith(0);
        (await lake.RunAsync(null, "verify")).ShouldExitWith(1).Error.ShouldContain(data);
    }

    [Fact]
    public async Task A_damaged_page_is_no_fault_of_the_query()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        (await lake.SnapshotAsync(aws, [World.Accounts[0]], [World.Regions[0]])).ShouldExitWith(0);
        var data = (await lake.DataStampsAsync()).Keys.First();
        var content = await lake.GetAsync(data);
        content.AsSpan(4, content.Length / 2).Fill(0xFF);
        await lake.PutAsync(data, content);

        var result = (await lake.RunAsync(null, "query", "SELECT * FROM inference_experiments")).ShouldExitWith(1);

        result.Error.ShouldStartWith("Cannot read a file of the lake: ");
        result.Error.ShouldContain("Run verify");
    }

    [Fact]
    public async Task Verify_opens_no_coverage_but_that_of_the_days_it_looks_at()
    {
        await using var lake = TestLake.InDirectory();
        (await lake.RunAsync(null, "demo", "--days", "2", "--accounts", "1", "--experiments", "1")).ShouldExitWith(0);
        var (older, newer) = ((await lake.ManifestKeysAsync())[0], (await lake.ManifestKeysAsync())[1]);
        await lake.PutAsync($"snapshot_coverage/snapshot_date={older["_manifests/".Length..^".json".Length]}/coverage.parquet", NotParquet);

        (await lake.RunAsync(null, "verify", "--since", newer["_manifests/".Length..^".json".Length])).ShouldExitWith(0);
        (await lake.RunAsync(null, "verify")).ShouldExitWith(1);
    }

    /// <summary>What the shapes of keys are is tested with the keys; servers differ in what they make of dots in a path.</summary>
    [Theory]
    [MemberData(nameof(World.Lakes), MemberType = typeof(World))]
    public async Task A_file_in_no_place_of_ours_is_never_read(LakeKind kind)
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = await TestLake.CreateAsync(kind, s3);
        (await lake.SnapshotAsync(aws, [World.Accounts[0]], [World.Regions[0]])).ShouldExitWith(0);
        var content = await lake.GetAsync((await lake.DataStampsAsync()).Keys.First());
        await lake.PutAsync("inference_experiments/elsewhere.parquet", content);
        await lake.PutAsync("inference_experiments/account_id=012345678901/snapshot_date=2026-11-22/us-east-1/deeper.parquet", content);

        (await lake.RunAsync(null, "query", "SELECT count(*) FROM inference_experiments", "--format", "csv")).ShouldExitWith(0).Output.ShouldBe("count_star()\n8\n");
        (await lake.RunAsync(null, "verify", "--all")).ShouldExitWith(1).Error.ShouldContain("inference_experiments/elsewhere.parquet");
    }

    [Theory]
    [InlineData("\"files\": null", "\"files\": [", "is null")]
    [InlineData("\"key\": \"snapshot_coverage/../../outside\"", "\"key\": \"snapshot_coverage/", "'snapshot_coverage/../../outside', which is no file of that day")]
    [InlineData("\"key\": \"../../outside\"", "\"key\": \"inference_experiments/", "'../../outside', which is no file of that day")]
    public async Task A_manifest_that_makes_no_sense_is_named(string line, string instead, string message)
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        (await lake.SnapshotAsync(aws, [World.Accounts[0]], [World.Regions[0]])).ShouldExitWith(0);
        var key = (await lake.ManifestKeysAsync()).Single();
        var text = Encoding.UTF8.GetString(await lake.GetAsync(key));
        var start = text.IndexOf(instead, StringComparison.Ordinal);
        var end = instead.EndsWith('[') ? text.IndexOf(']', start) + 1 : text.IndexOf(',', start);
        await lake.ForgeManifestAsync(key, $"{text[..start]}{line}{text[end..]}");

        var result = (await lake.RunAsync(null, "verify")).ShouldExitWith(1);

        result.Error.ShouldContain($"{key} is not a manifest: ");
        result.Error.ShouldContain(message);
        result.Error.Trim().ShouldNotContain('\n');
    }

    [Fact]
    public async Task Only_a_writer_removes_what_killed_runs_have_left()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        (await lake.SnapshotAsync(aws, [World.Accounts[0]], [World.Regions[0]])).ShouldExitWith(0);
        var left = Directory.CreateDirectory(Path.Combine(lake.Uri, "_tmp", $"{Guid.NewGuid():N}")).FullName;
        Directory.SetLastWriteTimeUtc(left, DateTime.UnixEpoch);
        // Of whoever used the directory before it was a lake.
        var others = Directory.CreateDirectory(Path.Combine(lake.Uri, "_tmp", "photographs")).FullName;
        await File.WriteAllTextAsync(Path.Combine(others, "one.jpg"), "", TestContext.Current.CancellationToken);
        Directory.SetLastWriteTimeUtc(others, DateTime.UnixEpoch);

        (await lake.RunAsync(null, "verify")).ShouldExitWith(0);
        (await lake.RunAsync(null, "query", "SELECT 1")).ShouldExitWith(0);
        Directory.Exists(left).ShouldBeTrue();
        (await lake.SnapshotAsync(aws, [World.Accounts[0]], [World.Regions[0]])).ShouldExitWith(0);
        Directory.Exists(left).ShouldBeFalse();
        Directory.EnumerateFiles(others).ShouldHaveSingleItem();
    }
}

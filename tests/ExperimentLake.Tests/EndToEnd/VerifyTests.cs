using System.Text;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

public sealed class VerifyTests(S3Server s3)
{
    [Fact]
    public async Task A_demo_lake_is_what_its_manifests_say()
    {
        using var folder = new TemporaryFolder();
        string[] lake = ["--lake", folder["lake"]];
        (await ExperimentLakeProcess.RunAsync(["demo", "--days", "2", "--experiments", "5", .. lake])).ShouldExitWith(0);

        var result = await ExperimentLakeProcess.RunAsync(["verify", "--strict", .. lake]);

        result.ShouldExitWith(0).Output.ShouldContain("2 days");
        result.Error.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(World.Lakes), MemberType = typeof(World))]
    public async Task A_file_that_is_not_as_it_was_written_is_named(LakeKind kind)
    {
        await using var aws = await World.StartAsync();
        await using var lake = await TestLake.CreateAsync(kind, s3);
        (await lake.SnapshotAsync(aws)).ShouldExitWith(0);
        (await lake.RunAsync(null, "verify")).ShouldExitWith(0);
        var keys = (await lake.StampsAsync()).Keys.ToList();
        var data = keys.First(key => key.StartsWith("inference_experiments/", StringComparison.Ordinal));
        var coverage = keys.Single(key => key.StartsWith("snapshot_coverage/", StringComparison.Ordinal));
        var manifest = keys.Single(key => key.StartsWith("_manifests/", StringComparison.Ordinal) && key.EndsWith(".json", StringComparison.Ordinal));
        var stray = data.Replace(".parquet", "-copy.parquet", StringComparison.Ordinal);

        await NamedAsync(data, content => content[..^1]);
        await NamedAsync(data, content => [.. content[..100], (byte)(content[100] ^ 1), .. content[101..]]);
        await NamedAsync(data, content => null);
        await NamedAsync(coverage, content => [.. content[..100], (byte)(content[100] ^ 1), .. content[101..]]);
        await NamedAsync(manifest, content => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(content).Replace("\"state\": \"complete\"", "\"state\": \"partial\"", StringComparison.Ordinal)));
        await NamedAsync($"{manifest}.sha256", content => null);
        await lake.PutAsync(stray, await lake.GetAsync(data));
        (await lake.RunAsync(null, "verify")).ShouldExitWith(1).Error.ShouldContain(stray);
        await lake.DeleteAsync(stray);
        (await lake.RunAsync(null, "verify")).ShouldExitWith(0);

        async Task NamedAsync(string key, Func<byte[], byte[]?> damage)
        {
            var content = await lake.GetAsync(key);
            var damaged = damage(content);
            damaged.ShouldNotBe(content);
            await (damaged is null ? lake.DeleteAsync(key) : lake.PutAsync(key, damaged));
            (await lake.RunAsync(null, "verify")).ShouldExitWith(1).Error.ShouldContain(key);
            await lake.PutAsync(key, content);
        }
    }

    [Theory]
    [MemberData(nameof(World.Lakes), MemberType = typeof(World))]
    public async Task A_lost_file_of_today_comes_back_with_the_next_snapshot(LakeKind kind)
    {
        await using var aws = await World.StartAsync();
        await using var lake = await TestLake.CreateAsync(kind, s3);
        (await lake.SnapshotAsync(aws)).ShouldExitWith(0);
        await lake.DeleteAsync((await lake.DataStampsAsync()).Keys.First());
        aws.Calls.Clear();

        (await lake.SnapshotAsync(aws)).ShouldExitWith(0);

        aws.Asked().Count.ShouldBe(1);
        (await lake.RunAsync(null, "verify")).ShouldExitWith(0);
        Truth.In(await lake.FilesAsync()).ShouldBe(Truth.Of(aws, World.Accounts, [.. World.Regions]));
    }
}

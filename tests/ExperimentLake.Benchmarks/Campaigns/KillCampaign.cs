using System.Diagnostics;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Benchmarks.Campaigns;

/// <summary><c>kill -9</c> at a random moment of a snapshot, again and again; then a run without faults.</summary>
internal static class KillCampaign
{
    /// <param name="rounds">To a directory; half as many to a bucket.</param>
    /// <param name="seed">Of the moments.</param>
    public static async Task<string> RunAsync(int rounds, int seed)
    {
        await using var s3 = new S3Server();
        var random = new Random(seed);
        var (killed, between, files) = (0, 0, 0);
        await using var aws = await World.StartAsync(new() { Accounts = World.Accounts, Regions = World.Regions, ExperimentsPerAccount = 30, Latency = TimeSpan.FromMilliseconds(15), Seed = seed });
        var truth = Truth.Of(aws, World.Accounts, [.. World.Regions]);
        foreach (var (kind, count) in new[] { (LakeKind.Directory, rounds), (LakeKind.S3, rounds / 2) })
        {
            await using var alone = await TestLake.CreateAsync(kind, s3);
            var whole = (await alone.SnapshotAsync(aws)).Elapsed;
            for (var round = 0; round < count; round++)
            {
                await using var lake = await TestLake.CreateAsync(kind, s3);
                await using (var process = lake.Start(aws, TestLake.Snapshot(World.Accounts, World.Regions)))
                {
                    // Much of a run is its start: every other one is killed when the first data file is there, or later.
                    await (round % 2 == 0 ? Task.Delay(whole * random.NextDouble()) : AfterFirstFileAsync(lake, whole * random.NextDouble() / 5));
                    process.Kill();
                    killed += (await process.EndAsync()).ExitCode == 137 ? 1 : 0;
                }

                var left = await lake.FilesAsync();
                var found = await Lakes.AllReadableAsync(left);
                Lakes.ManifestsAreTrue(left, truth);
                files += found;
                between += found > 0 && !(await lake.StampsAsync()).Keys.Any(key => key.EndsWith(".sha256", StringComparison.Ordinal)) ? 1 : 0;
                var again = await lake.SnapshotAsync(aws);
                Broken.Unless(again.ExitCode == 0, $"after a kill: {again.Output}{again.Error}");
                await Lakes.CompleteAsync(lake, aws, truth);
            }
        }

        Broken.Unless(between > rounds / 10, $"only {between} kills came between the first file and the manifest");
        return $"{rounds} rounds to a directory, {rounds / 2} to S3: killed {killed} (the others had ended), {between} of them between the first file and the manifest, {files} files found after kills; "
            + "all objects readable; every lake complete after one more run";
    }

    private static async Task AfterFirstFileAsync(TestLake lake, TimeSpan later)
    {
        // A run that ends without any is looked at all the same.
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(10) && !await HasDataAsync(lake))
        {
            await Task.Delay(1);
        }

        await Task.Delay(later);
    }

    private static async Task<bool> HasDataAsync(TestLake lake) => Path.Combine(lake.Uri, "inference_experiments") is var folder && Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*.parquet", SearchOption.AllDirectories).Any()
        : lake.Uri.StartsWith("s3:", StringComparison.Ordinal) && (await lake.DataStampsAsync()).Count > 0;
}

using ExperimentLake.Simulator;
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
        var (killed, files) = (0, 0);
        await using var aws = await World.StartAsync(new() { Accounts = World.Accounts, Regions = World.Regions, ExperimentsPerAccount = 30, Latency = TimeSpan.FromMilliseconds(15), Seed = seed });
        var truth = Truth.Of(aws, World.Accounts, [.. World.Regions]);
        foreach (var kind in Enumerable.Repeat(LakeKind.Directory, rounds).Concat(Enumerable.Repeat(LakeKind.S3, rounds / 2)))
        {
            await using var lake = await TestLake.CreateAsync(kind, s3);
            var whole = await TimeAsync(lake, aws);
            await using var victim = await TestLake.CreateAsync(kind, s3);
            await using (var process = victim.Start(aws, TestLake.Snapshot(World.Accounts, World.Regions)))
            {
                await Task.Delay(whole * random.NextDouble());
                process.Kill();
                killed += (await process.EndAsync()).ExitCode == 137 ? 1 : 0;
            }

            var left = await victim.FilesAsync();
            files += await Lakes.AllReadableAsync(left);
            Lakes.ManifestsAreTrue(left, truth);
            var again = await victim.SnapshotAsync(aws);
            Broken.Unless(again.ExitCode == 0, $"after a kill: {again.Output}{again.Error}");
            await Lakes.CompleteAsync(victim, aws, truth);
        }

        return $"{rounds} rounds to a directory, {rounds / 2} to S3: killed {killed} (the others had ended), {files} files found after kills, all readable; every lake complete after one more run";
    }

    private static TimeSpan s_whole;

    /// <summary>How long a run that is left alone takes; measured once.</summary>
    private static async Task<TimeSpan> TimeAsync(TestLake lake, SimulatedAws aws)
    {
        if (s_whole == TimeSpan.Zero)
        {
            s_whole = (await lake.SnapshotAsync(aws)).Elapsed;
        }

        return s_whole;
    }
}

using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Benchmarks.Campaigns;

/// <summary>Two runs that know nothing of each other, over the same lake on the same day.</summary>
internal static class ConcurrencyCampaign
{
    /// <param name="rounds">By turns to a directory and to a bucket.</param>
    /// <param name="seed">Of how much later the second begins.</param>
    public static async Task<string> RunAsync(int rounds, int seed)
    {
        await using var s3 = new S3Server();
        var random = new Random(seed);
        await using var aws = await World.StartAsync(new() { Accounts = World.Accounts, Regions = World.Regions, ExperimentsPerAccount = 30, Latency = TimeSpan.FromMilliseconds(5), Seed = seed });
        var truth = Truth.Of(aws, World.Accounts, [.. World.Regions]);
        var twice = 0;
        for (var round = 0; round < rounds; round++)
        {
            await using var lake = await TestLake.CreateAsync(round % 2 == 0 ? LakeKind.Directory : LakeKind.S3, s3);
            aws.Calls.Clear();
            var first = lake.SnapshotAsync(aws);
            await Task.Delay(random.Next(300));
            var results = await Task.WhenAll(first, lake.SnapshotAsync(aws));
            foreach (var result in results)
            {
                Broken.Unless(result.ExitCode == 0, $"round {round}: {result.Output}{result.Error}");
            }

            twice += aws.Calls.Count(operation: "DescribeInferenceExperiment") > truth.Count ? 1 : 0;
            await Lakes.CompleteAsync(lake, aws, truth);
        }

        return $"{rounds} rounds, in {twice} of which both asked for the same: no row lost or doubled, every manifest complete and verified";
    }
}

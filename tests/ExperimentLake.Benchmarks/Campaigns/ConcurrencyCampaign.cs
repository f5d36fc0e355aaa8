using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Benchmarks.Campaigns;

/// <summary>
/// Two runs that know nothing of each other, over the same lake on the same day. In every other pair of rounds one experiment is denied
/// to one of them: what it has of that account region is less than what the other one has.
/// </summary>
internal static class ConcurrencyCampaign
{
    private const string Describe = "DescribeInferenceExperiment";

    /// <param name="rounds">By turns to a directory and to a bucket.</param>
    /// <param name="seed">Of how much later the second begins.</param>
    public static async Task<string> RunAsync(int rounds, int seed)
    {
        await using var s3 = new S3Server();
        var random = new Random(seed);
        await using var aws = await World.StartAsync(new() { Accounts = World.Accounts, Regions = World.Regions, ExperimentsPerAccount = 30, Latency = TimeSpan.FromMilliseconds(5), Seed = seed });
        var truth = Truth.Of(aws, World.Accounts, [.. World.Regions]);
        var (twice, partial) = (0, 0);
        for (var round = 0; round < rounds; round++)
        {
            var kind = round % 2 == 0 ? LakeKind.Directory : LakeKind.S3;
            await using var lake = await TestLake.CreateAsync(kind, s3);
            var isEven = round / 2 % 2 == 0;
            aws.Calls.Clear();
            aws.Faults.Replace(isEven ? [] : [new() { Kind = FaultKind.Deny, Operation = Describe, Times = 1 }]);
            var first = lake.SnapshotAsync(aws);
            await Task.Delay(random.Next(300));
            var results = await Task.WhenAll(first, lake.SnapshotAsync(aws));
            // Who commits before the other one has it all ends with 1, and may only when it was denied something.
            Broken.Unless(results.All(result => result.ExitCode == 0 || (result.ExitCode == 1 && !isEven)), $"round {round}: {string.Concat(results.Select(result => $"{result.Output}{result.Error}"))}");
            twice += aws.Calls.Count(operation: Describe) > truth.Count ? 1 : 0;
            partial += results.Any(result => result.ExitCode == 1) ? 1 : 0;
            try
            {
                await Lakes.CompleteAsync(lake, aws, truth);
            }
            catch (Broken broken)
            {
                throw new Broken($"round {round}, {(isEven ? "nothing" : "one experiment")} denied, {kind}: {broken.Message}\n{string.Concat(results.Select(result => $"{result.Output}{result.Error}"))}It is kept in {Lakes.Keep(await lake.FilesAsync())}");
            }
        }

        Broken.Unless(twice > rounds / 2, $"only in {twice} of {rounds} rounds both asked for the same");
        return $"{rounds} rounds, in {twice} of which both asked for the same, and in {partial} one of them ended partial before the other one's results: no row lost or doubled, every manifest complete and verified";
    }
}

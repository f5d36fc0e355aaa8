using System.Collections.Concurrent;
using System.Diagnostics;
using ExperimentLake.Benchmarks.Campaigns.Faults;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Benchmarks.Campaigns;

/// <summary>Whatever may go wrong at AWS, together with whatever may go wrong with the lake.</summary>
internal static class FaultCampaign
{
    // They wait more than they work.
    private const int AtOnce = 8;

    /// <param name="rounds">Of all pairs; in the first, third and so on the faults of a bucket pass, in the others one of its files cannot be put.</param>
    /// <param name="seed">Of the worlds and of all chances.</param>
    public static async Task<string> RunAsync(int rounds, int seed)
    {
        await using var s3 = new S3Server();
        await s3.EndpointAsync();
        var cells = (from round in Enumerable.Range(0, rounds)
                     from aws in AwsFault.All.Index()
                     from lake in LakeFault.All.Index()
                     select new Cell(aws.Item, lake.Item, (seed * 10_000) + (round * 100) + (aws.Index * LakeFault.All.Count) + lake.Index, round % 2 == 1)).ToList();
        var (seen, broken) = (new ConcurrentBag<(Cell Cell, Seen Seen)>(), 0);
        await Parallel.ForEachAsync(cells, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (cell, _) =>
        {
            var watch = Stopwatch.StartNew();
            try
            {
                var result = await cell.RunAsync(s3);
                seen.Add((cell, result));
                Console.WriteLine($"{cell}: AWS did wrong {result.Struck} times, the lake {(result.LakeStruck ? "too" : "not")}; {result.What}; then all of it ({watch.Elapsed.TotalSeconds:0} s)");
            }
            catch (Exception exception)
            {
                // Also what is not expected to go wrong, such as a file that nobody can read: the other cells go on.
                Interlocked.Increment(ref broken);
                Console.WriteLine($"{cell}: BROKEN: {exception.Message}");
            }
        });
        Broken.Unless(broken == 0, $"{broken} of {cells.Count} cells");
        foreach (var fault in AwsFault.All)
        {
            Broken.Unless(seen.Where(one => one.Cell.Aws == fault).Sum(one => one.Seen.Struck) > 0, $"{fault.Name} has never struck");
        }

        foreach (var fault in LakeFault.All)
        {
            Broken.Unless(seen.Any(one => one.Cell.Lake == fault && one.Seen.LakeStruck), $"{fault.Name} has never struck");
        }

        var met = seen.Where(one => one.Seen.Struck > 0 && one.Seen.LakeStruck).Select(one => (one.Cell.Aws, one.Cell.Lake)).Distinct().Count();
        return $"{AwsFault.All.Count} x {LakeFault.All.Count} pairs of faults, each {rounds} times, {met} of which met in one run; AWS did wrong {seen.Sum(one => one.Seen.Struck)} times, the lake in {seen.Count(one => one.Seen.LakeStruck)} of {cells.Count} runs: "
            + "every exit code, outcome and manifest right, every file readable; every lake complete and verified after one more run";
    }
}

using System.Globalization;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Benchmarks.Campaigns;

/// <summary>Mutated replies through the whole product: each experiment that AWS lists is written or refused, and every row reads back.</summary>
internal static class DocumentCampaign
{
    private const int PerRound = 100_000;

    /// <param name="documents">Replies of Describe in all.</param>
    /// <param name="seed">Of the mutations.</param>
    public static async Task<string> RunAsync(int documents, int seed)
    {
        var (written, refused, unmapped) = (0L, 0L, 0L);
        await using var aws = await World.StartSmallAsync(experiments: 500);
        for (var first = 0; first < documents; first += PerRound)
        {
            var count = Math.Min(PerRound, documents - first);
            await using var server = await MutatingServer.StartAsync(aws, first, count, seed);
            await using var lake = TestLake.InDirectory();
            lake.Also.Add(server.Environment);
            var result = await lake.SnapshotAsync(aws, ["self"], [World.Regions[0]]);
            Broken.Unless(result.ExitCode is 0 or 1, $"from {first}: exit {result.ExitCode}: {result.Output}{result.Error}");
            var files = await lake.FilesAsync();
            await Lakes.AllReadableAsync(files);
            var counts = files.Query("SELECT listed, vanished, written, refused_count FROM snapshot_coverage").Split(" | ").Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            var rows = long.Parse(files.Query("SELECT count(*) FROM inference_experiments"), CultureInfo.InvariantCulture);
            Broken.Unless(counts is [var listed, 0, _, _] && listed == count && counts[2] + counts[3] == count, $"from {first}: {count} given, coverage says {string.Join(", ", counts)}");
            Broken.Unless(rows == counts[2], $"from {first}: coverage says {counts[2]} written, {rows} read back");
            written += counts[2];
            refused += counts[3];
            unmapped += long.Parse(files.Query("SELECT count(*) FROM inference_experiments WHERE cardinality(unmapped) > 0"), CultureInfo.InvariantCulture);
            Console.Error.WriteLine($"{first + count} documents: {written} written, {unmapped} of them with something unmapped, {refused} refused; {result.PeakMemory >> 20} MB at most, {result.Elapsed.TotalSeconds:0} s");
        }

        return $"{documents} documents: {written} written ({unmapped} with something unmapped), {refused} refused, 0 lost; every row read back";
    }
}

using System.Diagnostics;
using System.Globalization;

namespace ExperimentLake.Benchmarks.Campaigns;

/// <summary>A long attempt at breaking the product; its last line says what came of it.</summary>
/// <param name="Rounds">Unless said otherwise.</param>
/// <param name="Body">Given rounds and seed; what was seen, in words.</param>
internal sealed record Campaign(int Rounds, Func<int, int, Task<string>> Body)
{
    public static IReadOnlyDictionary<string, Campaign> All { get; } = new Dictionary<string, Campaign>
    {
        ["kill"] = new(200, KillCampaign.RunAsync),
        ["documents"] = new(1_000_000, DocumentCampaign.RunAsync),
        ["concurrency"] = new(50, ConcurrencyCampaign.RunAsync),
        ["faults"] = new(2, FaultCampaign.RunAsync),
        ["soak"] = new(2_000, SoakCampaign.RunAsync),
    };

    public static async Task<int> RunAsync(string name, int? rounds, int seed)
    {
        var campaign = All[name];
        var watch = Stopwatch.StartNew();
        try
        {
            var seen = await campaign.Body(rounds ?? campaign.Rounds, seed);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}, seed {seed}, {watch.Elapsed.TotalMinutes:0} min: {seen}."));
            return 0;
        }
        catch (Broken broken)
        {
            Console.WriteLine($"{name}, seed {seed}: BROKEN: {broken.Message}");
            return 1;
        }
    }
}

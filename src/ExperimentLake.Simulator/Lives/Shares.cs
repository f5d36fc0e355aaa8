namespace ExperimentLake.Simulator.Lives;

/// <summary>How an account's experiments fall upon its regions: unevenly, as people have a home region.</summary>
internal static class Shares
{
    /// <summary>Whole numbers that add up to <paramref name="total"/>, by largest remainder.</summary>
    public static int[] Split(int total, Dice account, IReadOnlyList<string> regions)
    {
        var weights = regions.Select(region => account.Between($"weight {region}", 0.25, 1)).ToArray();
        var exact = weights.Select(weight => total * weight / weights.Sum()).ToArray();
        var shares = exact.Select(share => (int)share).ToArray();
        var missing = total - shares.Sum();
        foreach (var index in Enumerable.Range(0, regions.Count).OrderByDescending(i => exact[i] - shares[i]).Take(missing))
        {
            shares[index]++;
        }

        return shares;
    }
}

namespace ExperimentLake.Benchmarks.Measuring;

/// <summary>One figure over the rounds of one contender.</summary>
internal sealed record Samples(IReadOnlyList<double> Values)
{
    public double Median => Values.Order().ElementAt(Values.Count / 2);

    /// <summary>Between the least and the most, as a share of the median.</summary>
    public double Spread => (Values.Max() - Values.Min()) / Median;
}

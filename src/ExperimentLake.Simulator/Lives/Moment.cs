namespace ExperimentLake.Simulator.Lives;

/// <summary>One account region at one instant, sorted once for each order that is asked for.</summary>
internal sealed class Moment(long at, Func<IEnumerable<SimulatedExperiment>> existing)
{
    private readonly Lazy<SimulatedExperiment[]> _byCreationTime = new(() => Sorted(existing(), Order.CreationTime));
    private readonly object _gate = new();
    private SimulatedExperiment[]? _byName;
    private SimulatedExperiment[]? _byStatus;

    /// <summary>Milliseconds since 1970.</summary>
    public long At => at;

    public SimulatedExperiment[] ByCreationTime => _byCreationTime.Value;

    public SimulatedExperiment[] By(Order order)
    {
        if (order == Order.CreationTime)
        {
            return ByCreationTime;
        }

        lock (_gate)
        {
            return order == Order.Name
                ? _byName ??= Sorted(ByCreationTime, order)
                : _byStatus ??= Sorted(ByCreationTime, order);
        }
    }

    private static SimulatedExperiment[] Sorted(IEnumerable<SimulatedExperiment> experiments, Order order)
    {
        SimulatedExperiment[] sorted = [.. experiments];
        Array.Sort(sorted, (one, other) => ListingKey.Of(one, order).CompareTo(ListingKey.Of(other, order)));
        return sorted;
    }
}

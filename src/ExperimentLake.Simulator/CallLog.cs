using System.Collections.Concurrent;

namespace ExperimentLake.Simulator;

/// <summary>How often requests of one kind came. For AssumeRole the account is that of the role.</summary>
public sealed record CallCount(string Account, string Region, string Operation, int Calls);

/// <summary>Counts of the requests whose signature was right, whatever they were answered.</summary>
public sealed class CallLog
{
    private readonly ConcurrentDictionary<(string Account, string Region, string Operation), int> _counts = new();
    private int _throttled;

    /// <summary>Requests answered with a throttling error.</summary>
    public int Throttled => Volatile.Read(ref _throttled);

    public IReadOnlyList<CallCount> All =>
    [
        .. from count in _counts
           orderby count.Key
           select new CallCount(count.Key.Account, count.Key.Region, count.Key.Operation, count.Value),
    ];

    /// <summary>Calls that match all the members given.</summary>
    public int Count(string? account = null, string? region = null, string? operation = null) => _counts
        .Where(count => (account is null || count.Key.Account == account) &&
            (region is null || count.Key.Region == region) &&
            (operation is null || count.Key.Operation == operation))
        .Sum(count => count.Value);

    public void Clear()
    {
        _counts.Clear();
        Volatile.Write(ref _throttled, 0);
    }

    internal void Add(string account, string region, string operation) =>
        _counts.AddOrUpdate((account, region, operation), 1, static (_, calls) => calls + 1);

    internal void AddThrottled() => Interlocked.Increment(ref _throttled);
}

using System.Collections.Concurrent;
using System.Text.Json;
using ExperimentLake.Simulator.Wire;

namespace ExperimentLake.Simulator;

/// <summary>How often requests of one kind came. For AssumeRole the account is that of the role.</summary>
public sealed record CallCount(string Account, string Region, string Operation, int Calls);

/// <summary>A request as a policy judges it.</summary>
/// <param name="Caller">Arn of who signed it.</param>
/// <param name="Region">That it was signed for.</param>
/// <param name="Service">As in actions: <c>sagemaker</c>, <c>organizations</c>, <c>sts</c> or <c>glue</c>.</param>
/// <param name="Operation">Such as <c>ListTags</c>.</param>
/// <param name="Parameters">An object; undefined when the request was none.</param>
public sealed record SeenCall(string Caller, string Region, string Service, string Operation, JsonElement Parameters);

/// <summary>Counts of the requests whose signature was right, whatever they were answered.</summary>
public sealed class CallLog
{
    private readonly ConcurrentDictionary<(string Account, string Region, string Operation), int> _counts = new();
    private readonly ConcurrentDictionary<(string Account, string Region), int> _throttled = new();

    /// <summary>Requests answered with a throttling error.</summary>
    public int Throttled => _throttled.Sum(count => count.Value);

    /// <summary>Told of each request, on the thread that answers it. Counts are all that is kept by itself.</summary>
    public Action<SeenCall>? Watch { get; set; }

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

    /// <summary>Requests of one account region that were answered with a throttling error.</summary>
    public int ThrottledIn(string account, string region) => _throttled.GetValueOrDefault((account, region));

    public void Clear()
    {
        _counts.Clear();
        _throttled.Clear();
    }

    internal void Add(Call call)
    {
        _counts.AddOrUpdate((call.Account, call.Region, call.Operation), 1, static (_, calls) => calls + 1);
        Watch?.Invoke(new SeenCall(call.Caller.Identity.Arn, call.Region, call.Service.ToString().ToLowerInvariant(), call.Operation, call.Parameters));
    }

    internal void AddThrottled(Call call) => _throttled.AddOrUpdate((call.Account, call.Region), 1, static (_, calls) => calls + 1);
}

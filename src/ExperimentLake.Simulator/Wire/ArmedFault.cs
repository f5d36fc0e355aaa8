using ExperimentLake.Simulator.Lives;

namespace ExperimentLake.Simulator.Wire;

/// <summary>A fault with its counters. Its chances follow from the seed and its own count, so no other fault disturbs them.</summary>
internal sealed class ArmedFault(Fault fault, Dice dice)
{
    private readonly object _gate = new();
    private readonly Dictionary<(string Account, string Region), TokenBucket> _buckets = [];
    private int _asked;
    private int _struck;

    public Fault Fault => fault;

    /// <summary>How often it has struck.</summary>
    public int Struck => Volatile.Read(ref _struck);

    public bool Strikes(Call call, TimeProvider clock)
    {
        if (!Matches(call))
        {
            return false;
        }

        lock (_gate)
        {
            if (_struck >= fault.Times ||
                (fault.Kind == FaultKind.TokenBucket && Bucket(call, clock).TryTake()) ||
                !dice.Of(_asked++).Chance("strikes", fault.Probability))
            {
                return false;
            }

            _struck++;
            return true;
        }
    }

    private bool Matches(Call call) =>
        (fault.Operation is null ? call.Service == Service.SageMaker || fault.Kind == FaultKind.NotInUse : fault.Operation == call.Operation) &&
        (fault.Account is null || fault.Account == call.Account) &&
        (fault.Region is null || fault.Region == call.Region) &&
        (fault.Name is null || string.Equals(fault.Name, call.Name, StringComparison.OrdinalIgnoreCase)) &&
        fault.Kind switch
        {
            FaultKind.Vanish => call.Operation == "DescribeInferenceExperiment",
            FaultKind.EndlessToken => call.Operation is "ListInferenceExperiments" or "ListTags" or "ListAccounts" or "GetPartitions",
            FaultKind.PartitionErrors => call.Operation is "BatchCreatePartition" or "BatchUpdatePartition",
            FaultKind.NotInUse => call.Service == Service.Organizations,
            _ => true,
        };

    private TokenBucket Bucket(Call call, TimeProvider clock)
    {
        var key = (call.Account, call.Region);
        if (!_buckets.TryGetValue(key, out var bucket))
        {
            _buckets[key] = bucket = new TokenBucket(fault.RatePerSecond, fault.Burst, clock);
        }

        return bucket;
    }
}

using ExperimentLake.Simulator.Wire;

namespace ExperimentLake.Simulator;

/// <summary>The faults in force. The first that strikes decides the answer; Slow only delays and lets the next ones try.</summary>
public sealed class FaultList
{
    private readonly int _seed;
    private readonly TimeProvider _clock;
    private readonly object _gate = new();
    private ArmedFault[] _armed = [];

    internal FaultList(int seed, TimeProvider clock) => (_seed, _clock) = (seed, clock);

    public IReadOnlyList<Fault> Current => [.. _armed.Select(armed => armed.Fault)];

    /// <summary>How often those in force have struck so far.</summary>
    public int Struck => _armed.Sum(armed => armed.Struck);

    public void Add(Fault fault)
    {
        lock (_gate)
        {
            _armed = [.. _armed, Arm(fault, _armed.Length)];
        }
    }

    public void Replace(IEnumerable<Fault> faults)
    {
        lock (_gate)
        {
            _armed = [.. faults.Select(Arm)];
        }
    }

    public void Clear() => Replace([]);

    /// <summary>The faults that strike this call, in order and not beyond the one that decides the answer.</summary>
    internal IReadOnlyList<Fault> Striking(Call call)
    {
        List<Fault> striking = [];
        foreach (var armed in _armed)
        {
            if (armed.Strikes(call, _clock))
            {
                striking.Add(armed.Fault);
                if (armed.Fault.Kind != FaultKind.Slow)
                {
                    break;
                }
            }
        }

        return striking;
    }

    private ArmedFault Arm(Fault fault, int index) => new(fault, new Lives.Dice((ulong)_seed).Of("faults").Of(index));
}

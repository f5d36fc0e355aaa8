using System.Collections.Concurrent;
using ExperimentLake.Simulator.Lives;

namespace ExperimentLake.Simulator;

/// <summary>The truth: which experiments exist where and when. A pure function of the options.</summary>
public sealed class SimulatedWorld
{
    private readonly SimulatorOptions _options;
    private readonly ConcurrentDictionary<(string Account, string Region), Lazy<SimulatedAccountRegion>> _accountRegions = new();

    internal SimulatedWorld(SimulatorOptions options)
    {
        _options = options;
        Accounts = SimulatedAccount.All(options);
    }

    /// <summary>The organization's accounts, in the order in which it lists them: no particular one.</summary>
    public IReadOnlyList<SimulatedAccount> Accounts { get; }

    /// <summary>Experiments that exist at that instant, by creation time. None for an account or region that the options do not name.</summary>
    public IReadOnlyList<SimulatedExperiment> Experiments(string account, string region, DateTimeOffset at) =>
        Find(account, region)?.At(at).ByCreationTime ?? [];

    internal SimulatedAccountRegion? Find(string account, string region)
    {
        if (!_options.Accounts.Contains(account) || !_options.Regions.Contains(region))
        {
            return null;
        }

        return _accountRegions.GetOrAdd((account, region), key => new(() => Populate(key.Account, key.Region))).Value;
    }

    private SimulatedAccountRegion Populate(string account, string region)
    {
        var dice = new Dice((ulong)_options.Seed).Of(account);
        var slots = _options.Deletions
            ? (int)Math.Ceiling(_options.ExperimentsPerAccount / Life.AliveShare)
            : _options.ExperimentsPerAccount;
        var share = Shares.Split(slots, dice, _options.Regions)[_options.Regions.ToList().IndexOf(region)];
        return new SimulatedAccountRegion(account, region, share, dice.Of(region), _options.Deletions);
    }
}

using System.Collections.Concurrent;
using System.Text.Json;

namespace ExperimentLake.Lake;

/// <summary>What the lake knows so far of one day's snapshot.</summary>
/// <param name="store">The lake.</param>
/// <param name="date">The day.</param>
internal sealed class Day(ILakeStore store, DateOnly date)
{
    // Small objects, one request each.
    private const int ReadsAtOnce = 16;

    private readonly ConcurrentDictionary<AccountRegion, RegionState> _states = [];

    public DateOnly Date => date;

    /// <summary>The believed states.</summary>
    public IEnumerable<RegionState> States => _states.Values;

    /// <summary>
    /// Reads the day's states. One is believed only when the object that it names is there, byte for byte: whatever else happened
    /// meanwhile, that account region is then read again.
    /// </summary>
    /// <exception cref="LakeException">The lake could not be read.</exception>
    public static async Task<Day> LoadAsync(ILakeStore store, DateOnly date, CancellationToken cancellationToken)
    {
        var day = new Day(store, date);
        var keys = new List<string>();
        await foreach (var key in store.ListAsync(LakeKeys.StateFolder(date), cancellationToken))
        {
            if (key != LakeKeys.Plan(date))
            {
                keys.Add(key);
            }
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(keys, options, async (key, token) =>
        {
            if (await ReadAsync(store, key, token) is { } state && key == LakeKeys.State(state.AccountId, state.Region, date)
                && (state.File is null || await store.FactsAsync(state.File, token) == new ObjectFacts(state.Bytes ?? 0, state.Sha256 ?? "")))
            {
                day._states[state.AccountRegion] = state;
            }
        });
        return day;
    }

    public RegionState? StateOf(AccountRegion accountRegion) => _states.GetValueOrDefault(accountRegion);

    public bool IsSettled(AccountRegion accountRegion) => StateOf(accountRegion)?.Outcome.IsSettled() ?? false;

    /// <summary>Notes what came of an attempt; its data file is in the lake by now.</summary>
    /// <exception cref="LakeException">It could not be written.</exception>
    public async Task PutAsync(RegionState state, CancellationToken cancellationToken)
    {
        await store.PutAsync(
            LakeKeys.State(state.AccountId, state.Region, date), JsonSerializer.SerializeToUtf8Bytes(state, LakeJson.Default.RegionState), cancellationToken);
        _states[state.AccountRegion] = state;
    }

    private static async Task<RegionState?> ReadAsync(ILakeStore store, string key, CancellationToken cancellationToken)
    {
        var json = await store.ReadAsync(key, cancellationToken);
        try
        {
            return json is null ? null : JsonSerializer.Deserialize(json, LakeJson.Default.RegionState);
        }
        catch (JsonException)
        {
            // Not ours, or not whole: as good as none.
            return null;
        }
    }
}

/// <summary>What a day's run set out to read.</summary>
internal sealed record DayPlan(DateOnly SnapshotDate, DateTimeOffset PlannedAt, IReadOnlyList<string> Accounts, IReadOnlyList<string> Regions);

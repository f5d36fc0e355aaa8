using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ExperimentLake.Lake;

/// <summary>What the lake knows so far of one day's snapshot.</summary>
internal sealed class Day
{
    // Small objects, one request each.
    private const int ReadsAtOnce = 16;

    // From a data file's put to that of its state; one request lies between.
    private static readonly TimeSpan s_aboutToSay = TimeSpan.FromSeconds(1);

    // The same of an attempt that has found its file beside another one's state, waited for that long itself, and puts both again.
    private static readonly TimeSpan s_aboutToMend = 4 * s_aboutToSay;

    private readonly ILakeStore _store;
    private readonly ConcurrentDictionary<AccountRegion, RegionState> _states = [];

    private Day(ILakeStore store, DateOnly date, DayPlan? plan) => (_store, Date, Plan) = (store, date, plan);

    public DateOnly Date { get; }

    /// <summary>What the day's runs set out to read; null when none has begun.</summary>
    public DayPlan? Plan { get; private set; }

    /// <summary>The believed states.</summary>
    public IEnumerable<RegionState> States => _states.Values;

    /// <summary>
    /// Reads the day's states. One is believed only when the object that it names is there, byte for byte: whatever else happened
    /// meanwhile, that account region is then read again.
    /// </summary>
    /// <exception cref="LakeException">The lake could not be read.</exception>
    public static async Task<Day> LoadAsync(ILakeStore store, DateOnly date, CancellationToken cancellationToken)
    {
        var plan = await ReadAsync(store, LakeKeys.Plan(date), LakeJson.Default.DayPlan, cancellationToken);
        var day = new Day(store, date, plan?.IsOf(date) == true ? plan : null);
        var keys = new List<string>();
        await foreach (var key in store.ListAsync(LakeKeys.StateFolder(date), cancellationToken))
        {
            if (key != LakeKeys.Plan(date))
            {
                keys.Add(key);
            }
        }

        // Only what has the name of a state is one; its content does not say where things are.
        await ManyAsync(keys.Select(key => LakeKeys.StateOf(key, date)).OfType<AccountRegion>(), day.ReadStateAsync, cancellationToken);
        return day;
    }

    /// <summary>Reads the day's states of one account, and only those: what a worker needs that was given the account.</summary>
    /// <exception cref="LakeException">The lake could not be read.</exception>
    public static async Task<Day> LoadAsync(ILakeStore store, DateOnly date, AccountPlan account, CancellationToken cancellationToken)
    {
        var plan = new DayPlan(date, default, new Dictionary<string, IReadOnlyList<string>> { [account.Account] = account.Regions })
        {
            Organization = new Dictionary<string, string?> { [account.Account] = account.Name },
        };
        var day = new Day(store, date, plan);
        await ManyAsync(account.AccountRegions, day.ReadStateAsync, cancellationToken);
        return day;
    }

    public RegionState? StateOf(AccountRegion accountRegion) => _states.GetValueOrDefault(accountRegion);

    public bool IsSettled(AccountRegion accountRegion) => StateOf(accountRegion)?.Outcome.IsSettled() ?? false;

    /// <summary>Name of an account in its organization; null when it was not planned as one of an organization.</summary>
    public string? NameOf(string account) => Plan?.Organization?.GetValueOrDefault(account);

    /// <summary>Notes what is to be read, before it is.</summary>
    /// <exception cref="LakeException">It could not be written.</exception>
    public async Task PutAsync(DayPlan plan, CancellationToken cancellationToken)
    {
        await _store.PutAsync(LakeKeys.Plan(Date), JsonSerializer.SerializeToUtf8Bytes(plan, LakeJson.Default.DayPlan), cancellationToken);
        Plan = plan;
    }

    /// <summary>Notes what came of an attempt; its data file is in the lake by now.</summary>
    /// <exception cref="LakeException">It could not be written.</exception>
    public async Task PutAsync(RegionState state, CancellationToken cancellationToken)
    {
        await _store.PutAsync(
            LakeKeys.State(state.AccountId, state.Region, Date), JsonSerializer.SerializeToUtf8Bytes(state, LakeJson.Default.RegionState), cancellationToken);
        _states[state.AccountRegion] = state;
    }

    /// <summary>
    /// What the lake says of one account region now: other runs may have been at work since the day was loaded. A data file without a
    /// state that describes it, left by a run that was killed in between, is noted as it says itself: it holds rows that must not be lost.
    /// </summary>
    /// <exception cref="LakeException">The lake could not be read or written.</exception>
    public Task<RegionState?> RefreshAsync(AccountRegion accountRegion, CancellationToken cancellationToken) =>
        RefreshAsync(accountRegion, s_aboutToSay, cancellationToken);

    /// <summary>As <see cref="RefreshAsync(AccountRegion, CancellationToken)"/>, of many, for one who has nothing to put there: attempts come first.</summary>
    /// <exception cref="LakeException">The lake could not be read or written.</exception>
    public Task RefreshAsync(IEnumerable<AccountRegion> accountRegions, CancellationToken cancellationToken) =>
        ManyAsync(accountRegions, (accountRegion, token) => RefreshAsync(accountRegion, s_aboutToMend, token), cancellationToken);

    private static Task ManyAsync(IEnumerable<AccountRegion> accountRegions, Func<AccountRegion, CancellationToken, Task> ask, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(accountRegions, options, async (accountRegion, token) => await ask(accountRegion, token));
    }

    private async Task<RegionState?> RefreshAsync(AccountRegion accountRegion, TimeSpan patience, CancellationToken cancellationToken)
    {
        _states.TryRemove(accountRegion, out _);
        await ReadStateAsync(accountRegion, cancellationToken);
        var key = LakeKeys.DataFile(accountRegion.Account, accountRegion.Region, Date);
        if (StateOf(accountRegion)?.File is null && await _store.FactsAsync(key, cancellationToken) is not null)
        {
            // Whoever put it may be at work still, and about to say what it is. Not as long each time: two that wait would go on together.
            await Task.Delay(patience * (1 + Random.Shared.NextDouble()), cancellationToken);
            var facts = await _store.FactsAsync(key, cancellationToken);
            var found = await FoundFile.ReadAsync(_store, key, facts, accountRegion, Date, cancellationToken);
            await ReadStateAsync(accountRegion, cancellationToken);
            if (StateOf(accountRegion)?.File is null && found is not null)
            {
                // Not by its content: of a file that was changed outside of the lake that differs for good from what it was put as.
                if (await _store.FactsAsync(key, cancellationToken) != facts)
                {
                    // Somebody is at work.
                    return await RefreshAsync(accountRegion, patience, cancellationToken);
                }

                await PutAsync(found, cancellationToken);
            }
        }

        return StateOf(accountRegion);
    }

    private async Task ReadStateAsync(AccountRegion accountRegion, CancellationToken cancellationToken)
    {
        var (account, region) = accountRegion;
        var state = await ReadAsync(_store, LakeKeys.State(account, region, Date), LakeJson.Default.RegionState, cancellationToken);
        if (state?.IsOf(accountRegion) == true
            && (state.File is null || (state.File == LakeKeys.DataFile(account, region, Date)
                && await _store.FactsAsync(state.File, cancellationToken) == new ObjectFacts(state.Bytes ?? 0, state.Sha256 ?? ""))))
        {
            _states[accountRegion] = state;
        }
    }

    private static async Task<T?> ReadAsync<T>(ILakeStore store, string key, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var json = await store.ReadAsync(key, cancellationToken);
        try
        {
            return json is null ? null : JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            // Not ours, or not whole: as good as none.
            return null;
        }
    }
}


using ExperimentLake.Catalog;
using ExperimentLake.Schema;

namespace ExperimentLake.Lake;

/// <summary>The end of every pass: coverage, the catalog, then the manifest. Safe to repeat; writes nothing when nothing changed.</summary>
internal static class Commit
{
    private const int Attempts = 5;

    /// <param name="store">The lake.</param>
    /// <param name="date">The day.</param>
    /// <param name="catalog">Where the lake's tables are kept; null when they are not.</param>
    /// <param name="clock">Tells when.</param>
    /// <param name="stop">A wish to stop, which cuts the catalog short and nothing else.</param>
    /// <exception cref="LakeException">The lake could not be read or written.</exception>
    public static async Task<CommitResult> CommitAsync(
        ILakeStore store, DateOnly date, GlueCatalog? catalog, TimeProvider clock, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await TryAsync(store, date, catalog, clock, isLast: attempt == Attempts, stop) is { } result)
            {
                return result;
            }
        }
    }

    /// <returns>Null when somebody else has committed meanwhile: what was or would be written is not the newest any more, or not of one piece.</returns>
    private static async Task<CommitResult?> TryAsync(
        ILakeStore store, DateOnly date, GlueCatalog? catalog, TimeProvider clock, bool isLast, CancellationToken stop)
    {
        // It is short, and cut in two it would be done again.
        var cancellationToken = CancellationToken.None;
        // First of all: a commit that ends while this one reads and waits knows more than what is read here.
        var before = await Manifest.ReadBelievedAsync(store, date, cancellationToken);
        // From the lake again, and against what is there: other workers may have planned and written too.
        var day = await Day.LoadAsync(store, date, cancellationToken);
        // What has no state may have a file all the same, of a run that was killed in between: data for every reader, so it is told of.
        await day.RefreshAsync(day.Plan?.All().Where(one => day.StateOf(one) is null).ToList() ?? [], cancellationToken);

        var states = day.States.Concat(day.Plan?.All().Where(one => day.StateOf(one) is null).Select(NotRead) ?? [])
            .Select(state => state with { AccountName = state.AccountName ?? day.NameOf(state.AccountId) })
            .OrderBy(state => state.AccountId, StringComparer.Ordinal).ThenBy(state => state.Region, StringComparer.Ordinal).ToList();
        using var coverage = await CoverageFile.WriteAsync(store, date, states, cancellationToken);
        var facts = await coverage.FactsAsync(cancellationToken);
        var manifest = Compose(day, states, new ManifestFile(LakeKeys.Coverage(date), states.Count, facts.Bytes, facts.Sha256), clock) with
        {
            Revision = (before?.Revision ?? 0) + 1,
        };
        var isCovered = await store.FactsAsync(manifest.Coverage.Key, cancellationToken) == facts;
        if (!isCovered)
        {
            await store.PutAsync(manifest.Coverage.Key, coverage, cancellationToken);
        }

        (manifest, var warnings) = await RegisterAsync(store, manifest, before, catalog, stop);
        // A catalog may take minutes, and without one there is a moment too.
        if (!isLast && (await Manifest.ReadBelievedAsync(store, date, cancellationToken))?.Revision != before?.Revision)
        {
            return null;
        }

        if (before is not null && isCovered && SaysTheSame(before, manifest))
        {
            return new CommitResult(before, false, states) { Warnings = warnings };
        }

        var lost = await LostRegions.FindAsync(store, date, states, cancellationToken);
        await manifest.WriteAsync(store, cancellationToken);
        // Coverage, manifest and hash are three puts. Of commits that met, the one that ends last sees what came of it.
        if (!isLast && !await IsWholeAsync(store, date, cancellationToken))
        {
            return null;
        }

        return new CommitResult(manifest, true, states) { Warnings = [.. warnings, .. lost] };
    }

    /// <summary>The manifest with what the catalog has of it. Without a catalog it does not matter what one had before.</summary>
    private static async Task<(Manifest Manifest, IReadOnlyList<string> Warnings)> RegisterAsync(
        ILakeStore store, Manifest manifest, Manifest? before, GlueCatalog? catalog, CancellationToken stop)
    {
        if (catalog is null)
        {
            return (before is not null && before.Files.SequenceEqual(manifest.Files) ? manifest with { Catalog = before.Catalog } : manifest, []);
        }

        var result = await catalog.KeepAsync(store, manifest, before, stop);
        // A day that is registered stays so, even if Glue does not answer the next time.
        return result.Error is not null && catalog.HasAll(manifest, before)
            ? (manifest with { Catalog = before!.Catalog }, [result.Error])
            : (manifest with
            {
                Catalog = result.Catalog,
                CatalogError = result.Error,
                State = result.Error is null ? manifest.State : Manifest.PartialState,
            }, result.Warnings);
    }

    private static async Task<bool> IsWholeAsync(ILakeStore store, DateOnly date, CancellationToken cancellationToken) =>
        await Manifest.ReadBelievedAsync(store, date, cancellationToken) is { State: not "", Coverage: var coverage }
        && await store.FactsAsync(coverage.Key, cancellationToken) == new ObjectFacts(coverage.Bytes, coverage.Sha256);

    private static bool SaysTheSame(Manifest before, Manifest now) =>
        // The reason may be worded anew each time; that there is one is what counts.
        before.State == now.State && (before.PlanError is null) == (now.PlanError is null) && before.SchemaVersion == now.SchemaVersion
        && before.Catalog == now.Catalog && (before.CatalogError is null) == (now.CatalogError is null)
        && before.Coverage == now.Coverage && before.Files.SequenceEqual(now.Files);

    private static RegionState NotRead(AccountRegion accountRegion) => new()
    {
        AccountId = accountRegion.Account,
        Region = accountRegion.Region,
        Outcome = Outcome.Failed,
        ErrorCode = "NotRead",
        ErrorMessage = "The run ended before this account region was read. The next run of the day reads it.",
    };

    private static Manifest Compose(Day day, List<RegionState> states, ManifestFile coverage, TimeProvider clock)
    {
        var files = states.Where(state => state.File is not null)
            .Select(state => new ManifestFile(state.File!, state.Written, state.Bytes ?? 0, state.Sha256 ?? ""))
            .OrderBy(file => file.Key, StringComparer.Ordinal).ToList();
        // Milliseconds, as everywhere in the lake.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        return new Manifest
        {
            SnapshotDate = day.Date,
            SchemaVersion = Tables.SchemaVersion,
            Revision = 0,
            State = day.Plan?.Error is null && states.All(state => state.Outcome.IsSettled()) ? Manifest.CompleteState : Manifest.PartialState,
            PlanError = day.Plan?.Error,
            AccountRegions = states.CountBy(state => state.Outcome).OrderBy(count => count.Key)
                .ToDictionary(count => count.Key.Name(), count => count.Value),
            Totals = new ManifestTotals(
                states.Count, files.Count, files.Sum(file => (long)file.Rows), files.Sum(file => file.Bytes),
                states.Sum(state => (long)state.Listed), states.Sum(state => (long)state.Vanished), states.Sum(state => (long)state.RefusedCount)),
            StartedAt = states.Min(state => state.StartedAt) ?? now,
            FinishedAt = now,
            Writer = Writer.Name,
            Coverage = coverage,
            Files = files,
        };
    }
}

/// <summary>What a commit came to.</summary>
/// <param name="Manifest">The day's manifest.</param>
/// <param name="Written">Whether this commit wrote it: it does not when nothing changed.</param>
/// <param name="States">What the lake says of every account region of the day, whoever read it.</param>
public sealed record CommitResult(Manifest Manifest, bool Written, IReadOnlyList<RegionState> States)
{
    /// <summary>What has changed for the worse without being an error.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

using System.Text;
using System.Text.Json;

namespace ExperimentLake.Lake;

/// <summary>What a day's snapshot consists of. Pipelines wait for it and act on its state.</summary>
public sealed record Manifest
{
    public required DateOnly SnapshotDate { get; init; }

    public required int SchemaVersion { get; init; }

    /// <summary>1, 2, … : one more for every commit of the day that changed something.</summary>
    public required int Revision { get; init; }

    /// <summary><c>complete</c> when nothing more is to be had on this day, else <c>partial</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why it is not certain that every account was planned; the day is partial until it is. Null when it is certain.</summary>
    public string? PlanError { get; init; }

    /// <summary>The catalog that has the partitions of this day and of all earlier ones; null when none is to have them, or not all are registered.</summary>
    public RegisteredIn? Catalog { get; init; }

    /// <summary>Why the catalog does not have all of this; the day is partial until it has. Null when nothing is amiss.</summary>
    public string? CatalogError { get; init; }

    /// <summary>Number of account regions by outcome; outcomes that none has are left out.</summary>
    public required IReadOnlyDictionary<string, int> AccountRegions { get; init; }

    public required ManifestTotals Totals { get; init; }

    /// <summary>When the first reading of the day began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When this revision was committed.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>Name and version of the writer.</summary>
    public required string Writer { get; init; }

    /// <summary>The day's coverage.</summary>
    public required ManifestFile Coverage { get; init; }

    /// <summary>The day's data files, in the order of their keys.</summary>
    public required IReadOnlyList<ManifestFile> Files { get; init; }

    /// <summary><c>3 complete, 1 denied</c>.</summary>
    public string OutcomesInWords() => string.Join(", ", AccountRegions.Select(one => $"{one.Value} {one.Key}"));

    public bool IsComplete => State == CompleteState;

    /// <summary>Why the day is partial, but for what its account regions tell.</summary>
    public IEnumerable<string> Errors() => new[] { PlanError, CatalogError }.OfType<string>();

    internal const string CompleteState = "complete";

    internal const string PartialState = "partial";

    /// <summary>The dates that have a manifest, the latest first.</summary>
    /// <exception cref="LakeException">They could not be listed.</exception>
    public static async Task<IReadOnlyList<DateOnly>> DatesAsync(ILakeStore store, CancellationToken cancellationToken) =>
        [.. (await store.ListAsync(LakeKeys.Manifests, cancellationToken).Select(LakeKeys.DateOf).ToListAsync(cancellationToken)).OfType<DateOnly>().Distinct().OrderDescending()];

    /// <summary>Reads a day's manifest. Null when there is none.</summary>
    /// <exception cref="JsonException">It is not a manifest.</exception>
    /// <exception cref="LakeException">It could not be read.</exception>
    public static async Task<Manifest?> ReadAsync(ILakeStore store, DateOnly date, CancellationToken cancellationToken)
    {
        var json = await store.ReadAsync(LakeKeys.Manifest(date), cancellationToken);
        return json is null ? null : Parse(json, date);
    }

    /// <summary>
    /// The day's manifest; null when there is none that can be made sense of. Cut short by the end of a process between it and its hash,
    /// its revision counts, but it is of no state and so neither complete nor the same as any other.
    /// </summary>
    /// <exception cref="LakeException">It could not be read.</exception>
    public static async Task<Manifest?> ReadBelievedAsync(ILakeStore store, DateOnly date, CancellationToken cancellationToken)
    {
        var key = LakeKeys.Manifest(date);
        try
        {
            var manifest = await ReadAsync(store, date, cancellationToken);
            var hash = await store.ReadAsync(LakeKeys.ManifestHash(date), cancellationToken);
            var facts = await store.FactsAsync(key, cancellationToken);
            return manifest is null || facts is null ? null
                : hash is not null && hash.AsSpan().SequenceEqual(HashLine(key, facts.Sha256)) ? manifest
                : manifest with { State = "" };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The manifest of a day. It names nothing but files of that day, so what it names can be opened.</summary>
    /// <exception cref="JsonException">It is not a manifest, or not one of that day.</exception>
    internal static Manifest Parse(byte[] json, DateOnly date)
    {
        // The deserializer takes null for an answer.
        if (JsonSerializer.Deserialize(json, LakeJson.Default.Manifest)
            is not { State: not null, AccountRegions: not null, Totals: not null, Writer: not null, Coverage: not null, Files: not null } manifest)
        {
            throw new JsonException("something in it is null.");
        }

        if (manifest.SnapshotDate != date)
        {
            throw new JsonException($"it says that it is of {LakeKeys.Text(manifest.SnapshotDate)}.");
        }

        var foreign = manifest.Files.Select(file => file?.Key ?? "").FirstOrDefault(key => !LakeKeys.IsDataFile(key) || LakeKeys.DateOf(key) != date)
            ?? (manifest.Coverage.Key == LakeKeys.Coverage(date) ? null : manifest.Coverage.Key ?? "");
        return foreign is null ? manifest : throw new JsonException($"it names '{foreign}', which is no file of that day.");
    }

    /// <summary>Puts the manifest, then its hash in the form of sha256sum.</summary>
    internal async Task WriteAsync(ILakeStore store, CancellationToken cancellationToken)
    {
        var key = LakeKeys.Manifest(SnapshotDate);
        var facts = await store.PutAsync(key, JsonSerializer.SerializeToUtf8Bytes(this, LakeJson.Default.Manifest), cancellationToken);
        await store.PutAsync(LakeKeys.ManifestHash(SnapshotDate), HashLine(key, facts.Sha256), cancellationToken);
    }

    internal static byte[] HashLine(string key, string sha256) => Encoding.ASCII.GetBytes($"{sha256}  {key[(key.LastIndexOf('/') + 1)..]}\n");
}

/// <summary>A file that a manifest names.</summary>
public sealed record ManifestFile(string Key, int Rows, long Bytes, string Sha256);

/// <summary>A table of a Glue Data Catalog, told from one that was deleted and created again.</summary>
/// <param name="Database">Database of the catalog.</param>
/// <param name="Region">Region of the catalog.</param>
/// <param name="CreatedAt">When the table was created there; null when Glue does not say.</param>
public sealed record RegisteredIn(string Database, string Region, DateTimeOffset? CreatedAt);

/// <summary>Sums over the day's account regions.</summary>
public sealed record ManifestTotals(int AccountRegions, int Files, long Rows, long Bytes, long Listed, long Vanished, long Refused);

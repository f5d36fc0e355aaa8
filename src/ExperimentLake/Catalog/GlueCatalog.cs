using System.Text.Json;
using System.Text.Json.Nodes;
using ExperimentLake.Aws;
using ExperimentLake.Lake;
using ExperimentLake.Schema;

namespace ExperimentLake.Catalog;

/// <summary>
/// The lake's tables in a Glue Data Catalog, where Athena looks for them. At every commit they are created or brought up to date, and
/// the partitions of the day are registered; those of earlier days too, where a manifest does not say that they are.
/// </summary>
public sealed class GlueCatalog
{
    // Whoever wishes us to stop waits for little longer.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    private readonly string _database;
    private readonly string _region;
    private readonly Func<string, AwsJsonClient> _connect;
    private readonly IReadOnlyList<Table> _tables;

    /// <param name="database">Its name.</param>
    /// <param name="region">Its region: the one of the lake, which Athena then reads without leaving it.</param>
    /// <param name="connect">Gives a client of Glue in a region.</param>
    /// <param name="tables">What it is to hold.</param>
    internal GlueCatalog(string database, string region, Func<string, AwsJsonClient> connect, IReadOnlyList<Table> tables) =>
        (_database, _region, _connect, _tables) = (database, region, connect, tables);

    /// <summary>
    /// Longest time for one commit. A schema change of a table with a hundred thousand partitions takes some minutes; what is not done by
    /// then, the next run goes on with.
    /// </summary>
    internal TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Where it is, as a person would name it.</summary>
    internal string Place => $"Glue database {_database} in {_region}";

    /// <summary>Null when no catalog is set.</summary>
    public static GlueCatalog? Of(CatalogSettings settings, LakeSettings lake, AwsSession aws) =>
        settings.Database is { } database ? new GlueCatalog(database, lake.Region ?? aws.Home.SystemName, aws.Glue, Tables.All) : null;

    /// <summary>Whether a manifest says that all of it is registered here.</summary>
    public bool Has(Manifest manifest) => manifest.Catalog is { } catalog && catalog.Database == _database && catalog.Region == _region;

    /// <summary>Whether all partitions of a manifest are registered here, as the one before says.</summary>
    internal bool HasAll(Manifest manifest, Manifest? before) => before is not null && Has(before) && !Partitions(manifest).Except(Partitions(before)).Any();

    /// <summary>Brings the catalog up to date with a day. What goes wrong is told and not thrown: the data is in the lake, whatever Glue does.</summary>
    /// <param name="store">The lake.</param>
    /// <param name="manifest">The day as it is to be committed.</param>
    /// <param name="before">The day as it was committed last; null when it was not.</param>
    /// <param name="stop">A wish to stop, which leaves it a little more time.</param>
    internal async Task<CatalogResult> KeepAsync(ILakeStore store, Manifest manifest, Manifest? before, CancellationToken stop)
    {
        using var end = new CancellationTokenSource(Longest);
        using var hurry = stop.Register(() => end.CancelAfter(s_grace));
        try
        {
            return await KeepAsync(store, manifest, before, [], end.Token);
        }
        catch (Exception exception)
        {
            var why = end.IsCancellationRequested
                ? new CatalogException(stop.IsCancellationRequested ? "a wish to stop came before all was registered." : $"not all was registered within {Longest}.")
                : exception;
            var error = $"{CatalogTrouble.Explain(why, _database, _region)} Until then tables or partitions may be missing in Athena; the lake lacks nothing.";
            return new CatalogResult(null, error, []);
        }
    }

    /// <summary>A client for the database.</summary>
    internal GlueClient Open() => new(_connect(_region), _database);

    /// <summary>What the tables must be like, for a lake whose first date is this.</summary>
    internal IEnumerable<HiveTable> TablesOf(ILakeStore store, DateOnly first) =>
        _tables.Select(table => new HiveTable(table, $"{store.Location.TrimEnd('/')}/", first));

    internal string Explain(Exception exception, string rights) => CatalogTrouble.Explain(exception, _database, _region, rights);

    private async Task<CatalogResult> KeepAsync(ILakeStore store, Manifest manifest, Manifest? before, List<string> warnings, CancellationToken cancellationToken)
    {
        using var glue = Open();
        var partitions = new GluePartitions(glue);
        var tables = new GlueTables(glue, partitions);
        var dates = await Manifest.DatesAsync(store, cancellationToken);
        RegisteredIn? here = null;
        var registered = new HashSet<PartitionValues>();
        // The coverage first: it is one call, and a new column of the other may take all the time there is. The day's own partitions do not wait for that.
        foreach (var table in TablesOf(store, dates.Append(manifest.SnapshotDate).Min()).OrderByDescending(table => table.IsProjected))
        {
            var kept = await tables.KeepAsync(table, old => RegisterAsync(table, old, table.IsProjected ? [] : Partitions(manifest)), cancellationToken);
            if (!table.IsProjected)
            {
                here = new RegisteredIn(_database, _region, Instant(kept["CreateTime"]));
                await RegisterAsync(table, kept, await UnregisteredAsync(store, manifest, before, here, dates, warnings, cancellationToken));
            }
        }

        return new CatalogResult(here, null, warnings);

        Task RegisterAsync(HiveTable table, JsonObject kept, IEnumerable<PartitionValues> some) =>
            partitions.RegisterAsync(table, kept, [.. some.Where(registered.Add)], cancellationToken);
    }

    /// <summary>
    /// The partitions of the day, and of earlier days back to one that says that it and all before it are registered: a catalog that was
    /// set only now, or that did not answer for days, or whose table was deleted, gets them all.
    /// </summary>
    private static async Task<IReadOnlyCollection<PartitionValues>> UnregisteredAsync(
        ILakeStore store, Manifest manifest, Manifest? before, RegisteredIn here, IReadOnlyList<DateOnly> dates, List<string> warnings, CancellationToken cancellationToken)
    {
        if (before?.Catalog == here)
        {
            return [.. Partitions(manifest).Except(Partitions(before))];
        }

        var partitions = Partitions(manifest).ToHashSet();
        foreach (var date in dates.Where(date => date < manifest.SnapshotDate))
        {
            try
            {
                if (await Manifest.ReadAsync(store, date, cancellationToken) is { } earlier)
                {
                    if (earlier.Catalog == here)
                    {
                        break;
                    }

                    partitions.UnionWith(Partitions(earlier));
                }
            }
            catch (JsonException exception)
            {
                warnings.Add($"{LakeKeys.Manifest(date)} cannot be read, so its partitions are not registered: {exception.Message} Register them in Athena: ALTER TABLE … ADD PARTITION.");
            }
        }

        return partitions;
    }

    private static IEnumerable<PartitionValues> Partitions(Manifest manifest) =>
        manifest.Files.Select(file => new PartitionValues(LakeKeys.PartitionOf(file.Key))).Distinct();

    // Seconds since 1970, to the millisecond as all instants in the lake.
    private static DateTimeOffset? Instant(JsonNode? seconds) =>
        seconds is JsonValue value && value.TryGetValue<double>(out var number) ? DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(number * 1000)) : null;
}

/// <summary>What came of it.</summary>
/// <param name="Catalog">Where all partitions are registered; null when not all are.</param>
/// <param name="Error">Why not.</param>
/// <param name="Warnings">What is worth knowing.</param>
internal sealed record CatalogResult(RegisteredIn? Catalog, string? Error, IReadOnlyList<string> Warnings);

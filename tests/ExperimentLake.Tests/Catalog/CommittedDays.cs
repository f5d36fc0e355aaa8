using ExperimentLake.Catalog;
using ExperimentLake.Lake;
using ExperimentLake.Schema;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Catalog;

/// <summary>Days of a lake, as far as a catalog is concerned: their manifests.</summary>
internal sealed class CommittedDays : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CommittedDays() => Store = LakeStore.Open(new LakeSettings { Uri = _folder["lake"] }, TimeProvider.System);

    public ILakeStore Store { get; }

    /// <summary>The first day; the others are told by their distance.</summary>
    public static DateOnly First { get; } = new(2026, 11, 20);

    /// <summary>The schema tree of an early version: a text and a struct with one field.</summary>
    public static Table Early { get; } = Experiments(new Text("arn", "Arn."), new Struct("schedule", "When.", new Timestamp("start_time", "Start.")));

    public static Table WithColumn { get; } = Experiments([.. Early.Stored, new Text("kms_key", "Key.")]);

    public static Table WithField { get; } =
        Experiments(new Text("arn", "Arn."), new Struct("schedule", "When.", new Timestamp("start_time", "Start."), new Timestamp("end_time", "End.")), new Text("kms_key", "Key."));

    /// <summary>As the end of a commit does: the catalog, then the manifest.</summary>
    public async Task<Manifest> CommitAsync(GlueCatalog? catalog, int day, params IReadOnlyList<string> accounts)
    {
        var date = First.AddDays(day);
        var before = await Manifest.ReadAsync(Store, date, TestContext.Current.CancellationToken);
        var manifest = Of(date, accounts);
        if (catalog is not null)
        {
            var result = await catalog.KeepAsync(Store, manifest, before, TestContext.Current.CancellationToken);
            result.Warnings.ShouldBeEmpty();
            manifest = manifest with { Catalog = result.Catalog, CatalogError = result.Error };
        }

        await manifest.WriteAsync(Store, TestContext.Current.CancellationToken);
        return manifest;
    }

    public static IEnumerable<string> Accounts(int count) => Enumerable.Range(1, count).Select(number => $"{number:D12}");

    public void Dispose()
    {
        Store.Dispose();
        _folder.Dispose();
    }

    private static Table Experiments(params IReadOnlyList<Node> columns) => new("inference_experiments", "Experiments.", JsonNaming.PascalCase,
        [new Text("account_id", "Account.") { Origin = Origin.Partition }, .. columns, new Text("snapshot_date", "Date.") { Origin = Origin.Partition }]);

    private static Manifest Of(DateOnly date, IReadOnlyList<string> accounts) => new()
    {
        SnapshotDate = date,
        SchemaVersion = 1,
        Revision = 1,
        State = "complete",
        AccountRegions = new Dictionary<string, int>(),
        Totals = new ManifestTotals(0, 0, 0, 0, 0, 0, 0),
        StartedAt = default,
        FinishedAt = default,
        Writer = "test",
        Coverage = new ManifestFile(LakeKeys.Coverage(date), 0, 0, ""),
        // Two regions of an account are one partition.
        Files = [.. from account in accounts from region in World.Regions.Take(2) select new ManifestFile(LakeKeys.DataFile(account, region, date), 1, 1, "")],
    };
}

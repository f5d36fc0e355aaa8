using ExperimentLake.Lake;
using ExperimentLake.Schema;

namespace ExperimentLake.Worker.Schemas;

/// <summary>Where a lake is, and which partitions of accounts and dates it has.</summary>
/// <param name="Uri">Ends with a slash.</param>
/// <param name="Partitions">Accounts and dates, in the order of their keys.</param>
/// <param name="CoverageDates">The dates that have a coverage.</param>
internal sealed record LakePlace(string Uri, IReadOnlyList<(string Account, DateOnly Date)> Partitions, IReadOnlyList<DateOnly> CoverageDates)
{
    /// <summary>In place of a bucket where none is named.</summary>
    public const string NoBucket = "s3://BUCKET/PREFIX/";

    /// <summary>A lake of which nothing is known.</summary>
    public static LakePlace Any { get; } = new(NoBucket, [], []);

    /// <summary>Its first date; of one without any the day that inference experiments came to AWS.</summary>
    public DateOnly FirstDate => CoverageDates.Concat(Partitions.Select(one => one.Date)).DefaultIfEmpty(new DateOnly(2022, 11, 30)).Min();

    /// <exception cref="LakeException">The lake could not be listed.</exception>
    public static async Task<LakePlace> ReadAsync(ILakeStore store, CancellationToken cancellationToken)
    {
        var files = await store.ListAsync($"{Tables.InferenceExperiments.Name}/", cancellationToken).Where(LakeKeys.IsDataFile).ToListAsync(cancellationToken);
        var partitions = files.Select(key => (Account: LakeKeys.AccountIn(key)!, Date: LakeKeys.DateOf(key)!.Value)).Distinct().ToList();
        var coverage = await store.ListAsync($"{Tables.SnapshotCoverage.Name}/", cancellationToken).Select(LakeKeys.DateOf).ToListAsync(cancellationToken);
        return new LakePlace($"{store.Location.TrimEnd('/')}/", partitions, [.. coverage.OfType<DateOnly>()]);
    }

    public bool IsBucket => Uri.StartsWith("s3://", StringComparison.Ordinal);
}

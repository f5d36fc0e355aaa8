using ExperimentLake.Lake;
using ExperimentLake.Schema;
using ExperimentLake.Worker.Queries;

namespace ExperimentLake.Worker.Reports;

/// <summary>The part of a lake that a report is about, as a database.</summary>
internal sealed class ReportLake : IDisposable
{
    // A row is some kilobytes at most.
    private const long RowsInMemory = 100_000;

    private readonly LakeDatabase _database;
    private readonly CancellationToken _cancellationToken;

    private ReportLake(LakeDatabase database, ReportScope scope, CancellationToken cancellationToken) =>
        (_database, Scope, _cancellationToken) = (database, scope, cancellationToken);

    public ReportScope Scope { get; }

    /// <summary>Whether there is no snapshot at all.</summary>
    public bool IsEmpty { get; private set; }

    /// <summary>Date of the first snapshot, yyyy-MM-dd.</summary>
    public string From { get; private set; } = "";

    /// <summary>Date of the newest snapshot. A report's "now": it is the same whenever it is made.</summary>
    public string AsOf { get; private set; } = "";

    /// <summary>Every date from the first to the newest, whether or not it has a snapshot.</summary>
    public IReadOnlyList<string> Dates { get; private set; } = [];

    /// <exception cref="LakeException">The lake could not be read.</exception>
    public static async Task<ReportLake> OpenAsync(ILakeStore store, ReportScope scope, CancellationToken cancellationToken)
    {
        var lake = new ReportLake(await LakeDatabase.OpenAsync(store, scope.Filter, Tables.All, scope.OwnerTags, cancellationToken), scope, cancellationToken);
        try
        {
            // Every question would open all files anew: of a lake that fits into memory they are read once. What is kept is in front of the table
            // or view of its name, for the views too.
            if (await lake.CountAsync("SELECT coalesce(sum(written), 0)::BIGINT FROM snapshot_coverage") <= RowsInMemory)
            {
                await lake.KeepAsync("inference_experiments", "SELECT * FROM inference_experiments");
            }

            // What several sections ask for is computed once.
            await lake.KeepAsync("snapshots", "SELECT * FROM snapshots");
            await lake.KeepAsync("experiment_facts", "SELECT * FROM experiment_facts");
            await lake.KeepAsync("spoken", Readings.Spoken);
            await lake.KeepAsync("present", Readings.Present);
            var period = (await lake.AskAsync("SELECT min(snapshot_date), max(snapshot_date) FROM snapshots"))[0];
            lake.IsEmpty = period[0] is null;
            if (period is [string from, string asOf])
            {
                (lake.From, lake.AsOf, lake.Dates) = (from, asOf, Days(DateOnly.Parse(from, null), DateOnly.Parse(asOf, null)));
            }

            return lake;
        }
        catch
        {
            lake.Dispose();
            throw;
        }
    }

    public async Task<IReadOnlyList<object?[]>> AskAsync(string sql) => (await _database.QueryAsync(sql, _cancellationToken)).Rows;

    /// <summary>A question with one number for an answer.</summary>
    public async Task<long> CountAsync(string sql) => (long)(await AskAsync(sql))[0][0]!;

    public void Dispose() => _database.Dispose();

    private async Task KeepAsync(string view, string sql) => await AskAsync($"CREATE TEMP TABLE {view} AS {sql}");

    private static List<string> Days(DateOnly from, DateOnly to) =>
        [.. Enumerable.Range(0, to.DayNumber - from.DayNumber + 1).Select(day => LakeKeys.Text(from.AddDays(day)))];
}

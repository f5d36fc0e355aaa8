using System.Globalization;
using System.Text.Json;
using ExperimentLake.Columns;
using ExperimentLake.Lake;
using ExperimentLake.Schema;
using ExperimentLake.Worker.Output;
using ExperimentLake.Worker.Queries;

namespace ExperimentLake.Tests.Fixtures;

/// <summary>A lake in a folder whose content a test has written down, put into files by the product's own writer.</summary>
/// <param name="folder">Its folder, below one of its own.</param>
internal sealed class KnownLake(string folder = "lake") : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, (Table Table, DateOnly Date, List<Action<Shredder>> Rows)> _files = [];

    public string Uri => _folder[folder];

    /// <summary>The name that accounts have from here on.</summary>
    public string? AccountName { get; set; } = "Payments";

    /// <summary>What came of an account region on a date. With experiments it has a file, whatever the outcome.</summary>
    public KnownLake Add(string date, string account, string region, Outcome outcome, params KnownExperiment[] experiments)
    {
        AddUncommitted(date, account, region, experiments);
        var day = DateOnly.Parse(date, CultureInfo.InvariantCulture);
        var state = JsonSerializer.SerializeToUtf8Bytes(
            new RegionState
            {
                AccountId = account,
                AccountName = AccountName,
                Region = region,
                Outcome = outcome,
                Listed = experiments.Length,
                Written = experiments.Length,
                File = experiments.Length == 0 ? null : LakeKeys.DataFile(account, region, day),
                StartedAt = At(day),
                FinishedAt = At(day).AddMinutes(1),
                ErrorCode = outcome.IsSettled() ? null : "SomeError",
            },
            LakeJson.Default.RegionState);
        Rows(Tables.SnapshotCoverage, LakeKeys.Coverage(day), day).Add(shredder => shredder.Add(state));
        return this;
    }

    /// <summary>A data file that no commit has accounted for.</summary>
    public KnownLake AddUncommitted(string date, string account, string region, params KnownExperiment[] experiments)
    {
        var day = DateOnly.Parse(date, CultureInfo.InvariantCulture);
        foreach (var experiment in experiments)
        {
            var document = experiment.Document(account, region, At(day));
            Rows(Tables.InferenceExperiments, LakeKeys.DataFile(account, region, day), day).Add(shredder => _ = shredder.Add(document));
        }

        return this;
    }

    /// <summary>Puts the files where they belong.</summary>
    public async Task WriteAsync()
    {
        Directory.CreateDirectory(Uri);
        foreach (var (key, (table, date, rows)) in _files)
        {
            var path = Path.Combine(Uri, key);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using var output = File.Create(path);
            var file = await ParquetFile.CreateAsync(table, output, Writer.Metadata(date), TestContext.Current.CancellationToken);
            foreach (var row in rows)
            {
                await file.AddAsync(row, TestContext.Current.CancellationToken);
            }

            await file.CompleteAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Rows as <c>a | b</c>, one a line, asked as the product's own queries are.</summary>
    public async Task<string> QueryAsync(string sql)
    {
        await WriteAsync();
        using var store = LakeStore.Open(new LakeSettings { Uri = Uri }, TimeProvider.System);
        using var database = await LakeDatabase.OpenAsync(store, LakeFilter.Everything, TestContext.Current.CancellationToken);
        var result = await database.QueryAsync(sql, TestContext.Current.CancellationToken);
        return string.Join('\n', result.Rows.Select(row => string.Join(" | ", row.Select(value => value is null ? "null" : ValueText.Plain(value) ?? ValueText.Of(value)))));
    }

    public void Dispose() => _folder.Dispose();

    private static DateTimeOffset At(DateOnly date) => new(date, new TimeOnly(0, 15), TimeSpan.Zero);

    private List<Action<Shredder>> Rows(Table table, string key, DateOnly date)
    {
        if (!_files.TryGetValue(key, out var file))
        {
            _files[key] = file = (table, date, []);
        }

        return file.Rows;
    }
}

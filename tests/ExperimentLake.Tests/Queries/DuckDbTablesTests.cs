using DuckDB.NET.Data;
using ExperimentLake.Schema;
using ExperimentLake.Tests.Columns;
using ExperimentLake.Tests.Fixtures;
using ExperimentLake.Worker.Queries;

namespace ExperimentLake.Tests.Queries;

public sealed class DuckDbTablesTests
{
    /// <summary>As the tree was before a column, and a field of a column, were added.</summary>
    private static readonly Table s_before = new(
        Tables.InferenceExperiments.Name, "Before.", JsonNaming.PascalCase,
        [.. Tables.InferenceExperiments.Columns.Where(column => column.Name is not ("kms_key" or "model_variants"))
            .Select(column => column.Name == "schedule" ? new Struct("schedule", "Before.", new Timestamp("start_time", "Planned start.")) : column)]);

    /// <summary>DuckDB takes keys of partitions, and patterns, wherever in a path it finds them.</summary>
    [Theory]
    [InlineData("status=prod/region=xx/lake")]
    [InlineData("account_id=1/snapshot_date=2/lake")]
    [InlineData("a[1]*?/lake")]
    public async Task Where_a_lake_is_says_nothing_of_what_is_in_it(string folder)
    {
        using var lake = new KnownLake(folder)
            .Add("2026-11-01", "012345678901", "us-east-1", ExperimentLake.Lake.Outcome.Complete, new KnownExperiment("a", "Running"))
            .Add("2026-11-02", "111122223333", "us-east-1", ExperimentLake.Lake.Outcome.Complete, new KnownExperiment("a", "Created"));

        (await lake.QueryAsync("SELECT account_id, region, snapshot_date, status FROM inference_experiments ORDER BY ALL")).ShouldBe(
            "012345678901 | us-east-1 | 2026-11-01 | Running\n111122223333 | us-east-1 | 2026-11-02 | Created");
        var script = (await ExperimentLakeProcess.RunAsync(["schema", "duckdb", "--lake", lake.Uri])).ShouldExitWith(0).Output;
        using var connection = new DuckDBConnection("Data Source=:memory:");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        using var command = connection.CreateCommand();
        command.CommandText = script;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        command.CommandText = "SELECT string_agg(account_id || status, ' ' ORDER BY account_id) FROM daily_status";
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe("012345678901Running 111122223333Created");
    }

    [Fact]
    public async Task A_lake_whose_name_is_a_pattern_of_another_ones_is_not_mixed_with_it()
    {
        using var folder = new TemporaryFolder();
        foreach (var (name, status) in new[] { ("a[1]", "Running"), ("a1", "Created") })
        {
            var document = new KnownExperiment(name, status).Document("012345678901", "us-east-1", DateTimeOffset.UnixEpoch);
            using var file = await LakeFile.WriteAsync([shredder => _ = shredder.Add(document)]);
            File.Copy(file.Path, Path.Combine(Directory.CreateDirectory(folder[$"{name}/inference_experiments/account_id=012345678901/snapshot_date=2026-11-01"]).FullName, "us-east-1.parquet"));
        }

        (await ExperimentLakeProcess.RunAsync(["query", "SELECT name FROM inference_experiments", "--format", "csv", "--lake", folder["a[1]"]])).ShouldExitWith(0).Output.ShouldBe("name\na[1]\n");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Files_of_before_a_column_was_added_lack_it_and_nothing_else(bool withNewFiles)
    {
        using var folder = new TemporaryFolder();
        var document = new KnownExperiment("old", "Running") { Start = "2026-11-01T10:00:00Z", End = "2026-11-08T10:00:00Z" }.Document("012345678901", "us-east-1", DateTimeOffset.UnixEpoch);
        List<string> files = [await PutAsync(folder, "2026-11-01", s_before, document)];
        if (withNewFiles)
        {
            files.Add(await PutAsync(folder, "2026-11-02", Tables.InferenceExperiments, document));
        }

        using var connection = new DuckDBConnection("Data Source=:memory:");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        using var command = connection.CreateCommand();
        command.CommandText = $"SET TimeZone = 'UTC'; {DuckDbTables.View(Tables.InferenceExperiments, files)}";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        command.CommandText = """
            SELECT string_agg(concat_ws(' ', snapshot_date, name, schedule.start_time, coalesce(CAST(schedule.end_time AS VARCHAR), 'no end'), coalesce(len(model_variants), -1)), ', ' ORDER BY snapshot_date)
            FROM inference_experiments WHERE account_id = '012345678901'
            """;
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(
            "2026-11-01 old 2026-11-01 10:00:00+00 no end -1" + (withNewFiles ? ", 2026-11-02 old 2026-11-01 10:00:00+00 2026-11-08 10:00:00+00 2" : ""));
    }

    private static async Task<string> PutAsync(TemporaryFolder folder, string date, Table table, ExperimentLake.Columns.Document document)
    {
        using var file = await LakeFile.WriteAsync([shredder => _ = shredder.Add(document)], table: table);
        var path = Path.Combine(Directory.CreateDirectory(folder[$"account_id=012345678901/snapshot_date={date}"]).FullName, "us-east-1.parquet");
        File.Copy(file.Path, path);
        return path;
    }
}

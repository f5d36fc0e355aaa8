using DuckDB.NET.Data;
using ExperimentLake.Schema;
using ExperimentLake.Tests.Columns;
using ExperimentLake.Tests.Fixtures;
using ParquetSharp;
using ParquetSharp.Schema;
using Node = ParquetSharp.Schema.Node;

namespace ExperimentLake.Tests.EndToEnd;

public sealed class SchemaTests(S3Server s3)
{
    private static readonly string[] s_tables = ["inference_experiments", "snapshot_coverage", "inference_experiments_partitions_1"];

    private static readonly string[] s_views =
    [
        "snapshots", "coverage_gaps", "experiments_latest", "experiment_variants", "experiment_shadow_variants", "experiment_tags",
        "daily_status", "daily_footprint", "experiment_history", "experiment_facts",
    ];

    [Theory]
    [InlineData("athena", "athena.sql")]
    [InlineData("duckdb", "duckdb.sql")]
    [InlineData("parquet", "parquet.txt")]
    [InlineData("docs", "columns.md")]
    public async Task What_is_committed_is_what_is_printed(string kind, string file)
    {
        var committed = Path.GetFullPath(Path.Combine(S3Server.NpmFolder, "..", "..", "..", "schemas", file));

        var printed = (await ExperimentLakeProcess.RunAsync(["schema", kind])).ShouldExitWith(0).Output;

        (await File.ReadAllTextAsync(committed, TestContext.Current.CancellationToken)).ShouldBe(
            printed, $"run: dotnet run --project src/ExperimentLake.Worker -- schema {kind} > schemas/{file}");
    }

    [Theory]
    [MemberData(nameof(World.Lakes), MemberType = typeof(World))]
    public async Task Athena_gets_statements_that_its_grammars_accept_with_the_lakes_own_partitions(LakeKind kind)
    {
        await using var lake = await TestLake.CreateAsync(kind, s3);
        await using var aws = await World.StartAsync();
        (await lake.SnapshotAsync(aws)).ShouldExitWith(0);
        var date = (await lake.FilesAsync()).Query("SELECT DISTINCT snapshot_date FROM snapshot_coverage");
        using var folder = new TemporaryFolder();

        var result = (await lake.RunAsync(null, "schema", "athena", "--split", folder["statements"])).ShouldExitWith(0);

        var statements = Directory.EnumerateFiles(folder["statements"]).ToDictionary(path => Path.GetFileNameWithoutExtension(path), File.ReadAllText);
        statements.Keys.Order().ShouldBe(s_tables.Concat(s_views).Select((name, index) => $"{index + 1:0000}_{name}"));
        var uri = kind == LakeKind.S3 ? lake.Uri : "s3://BUCKET/PREFIX/";
        result.Error.Contains("Athena reads S3 only", StringComparison.Ordinal).ShouldBe(kind == LakeKind.Directory);
        statements["0003_inference_experiments_partitions_1"].ShouldBe(
            "ALTER TABLE `inference_experiments` ADD IF NOT EXISTS\n" + string.Join('\n', World.Accounts.Select(account =>
                $"    PARTITION (`account_id` = '{account}', `snapshot_date` = '{date}') LOCATION '{uri}inference_experiments/account_id={account}/snapshot_date={date}/'")) + "\n");
        statements["0002_snapshot_coverage"].ShouldContain($"'projection.snapshot_date.range' = '{date},NOW+1DAY'");
        var views = statements.Where(statement => statement.Value.StartsWith("CREATE OR REPLACE VIEW", StringComparison.Ordinal)).ToDictionary();
        views.Count.ShouldBe(s_views.Length);
        (await SqlGrammar.WrongAsync(SqlGrammar.Trino, views)).ShouldBeEmpty();
        (await SqlGrammar.WrongAsync(SqlGrammar.Hive, statements.Except(views).ToDictionary())).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_grammars_refuse_what_is_wrong()
    {
        var duckDb = new Dictionary<string, string> { ["duckdb"] = "SELECT [v.a FOR v IN variants] FROM t", ["view"] = "CREATE OR REPLACE VIEW v AS SELECT count(* FROM t" };
        (await SqlGrammar.WrongAsync(SqlGrammar.Trino, duckDb)).Keys.ShouldBe(["duckdb", "view"]);

        var comma = new Dictionary<string, string> { ["comma"] = "CREATE EXTERNAL TABLE t (a string, ) STORED AS PARQUET" };
        (await SqlGrammar.WrongAsync(SqlGrammar.Hive, comma)).Keys.ShouldBe(["comma"]);
    }

    [Fact]
    public async Task Duckdb_by_itself_answers_as_query_does()
    {
        await using var lake = TestLake.InDirectory();
        await using var aws = await World.StartAsync();
        (await lake.SnapshotAsync(aws)).ShouldExitWith(0);
        var script = (await lake.RunAsync(null, "schema", "duckdb", "--owner-tags", "cost-center,team")).ShouldExitWith(0).Output;

        using var connection = new DuckDBConnection("Data Source=:memory:");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        using var command = connection.CreateCommand();
        command.CommandText = script;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        foreach (var view in s_views)
        {
            command.CommandText = $"SELECT count(*) FROM {view}";
            var count = await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
            (await lake.RunAsync(null, "query", $"SELECT count(*) AS n FROM {view}", "--format", "csv")).ShouldExitWith(0).Output.ShouldBe($"n\n{count}\n");
        }

        command.CommandText = "SELECT count(*) FROM duckdb_columns() WHERE table_name = 'experiment_facts' AND comment IS NULL";
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(0L);
        command.CommandText = "SELECT comment FROM duckdb_columns() WHERE table_name = 'experiment_facts' AND column_name = 'owner'";
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe("Value of the first tag that is set of cost-center, team, as of the newest date with known tags.");
        command.CommandText = "SELECT count(*) FROM experiment_facts JOIN experiments_latest USING (arn) WHERE owner IS DISTINCT FROM coalesce(nullif(tags['cost-center'], ''), nullif(tags['team'], ''))";
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(0L);
    }

    [Fact]
    public async Task A_lake_without_data_is_told_with_empty_tables()
    {
        await using var lake = TestLake.InDirectory();
        Directory.CreateDirectory(lake.Uri);
        var script = (await lake.RunAsync(null, "schema", "duckdb")).ShouldExitWith(0).Output;

        using var connection = new DuckDBConnection("Data Source=:memory:");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        using var command = connection.CreateCommand();
        command.CommandText = script;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        command.CommandText = "SELECT count(*) FROM experiment_history";
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(0L);
        (await lake.RunAsync(null, "schema", "athena")).ShouldExitWith(0).Output.ShouldNotContain("ADD IF NOT EXISTS");
    }

    [Fact]
    public async Task Statements_are_not_mixed_with_those_of_an_earlier_run()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["0004_old.sql"], "", TestContext.Current.CancellationToken);

        (await ExperimentLakeProcess.RunAsync(["schema", "athena", "--split", folder.Path])).ShouldExitWith(3).Error.ShouldContain(folder.Path);
    }

    [Theory]
    [InlineData(",")]
    [InlineData("a'b")]
    [InlineData("a\nb")]
    [InlineData("a@x(b")]
    public async Task Owner_tags_are_keys_that_AWS_allows(string tags) =>
        (await ExperimentLakeProcess.RunAsync(["schema", "athena", "--owner-tags", tags])).ShouldExitWith(3).Error.ShouldStartWith("--owner-tags");

    /// <summary>What Apache's own reader finds in a file of the product.</summary>
    [Fact]
    public async Task The_message_type_is_that_of_the_files()
    {
        var messages = new List<string>();
        foreach (var table in Tables.All)
        {
            using var file = await LakeFile.WriteAsync(Array.Empty<Action<ExperimentLake.Columns.Shredder>>(), table: table);
            using var reader = new ParquetFileReader(file.Path);
            using var root = reader.FileMetaData.Schema.GroupNode;
            messages.Add($"message {table.Name} {{\n{string.Concat(root.Fields.Select(field => Told(field, "  ")))}}}\n");
        }

        (await ExperimentLakeProcess.RunAsync(["schema", "parquet"])).Output.ShouldBe(string.Join('\n', messages));
    }

    private static string Told(Node node, string indent)
    {
        var head = $"{indent}{node.Repetition.ToString().ToLowerInvariant()} ";
        if (node is GroupNode group)
        {
            return $"{head}group {group.Name}{Kind(group)} {{\n{string.Concat(group.Fields.Select(field => Told(field, $"{indent}  ")))}{indent}}}\n";
        }

        var leaf = (PrimitiveNode)node;
        var type = leaf.PhysicalType switch { PhysicalType.ByteArray => "binary", var other => other.ToString().ToLowerInvariant() };
        return $"{head}{type} {leaf.Name}{Kind(leaf)};\n";
    }

    private static string Kind(Node node) => node.LogicalType switch
    {
        StringLogicalType => " (STRING)",
        ListLogicalType => " (LIST)",
        MapLogicalType => " (MAP)",
        TimestampLogicalType { TimeUnit: TimeUnit.Millis } time => $" (TIMESTAMP(MILLIS,{(time.IsAdjustedToUtc ? "true" : "false")}))",
        IntLogicalType whole => $" (INTEGER({whole.BitWidth},{(whole.IsSigned ? "true" : "false")}))",
        NoneLogicalType => "",
        var other => $" ({other})",
    };
}

using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

public sealed class QueryTests(S3Server s3)
{
    [Theory]
    [MemberData(nameof(World.Lakes), MemberType = typeof(World))]
    public async Task An_empty_lake_has_both_tables_with_all_columns_and_no_rows(LakeKind kind)
    {
        await using var lake = await TestLake.CreateAsync(kind, s3);

        (await lake.RunAsync(null, "query", "SELECT * FROM inference_experiments", "--format", "csv")).ShouldExitWith(0).Output.ShouldBe(
            "_key,arn,completion_time,creation_time,data_storage_config,description,endpoint_metadata,last_modified_time,model_variants,name,role_arn,"
            + "schedule,shadow_mode_config,status,status_reason,tags,type,kms_key,region,observed_at,unmapped,account_id,snapshot_date\n");
        (await lake.RunAsync(null, "query", "SELECT * FROM snapshot_coverage", "--format", "csv")).ShouldExitWith(0).Output.ShouldBe(
            "account_id,account_name,region,outcome,listed,vanished,written,refused_count,refused,tags_denied,drift,api_calls,throttled_calls,"
            + "started_at,finished_at,file,bytes,sha256,error_code,error_message,attempt,snapshot_date\n");
        (await lake.RunAsync(null, "verify")).ShouldExitWith(0).Output.ShouldContain("0 days, 0 files read back, 0 errors");
    }

    [Theory]
    [MemberData(nameof(World.Lakes), MemberType = typeof(World))]
    public async Task A_query_answers_as_DuckDB_does_over_the_files(LakeKind kind)
    {
        await using var aws = await World.StartAsync();
        await using var lake = await TestLake.CreateAsync(kind, s3);
        (await lake.SnapshotAsync(aws)).ShouldExitWith(0);
        const string Question = "SELECT account_id, region, count(*) AS experiments FROM inference_experiments GROUP BY ALL ORDER BY ALL";

        var result = await lake.RunAsync(null, "query", Question, "--format", "csv");

        var answer = (await lake.FilesAsync()).Query(Question);
        answer.Split('\n').Length.ShouldBe(9);
        result.ShouldExitWith(0).Output.ShouldBe($"account_id,region,experiments\n{answer.Replace(" | ", ",", StringComparison.Ordinal)}\n");
    }

    [Fact]
    public async Task Every_type_is_shown_so_that_people_and_programs_read_it()
    {
        await using var lake = TestLake.InDirectory();
        const string Question = """
            -- note: this is a comment, no setting
            SELECT date '2026-11-22' AS day, time '10:11:12.5' AS clock, timestamp '2026-11-22 00:15:00' AS at, sum(3::int) AS huge, 'ab'::blob AS bytes,
                interval '13 months 2 days 3 seconds' AS months, interval '-90 minutes' AS span, uuid '5f9ee2c4-1c3e-4b6a-9a6c-3f2c7f1f3d11' AS id,
                [1, NULL] AS numbers, [date '2026-11-22', NULL] AS days, {'a': NULL, 'b': ['x', NULL]} AS nested, 'nan'::double AS nan, '-inf'::float AS low,
                1::ubigint AS twice, 2 AS twice
            """;

        (await lake.RunAsync(null, "query", Question, "--format", "json")).ShouldExitWith(0).Output.ShouldBe(
            """
            [{"day":"2026-11-22","clock":"10:11:12.5","at":"2026-11-22 00:15:00","huge":3,"bytes":"6162","months":"1 year 1 month 2 days 00:00:03",
            "span":"-01:30:00","id":"5f9ee2c4-1c3e-4b6a-9a6c-3f2c7f1f3d11","numbers":[1,null],"days":["2026-11-22",null],"nested":{"a":null,"b":["x",null]},
            "nan":null,"low":null,"twice":1,"twice_1":2}]
            """.ReplaceLineEndings("") + "\n");
        (await lake.RunAsync(null, "query", Question, "--format", "csv")).ShouldExitWith(0).Output.Split('\n')[1].ShouldBe(
            """
            2026-11-22,10:11:12.5,2026-11-22 00:15:00,3,6162,1 year 1 month 2 days 00:00:03,-01:30:00,5f9ee2c4-1c3e-4b6a-9a6c-3f2c7f1f3d11,
            "[1,null]","[""2026-11-22"",null]","{""a"":null,""b"":[""x"",null]}",NaN,-Infinity,1,2
            """.ReplaceLineEndings(""));
        var table = (await lake.RunAsync(null, "query", Question)).ShouldExitWith(0).Output;
        table.ShouldContain(" 2026-11-22 ");
        table.ShouldContain(" [1, null] ");
        table.ShouldContain(" {a: null, b: [x, null]} ");
    }

    [Fact]
    public async Task No_rows_are_said_so_in_every_format()
    {
        await using var lake = TestLake.InDirectory();
        const string Question = "SELECT name, schedule FROM inference_experiments";

        (await lake.RunAsync(null, "query", Question, "--format", "json")).ShouldExitWith(0).Output.ShouldBe("[]\n");
        (await lake.RunAsync(null, "query", Question, "--format", "csv")).ShouldExitWith(0).Output.ShouldBe("name,schedule\n");
        (await lake.RunAsync(null, "query", Question)).ShouldExitWith(0).Output.ShouldBe("╭──────┬──────────╮\n│ name │ schedule │\n╰──────┴──────────╯\n0 rows\n");
    }

    [Fact]
    public async Task Of_several_statements_the_last_one_answers()
    {
        await using var lake = TestLake.InDirectory();

        (await lake.RunAsync(null, "query", "SET threads = 1; SELECT 1 AS a; CREATE TABLE t AS SELECT 3 AS b; SELECT b FROM t;", "--format", "csv"))
            .ShouldExitWith(0).Output.ShouldBe("b\n3\n");
    }

    [Fact]
    public async Task Ctrl_C_ends_a_query_under_way()
    {
        await using var lake = TestLake.InDirectory();
        using var folder = new TemporaryFolder();
        await using var process = ExperimentLakeProcess.Start(
            ["query", $"COPY (SELECT 1) TO '{folder["begun"]}'; SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range % 7 = b.range % 5", "--lake", lake.Uri]);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!File.Exists(folder["begun"]) && await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
        }

        await process.InterruptAsync();

        (await process.EndAsync()).ShouldExitWith(2).Error.ShouldBe("Stopped.\n");
    }

    [Fact]
    public async Task DuckDB_fetches_no_code_of_its_own_from_the_network()
    {
        await using var lake = TestLake.InDirectory();

        (await lake.RunAsync(null, "query", "SELECT current_setting('autoinstall_known_extensions'), current_setting('autoload_known_extensions')", "--format", "csv"))
            .ShouldExitWith(0).Output.Split('\n')[1].ShouldBe("false,false");
    }

    [Theory]
    [InlineData("", "The query is empty")]
    [InlineData("-- nothing\n/* at */ ;", "The query is empty")]
    [InlineData("SELEC", "Parser Error")]
    [InlineData("SELECT 'infinity'::date AS never", "The column never cannot be shown")]
    [InlineData("SELECT union_value(one := 1) AS either", "The column either cannot be shown")]
    public async Task A_query_without_an_answer_is_told_why(string sql, string message)
    {
        await using var lake = TestLake.InDirectory();

        var result = await lake.RunAsync(null, "query", sql);

        result.ShouldExitWith(3).Error.ShouldStartWith(message);
        result.Error.ShouldNotContain("   at ");
    }
}

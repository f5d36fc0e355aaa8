using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>Which tables of a bucket a query fetches.</summary>
[Trait(S3Server.Trait, S3Server.TraitValue)]
public sealed class TablesReadTests(S3Server s3, DemoFiles demo)
{
    /// <summary>DuckDB's own plan says which tables are read: a text that only looks like a name fetches nothing, and no name is missed.</summary>
    [Theory]
    [InlineData("SELECT count(*) FROM \"SNAPSHOT_COVERAGE\"", "snapshot_coverage")]
    [InlineData("SELECT count(*) FROM query_table('snapshot' || '_coverage')", "snapshot_coverage")]
    [InlineData("SELECT 1 AS one -- inference_experiments", "")]
    [InlineData("SELECT count(*) FROM snapshot_coverage WHERE EXISTS (FROM inference_experiments)", "inference_experiments snapshot_coverage")]
    [InlineData("CREATE TABLE c AS FROM snapshot_coverage; SELECT count(*) FROM c", "inference_experiments snapshot_coverage")]
    [InlineData("SELECT (SELECT count(*) FROM snapshot_coverage) FROM experiment_facts LIMIT 1", "inference_experiments snapshot_coverage")]
    [InlineData("SELECT count(*) FROM \"Coverage_Gaps\" WHERE outcome = 'denied'", "snapshot_coverage", "0")]
    [InlineData("SELECT\n acount_id FROM inference_experiments", "")]
    public async Task Only_the_tables_that_a_query_reads_are_fetched(string sql, string tables, string? answer = null)
    {
        await using var bucket = await CreateAsync();

        var result = await bucket.QueryAsync(sql);

        string.Join(' ', bucket.Asked().Fetched.Select(key => key[..key.IndexOf('/', StringComparison.Ordinal)]).Distinct()).ShouldBe(tables);
        if (sql.Contains("acount", StringComparison.Ordinal))
        {
            result.ShouldExitWith(3).Error.ShouldContain("\nLINE 2:  acount_id FROM inference_experiments\n         ^\n");
        }
        else
        {
            result.ShouldExitWith(0).Output.Split('\n')[1].ShouldBe(answer ?? (tables.Length == 0 ? "1" : (await demo.FilesAsync()).Query("SELECT count(*) FROM snapshot_coverage")));
        }
    }

    private async Task<QueriedBucket> CreateAsync() => await QueriedBucket.CreateAsync(s3, await demo.FilesAsync());
}

using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>What is said of a table, column or field that does not exist. The same with rows and without: DuckDB words it otherwise.</summary>
public sealed class UnknownNameTests(DemoFiles demo)
{
    private const string Schedule = "Fields of schedule: start_time, end_time.";

    public static TheoryData<string, string> Messages { get; } = new()
    {
        { "FROM inference_experimets", "No table or view 'inference_experimets'. Did you mean 'inference_experiments'? Tables: inference_experiments, snapshot_coverage." },
        { "FROM Snapshot.coverage", "No table or view 'Snapshot.coverage'. Did you mean 'snapshot_coverage'? Tables: inference_experiments, snapshot_coverage." },
        { "FROM experiment_fact", "No table or view 'experiment_fact'. Did you mean 'experiment_facts'? Tables: inference_experiments, snapshot_coverage. Views: coverage_gaps, daily_footprint, " },
        { "SELECT overrunn FROM experiment_facts", "No column 'overrunn' in experiment_facts. Did you mean 'overrun'?\nColumns of experiment_facts: account_id, " },
        { "DESCRIBE nothing_like_it", "No table or view 'nothing_like_it'. Tables: inference_experiments, snapshot_coverage." },
        { "SELECT acount_id FROM inference_experiments", "No column 'acount_id' in inference_experiments. Did you mean 'account_id'?\nColumns of inference_experiments: _key, arn, completion_time, " },
        { "SELECT c.outcom FROM inference_experiments i JOIN snapshot_coverage AS c USING (account_id)", "No column 'outcom' in snapshot_coverage. Did you mean 'outcome'?\nColumns of snapshot_coverage: account_id, account_name, " },
        { "SELECT * EXCLUDE (regin) FROM snapshot_coverage", "No column 'regin' in snapshot_coverage. Did you mean 'region'?\n" },
        { "SELECT 1 FROM inference_experiments JOIN snapshot_coverage USING (accountid)", "No column 'accountid' in inference_experiments or snapshot_coverage. Did you mean 'account_id'?\n" },
        { "SELECT instance_type FROM inference_experiments", "No column 'instance_type' in inference_experiments. Did you mean model_variants[].infrastructure_config.real_time_inference_config.instance_type?\n" },
        { "SELECT schedul.start_time FROM inference_experiments", "No table, alias or column 'schedul'. Did you mean 'schedule'?\nColumns of inference_experiments: " },
        { "SELECT schedule.start_tim FROM inference_experiments", $"No field 'start_tim' in schedule. Did you mean 'start_time'? {Schedule}\n" },
        { "SELECT e.\"schedule\"['until'] FROM inference_experiments e", $"No field 'until' in schedule. {Schedule}\n" },
        { "SELECT shadow_mode_config.sampling FROM inference_experiments", "No field 'sampling' in shadow_mode_config. Did you mean shadow_mode_config.shadow_model_variants[].sampling_percentage? Fields of shadow_mode_config: " },
        { "SELECT v.statu FROM inference_experiments, unnest(model_variants) AS t(v)", "No field 'statu' in model_variants[]. Did you mean 'status'? Fields of model_variants[]: model_name, " },
        { "SELECT refused[1].code FROM snapshot_coverage", "No field 'code' in refused[]. Fields of refused[]: name, error_code, error_message.\n" },
        // What a query has made itself is for DuckDB to explain: it knows.
        { "WITH a AS (SELECT name AS n FROM inference_experiments) SELECT nam FROM a", "Binder Error: Referenced column \"nam\" not found in FROM clause!\nCandidate bindings: \"n\"" },
        { "WITH a AS (SELECT name FROM inference_experiments) SELECT status FROM a", "Binder Error: Referenced column \"status\" not found in FROM clause!" },
        { "SELECT {'a': 1}.b FROM inference_experiments", "Binder Error: Could not find key \"b\" in struct" },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task What_was_meant_is_said(string sql, string message)
    {
        await using var empty = TestLake.InDirectory();

        (await empty.RunAsync(null, "query", sql)).ShouldExitWith(3).Error.ShouldStartWith(message);
        // A second statement is not looked at beforehand.
        var full = (await (await demo.LakeAsync()).RunAsync(null, "query", $"SELECT 1; {sql}")).ShouldExitWith(3);
        full.Error.ShouldStartWith(message);
        full.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_place_in_the_query_is_marked()
    {
        await using var lake = TestLake.InDirectory();

        var result = await lake.RunAsync(null, "query", "SELECT count(*)\nFROM snapshot_coverage\nWHERE outcom = 'denied'");

        result.ShouldExitWith(3).Error.ShouldEndWith("\n\nLINE 3: WHERE outcom = 'denied'\n              ^\n");
    }
}

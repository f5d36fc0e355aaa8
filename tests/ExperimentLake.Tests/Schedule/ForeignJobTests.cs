using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Schedule;

/// <summary>What another version of the worker has left in the database.</summary>
[Collection(ClockedWorkerTests.Name)]
[Trait(PostgresServer.Trait, PostgresServer.TraitValue)]
public sealed class ForeignJobTests(PostgresServer postgres)
{
    private static readonly DateOnly s_day = new(2026, 11, 22);

    [Theory]
    [InlineData("UPDATE qrtz_job_details SET job_class_name = replace(job_class_name, 'AccountJob', 'NoSuchJob') WHERE job_group = 'accounts'")]
    [InlineData("UPDATE qrtz_triggers SET job_data = NULL WHERE trigger_name = 'commit'")]
    public async Task A_job_that_cannot_be_read_does_not_stop_the_days(string damage)
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var connection = $"{database.ConnectionString};Password={database.Password}";
        await using var worker = await ClockedWorker.AtAsync("2026-11-22T01:00:00Z");
        worker.Aws.Faults.Slow(TimeSpan.FromMinutes(5), World.Regions[1]);
        await worker.StartAsync(settings => settings.Cluster.ConnectionString = connection);
        await ClockedWorker.SeenAsync("the slow call", () => Task.FromResult(worker.Aws.Calls.Count(region: World.Regions[1]) == 1));
        var stop = worker.StopAsync();
        await worker.JumpUntilAsync("the stop", TimeSpan.FromSeconds(1), () => Task.FromResult(stop.IsCompleted));
        worker.Aws.Faults.Clear();
        await database.ExecuteAsync(damage);

        await worker.StartAsync(settings => settings.Cluster.ConnectionString = connection);
        // As long as a pass may take, and the look after it.
        await worker.JumpUntilAsync("the day", TimeSpan.FromMinutes(1), async () => await worker.ManifestAsync(s_day) is { IsComplete: true });

        worker.Files.Query("SELECT region, outcome FROM snapshot_coverage WHERE snapshot_date = '2026-11-22' ORDER BY region").ShouldBe("eu-west-1 | complete\nus-east-1 | complete");
    }
}

using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>The service as a process.</summary>
public sealed class WorkerTests
{
    [Fact]
    public async Task Started_after_the_days_time_it_catches_up_and_started_again_it_does_nothing()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        var url = FreePort.Url();
        await using (var worker = lake.Start(aws, Worker(url)))
        {
            await worker.LineAsync(line => line.Contains("is complete, revision 1", StringComparison.Ordinal));
            (await HealthAsync(url)).ShouldExitWith(0).Output.ShouldBe("ready\n");
            await worker.InterruptAsync();
            (await worker.EndAsync()).ShouldExitWith(0).Output.ShouldContain("Stopped.");
        }

        (await lake.FilesAsync()).Query("SELECT count(*) FROM inference_experiments").ShouldBe("8");
        var before = await lake.StampsAsync();
        aws.Calls.Clear();
        await using (var worker = lake.Start(aws, Worker(url)))
        {
            await worker.LineAsync(line => line.Contains("is complete already", StringComparison.Ordinal));
            await worker.InterruptAsync();
            (await worker.EndAsync()).ShouldExitWith(0);
        }

        aws.Asked().ShouldBeEmpty();
        (await lake.StampsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task What_is_missing_of_a_day_is_put_down_for_another_pass()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        aws.Faults.Deny();
        await using var worker = lake.Start(aws, Worker(FreePort.Url()));

        await worker.LineAsync(line => line.Contains("is asked for again at", StringComparison.Ordinal));

        await worker.InterruptAsync();
        (await worker.EndAsync()).ShouldExitWith(0).Output.ShouldContain("012345678901 us-east-1: denied");
        ((string)(await lake.ManifestAsync())["state"]!).ShouldBe("partial");
    }

    [Fact]
    public async Task Stopped_in_the_middle_of_a_run_it_commits_what_is_complete()
    {
        var regions = new[] { World.Regions[0], World.Regions[1] };
        await using var aws = await World.StartAsync(new() { Accounts = [World.Accounts[0]], Regions = regions, ExperimentsPerAccount = 8, Deletions = false });
        await using var lake = TestLake.InDirectory();
        aws.Faults.Slow(TimeSpan.FromMinutes(5), regions[1]);
        await using var worker = lake.Start(aws, "worker", "--Aws:Regions", string.Join(',', regions), "--Health:Url", FreePort.Url());
        await worker.LineAsync(line => line.Contains("us-east-1: complete", StringComparison.Ordinal));

        await worker.InterruptAsync();

        (await worker.EndAsync()).ShouldExitWith(0);
        (await lake.FilesAsync()).Query("SELECT region, outcome, error_code FROM snapshot_coverage ORDER BY region").ShouldBe(
            """
            eu-west-1 | failed | NotRead
            us-east-1 | complete | null
            """);
    }

    [Fact]
    public async Task Without_a_worker_health_says_so()
    {
        (await HealthAsync(FreePort.Url())).ShouldExitWith(1).Error.ShouldContain("No worker answers");
    }

    [Fact]
    public async Task What_the_deadline_cuts_is_failed_and_committed()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        aws.Faults.Slow(TimeSpan.FromMinutes(5));

        (await lake.SnapshotAsync(aws, [World.Accounts[0]], [World.Regions[0]], "--Limits:Run", "00:00:03")).ShouldExitWith(1);

        (await lake.FilesAsync()).Query("SELECT outcome, error_code FROM snapshot_coverage").ShouldBe("failed | RunDeadline");
    }

    private static Task<ProcessResult> HealthAsync(string url) => ExperimentLakeProcess.RunAsync(["health", "--Health:Url", url]);

    private static string[] Worker(string url) => ["worker", "--Aws:Regions", World.Regions[0], "--Health:Url", url];
}

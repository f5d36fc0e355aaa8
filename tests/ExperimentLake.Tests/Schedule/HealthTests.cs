using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Schedule;

/// <summary>What the worker answers when it is asked how it is, over days.</summary>
[Collection(ClockedWorkerTests.Name)]
public sealed class HealthTests
{
    [Fact]
    public async Task Before_the_first_run_it_says_when_that_is()
    {
        await using var worker = await ClockedWorker.AtAsync("2026-11-22T00:14:00Z");
        await worker.StartAsync(settings => settings.Schedule.CatchUp = false);

        (await worker.ReadyAsync()).ShouldBe("ready: first run at 2026-11-22T00:15:00.0000000+00:00");
    }

    [Fact]
    public async Task Without_a_complete_snapshot_for_twice_the_longest_gap_it_is_degraded()
    {
        await using var worker = await ClockedWorker.AtAsync("2026-11-22T00:14:50Z");
        await worker.StartAsync(settings => settings.Schedule.CatchUp = false);
        await worker.ToAsync("2026-11-22T00:15:01Z");
        await worker.UntilManifestAsync(new DateOnly(2026, 11, 22), "complete");
        worker.Aws.Faults.Deny(region: World.Regions[1]);

        await worker.ToAsync("2026-11-24T00:14:00Z");
        (await worker.ReadyAsync()).ShouldBe("ready");
        await worker.ToAsync("2026-11-24T00:16:30Z");
        await worker.UntilManifestAsync(new DateOnly(2026, 11, 24), "partial");
        await worker.ToAsync("2026-11-24T00:19:00Z");

        // It looks at the lake once a minute, perhaps just then between a manifest and its hash.
        var answer = "";
        await worker.UntilAsync("that the day's manifest is seen", async () => (answer = await worker.ReadyAsync()).Contains("1 denied", StringComparison.Ordinal));
        answer.ShouldStartWith("degraded: The newest complete snapshot was committed at 2026-11-22T00:15");
        answer.ShouldContain("That of 2026-11-24 is partial: 1 complete, 1 denied.");

        worker.Aws.Faults.Clear();
        await worker.UntilManifestAsync(new DateOnly(2026, 11, 24), "complete");
        await worker.UntilAsync("that it is well again", async () => await worker.ReadyAsync() == "ready");
    }

    [Fact]
    public async Task Never_complete_it_is_degraded_in_time()
    {
        await using var worker = await ClockedWorker.AtAsync("2026-11-22T00:14:50Z");
        worker.Aws.Faults.Deny();
        await worker.StartAsync();

        await worker.ToAsync("2026-11-23T12:00:00Z");
        (await worker.ReadyAsync()).ShouldBe("ready");
        await worker.ToAsync("2026-11-24T00:20:00Z");

        (await worker.ReadyAsync()).ShouldStartWith("degraded: No snapshot of the last 2.00:00:00 is complete. That of 2026-11-2");
    }

    [Fact]
    public async Task What_others_complete_counts()
    {
        await using var first = await ClockedWorker.AtAsync("2026-11-22T10:00:00Z");
        await first.StartAsync();
        await first.UntilManifestAsync(new DateOnly(2026, 11, 22), "complete");
        await first.StopAsync();
        await using var idle = await ClockedWorker.AtAsync("2026-11-26T10:00:00Z");
        await idle.StartAsync(settings => (settings.Lake.Uri, settings.Schedule.CatchUp) = (first.Lake, false));
        (await idle.ReadyAsync()).ShouldStartWith("degraded: No snapshot of the last 2.00:00:00 is complete.");

        await using var other = await ClockedWorker.AtAsync("2026-11-26T10:00:00Z");
        await other.StartAsync(settings => settings.Lake.Uri = first.Lake);
        await other.UntilAsync("another one's snapshot", async () => await first.ManifestAsync(new DateOnly(2026, 11, 26)) is not null);
        await idle.ToAsync("2026-11-26T10:02:00Z");

        (await idle.ReadyAsync()).ShouldBe("ready");
    }
}

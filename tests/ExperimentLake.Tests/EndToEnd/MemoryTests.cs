using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>Apart from all others: a process that is starved of processor time collects its garbage late, and that is not what is asked.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests
{
    private const long Megabyte = 1 << 20;

    [Fact]
    public async Task Two_hundred_thousand_experiments_in_one_account_region_take_less_than_250_MB()
    {
        var options = new SimulatorOptions { Regions = ["us-east-1"], ExperimentsPerAccount = 200_000, Deletions = false };
        await using var aws = await World.StartAsync(options);
        await using var lake = TestLake.InDirectory();

        var result = await lake.SnapshotAsync(aws, options.Accounts, options.Regions);

        result.ShouldExitWith(0);
        (await lake.FilesAsync()).Query("SELECT count(*), count(DISTINCT arn) FROM inference_experiments").ShouldBe("200000 | 200000");
        TestContext.Current.SendDiagnosticMessage("{0} MB resident at most", result.PeakMemory / Megabyte);
        result.PeakMemory.ShouldBeInRange(Megabyte, 250 * Megabyte);
    }
}

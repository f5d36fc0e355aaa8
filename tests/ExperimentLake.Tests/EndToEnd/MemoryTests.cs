using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

public sealed class MemoryTests
{
    private const long Megabyte = 1 << 20;

    /// <summary>
    /// By itself some 190 MB, as much as 200,000 take. Beside other tests it is starved of processor time and collects its garbage later; were documents kept, they would take 120 MB more.
    /// </summary>
    [Fact]
    public async Task Sixty_thousand_experiments_in_one_account_region_take_less_than_300_MB()
    {
        var options = new SimulatorOptions { Regions = ["us-east-1"], ExperimentsPerAccount = 60_000, Deletions = false };
        await using var aws = await World.StartAsync(options);
        await using var lake = TestLake.InDirectory();

        var result = await lake.SnapshotAsync(aws, options.Accounts, options.Regions);

        result.ShouldExitWith(0);
        (await lake.FilesAsync()).Query("SELECT count(*), count(DISTINCT arn) FROM inference_experiments").ShouldBe("60000 | 60000");
        TestContext.Current.SendDiagnosticMessage("{0} MB resident at most", result.PeakMemory / Megabyte);
        result.PeakMemory.ShouldBeInRange(Megabyte, 300 * Megabyte);
    }
}

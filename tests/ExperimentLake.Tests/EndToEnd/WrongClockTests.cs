using System.Globalization;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>Our clock and that of AWS are further apart than a signature may be old.</summary>
public sealed class WrongClockTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public async Task A_clock_that_is_ten_minutes_off_costs_some_calls_and_nothing_else(int minutes)
    {
        IReadOnlyList<string> accounts = [World.Accounts[0], World.Accounts[1]];
        await using var aws = await SimulatedAws.StartAsync(
            new() { Accounts = accounts, Regions = [World.Regions[0]], ExperimentsPerAccount = 4, Deletions = false }, new WrongClock(TimeSpan.FromMinutes(minutes)), TestContext.Current.CancellationToken);
        aws.Now = new DateTimeOffset(2026, 11, 22, 0, 15, 0, TimeSpan.Zero);
        await using var lake = TestLake.InDirectory();
        // The SDK keeps what it learns by endpoint, and that of SageMaker is not that of STS.
        lake.Also.Add(new("AWS_ENDPOINT_URL_SAGEMAKER", $"http://localhost:{aws.Url.Port}"));

        var result = (await lake.SnapshotAsync(aws, accounts, [World.Regions[0]])).ShouldExitWith(0);

        result.Error.ShouldBeEmpty();
        var files = await lake.FilesAsync();
        Truth.In(files).ShouldBe(Truth.Of(aws, accounts, World.Regions[0]));
        var admitted = aws.Calls.All.Where(call => call.Operation is "ListInferenceExperiments" or "DescribeInferenceExperiment" or "ListTags").Sum(call => call.Calls);
        int.Parse(files.Query("SELECT sum(api_calls) FROM snapshot_coverage"), CultureInfo.InvariantCulture).ShouldBeGreaterThan(admitted);
    }
}

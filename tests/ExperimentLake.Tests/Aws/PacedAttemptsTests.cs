using Amazon;
using Amazon.Runtime;
using ExperimentLake.Aws;
using ExperimentLake.Simulator;
using ExperimentLake.Snapshots;
using CallCount = ExperimentLake.Aws.CallCount;

namespace ExperimentLake.Tests.Aws;

public sealed class PacedAttemptsTests
{
    private const string Region = "us-east-1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_region_with_a_quota_is_read_whole_with_few_calls_throttled()
    {
        await using var aws = await SimulatedAws.StartAsync(new() { ExperimentsPerAccount = 500, Deletions = false }, ct: Cancellation);
        aws.Faults.LimitRate(perSecond: 50, burst: 50);
        using var client = new PacedClient(aws);

        (await client.ReadAllAsync()).Count(reading => reading.Document is not null).ShouldBe(500);
        client.Calls.Total.ShouldBeGreaterThan(1000);
        client.Calls.ThrottledTotal.ShouldBe(aws.Calls.Throttled);
        // About 1 % on an idle machine. More calls are under way at the first throttle where answers are slow, so no tighter here: time and
        // the share of 2 % are asserted on a simulated clock.
        client.Calls.ThrottledTotal.ShouldBeInRange(1, client.Calls.Total / 20);
    }

    [Fact]
    public async Task A_call_that_is_throttled_three_times_in_a_row_still_succeeds()
    {
        await using var aws = await SimulatedAws.StartAsync(new() { ExperimentsPerAccount = 1, Deletions = false }, ct: Cancellation);
        aws.Faults.Throttle(operation: "ListInferenceExperiments", times: 3);
        using var client = new PacedClient(aws);

        (await client.ReadAllAsync()).ShouldHaveSingleItem().Document.ShouldNotBeNull();
        client.Calls.ThrottledTotal.ShouldBe(3);
    }

    [Fact]
    public async Task A_call_that_fails_and_is_throttled_in_turns_is_given_up_for_its_failures_only()
    {
        await using var aws = await SimulatedAws.StartAsync(new() { ExperimentsPerAccount = 1, Deletions = false }, ct: Cancellation);
        aws.Faults.Throttle(operation: "ListInferenceExperiments", times: 4);
        aws.Faults.ServerError(operation: "ListInferenceExperiments", times: 5);
        using var client = new PacedClient(aws);

        (await client.ReadAllAsync()).ShouldHaveSingleItem().Document.ShouldNotBeNull();
        aws.Calls.Count(operation: "ListInferenceExperiments").ShouldBe(10);
    }

    private sealed class PacedClient : IDisposable
    {
        private readonly Wire _wire = new(new LimitSettings());
        private readonly AdaptiveRate _rate = new(TimeProvider.System);
        private readonly SageMakerClient _sageMaker;

        public PacedClient(SimulatedAws aws)
        {
            var config = new AwsJsonConfig(AwsJsonService.SageMaker, RegionEndpoint.GetBySystemName(Region), _wire.For(Calls))
            {
                ServiceURL = aws.Url.GetLeftPart(UriPartial.Authority),
            };
            var credentials = new BasicAWSCredentials(aws.Environment["AWS_ACCESS_KEY_ID"], aws.Environment["AWS_SECRET_ACCESS_KEY"]);
            _sageMaker = new(new AwsJsonClient(AwsJsonService.SageMaker, credentials, config, new PacedAttempts(_rate, Calls)));
        }

        public CallCount Calls { get; } = new();

        public async Task<List<Reading>> ReadAllAsync() =>
            await new ExperimentReader(_sageMaker, Region, atOnce: 32, TimeProvider.System, _ => { }).ReadAsync(Cancellation).ToListAsync(Cancellation);

        public void Dispose()
        {
            _sageMaker.Dispose();
            _rate.Dispose();
            _wire.Dispose();
        }
    }
}

using System.Net;
using ExperimentLake.Simulator;
using Microsoft.Extensions.Time.Testing;

namespace ExperimentLake.Tests.Simulator;

public sealed class FaultTests
{
    [Fact]
    public async Task A_token_bucket_lets_its_burst_through_and_then_its_rate_per_account_region()
    {
        // The signer takes the real time, so the clock must start near it.
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var aws = await SimulatedAws.StartAsync(
            new() { Regions = ["us-east-1", "eu-west-1"] }, clock, TestContext.Current.CancellationToken);
        using var us = new SignedClient(aws);
        using var eu = new SignedClient(aws, "eu-west-1");
        aws.Faults.LimitRate(perSecond: 4, burst: 10);

        (await ServedAsync(us, 30)).ShouldBe(10);
        (await ServedAsync(eu, 3)).ShouldBe(3);
        clock.Advance(TimeSpan.FromSeconds(1.5));
        (await ServedAsync(us, 30)).ShouldBe(6);
        clock.Advance(TimeSpan.FromSeconds(60));
        (await ServedAsync(us, 30)).ShouldBe(10);
        aws.Calls.Throttled.ShouldBe(20 + 24 + 20);
        aws.Calls.Count(region: "us-east-1").ShouldBe(90);
    }

    [Fact]
    public async Task A_fault_strikes_what_it_matches_so_many_times_and_no_more()
    {
        await using var aws = await StartAsync(new() { Regions = ["us-east-1", "eu-west-1"] });
        using var us = new SignedClient(aws);
        using var eu = new SignedClient(aws, "eu-west-1");
        aws.Faults.Throttle("us-east-1", times: 2);

        (await ServedAsync(eu, 3)).ShouldBe(3);
        (await ServedAsync(us, 5)).ShouldBe(3);
    }

    [Fact]
    public async Task A_probable_fault_strikes_the_same_calls_for_the_same_seed()
    {
        async Task<string> StrikesAsync(int seed)
        {
            await using var aws = await StartAsync(new() { Seed = seed });
            using var client = new SignedClient(aws);
            aws.Faults.Add(new() { Kind = FaultKind.Throttle, Probability = 0.5 });
            var strikes = "";
            for (var call = 0; call < 40; call++)
            {
                strikes += await ServedAsync(client, 1);
            }

            return strikes;
        }

        var first = await StrikesAsync(1);
        first.Count(served => served == '1').ShouldBeInRange(10, 30);
        (await StrikesAsync(1)).ShouldBe(first);
        (await StrikesAsync(2)).ShouldNotBe(first);
    }

    [Fact]
    public async Task A_wrong_secret_a_foreign_region_and_a_wrong_clock_are_refused_as_AWS_does()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var aws = await SimulatedAws.StartAsync(new(), clock, TestContext.Current.CancellationToken);
        using var right = new SignedClient(aws);
        using var wrong = new SignedClient(aws, secret: "wrong");
        using var foreign = new SignedClient(aws, "ap-south-1");

        (await TypeAsync(wrong)).ShouldBe("InvalidSignatureException");
        (await TypeAsync(foreign)).ShouldBe("UnrecognizedClientException");
        aws.Calls.Count().ShouldBe(1);
        clock.Advance(TimeSpan.FromMinutes(6));
        (await TypeAsync(right)).ShouldBe("InvalidSignatureException");

        static async Task<string?> TypeAsync(SignedClient client) =>
            (string?)(await client.AskAsync("ListInferenceExperiments", new { }, TestContext.Current.CancellationToken))["__type"];
    }

    private static async Task<int> ServedAsync(SignedClient client, int calls)
    {
        var served = 0;
        for (var call = 0; call < calls; call++)
        {
            using var response = await client.SendAsync("ListInferenceExperiments", new { }, TestContext.Current.CancellationToken);
            served += response.StatusCode == HttpStatusCode.OK ? 1 : 0;
        }

        return served;
    }

    private static Task<SimulatedAws> StartAsync(SimulatorOptions options) =>
        SimulatedAws.StartAsync(options, ct: TestContext.Current.CancellationToken);
}

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

    [Theory]
    [InlineData("Throttle", 400, "ThrottlingException")]
    [InlineData("ServerError", 500, "InternalFailure")]
    [InlineData("Deny", 400, "AccessDeniedException")]
    [InlineData("DenyByPolicy", 400, "AccessDeniedException")]
    [InlineData("Expire", 400, "ExpiredTokenException")]
    [InlineData("Vanish", 400, "ResourceNotFound")]
    [InlineData("Unsupported", 400, "UnknownOperationException")]
    [InlineData("UnknownMembers", 200, "NewTopLevelMember")]
    [InlineData("NotJson", 200, "<html>")]
    [InlineData("Huge", 200, "xxxxxxxxxx")]
    public async Task A_simulator_in_another_process_is_driven_over_HTTP(string kind, int status, string text)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var aws = await StartAsync(new());
        using var panel = new HttpClient { BaseAddress = aws.Url };
        using var client = new SignedClient(aws);
        var name = aws.World.Experiments("012345678901", "us-east-1", aws.Now)[0].Name;

        using var put = await panel.PutAsync("_simulator/faults", new StringContent($$"""[{ "kind": "{{kind}}", "bytes": 100000 }]"""), ct);
        put.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var response = await client.SendAsync("DescribeInferenceExperiment", new { Name = name }, ct);

        ((int)response.StatusCode).ShouldBe(status);
        (await response.Content.ReadAsStringAsync(ct)).ShouldContain(text);
        (await panel.GetStringAsync("_simulator/calls", ct)).ShouldContain("\"operation\":\"DescribeInferenceExperiment\",\"calls\":1");
    }

    [Fact]
    public async Task The_instant_of_the_world_is_set_over_HTTP_and_a_misspelt_fault_is_refused()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var aws = await StartAsync(new());
        using var panel = new HttpClient { BaseAddress = aws.Url };

        (await panel.PutAsync("_simulator/now", new StringContent("\"2031-02-03T04:05:06Z\""), ct)).EnsureSuccessStatusCode();
        aws.Now.ShouldBe(new DateTimeOffset(2031, 2, 3, 4, 5, 6, TimeSpan.Zero));
        using var refused = await panel.PutAsync("_simulator/faults", new StringContent("""[{ "kind": "Throtle" }]"""), ct);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData(FaultKind.Reset)]
    [InlineData(FaultKind.Truncate)]
    public async Task A_broken_connection_is_seen_as_such(FaultKind kind)
    {
        await using var aws = await StartAsync(new());
        using var client = new SignedClient(aws);
        aws.Faults.Add(new() { Kind = kind });

        await Should.ThrowAsync<HttpRequestException>(
            () => client.AskAsync("ListInferenceExperiments", new { }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_stalled_answer_never_ends_and_does_not_keep_the_simulator_from_stopping()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using (var aws = await StartAsync(new()))
        {
            using var client = new SignedClient(aws);
            aws.Faults.Stall();
            patience.CancelAfter(TimeSpan.FromMilliseconds(300));

            await Should.ThrowAsync<OperationCanceledException>(() => client.AskAsync("ListInferenceExperiments", new { }, patience.Token));
        }
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

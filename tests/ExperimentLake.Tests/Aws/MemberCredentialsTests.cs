using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using ExperimentLake.Aws;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;
using Microsoft.Extensions.Time.Testing;

namespace ExperimentLake.Tests.Aws;

/// <summary>Credentials of a role that last an hour, over hours.</summary>
public sealed class MemberCredentialsTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task They_are_taken_again_five_minutes_before_they_end()
    {
        await using var aws = await World.StartAsync();
        var credentials = Open(aws);
        var first = await credentials.GetCredentialsAsync();

        _clock.Advance(54 * s_minute);
        (await credentials.GetCredentialsAsync()).ShouldBe(first);
        _clock.Advance(2 * s_minute);
        // While the new ones are on their way, the old ones serve.
        (await credentials.GetCredentialsAsync()).ShouldBe(first);
        while (Taken(aws) < 2 || await credentials.GetCredentialsAsync() == first)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Taken(aws).ShouldBe(2);
    }

    [Fact]
    public async Task However_many_ask_they_are_taken_once()
    {
        await using var aws = await World.StartAsync();
        var credentials = Open(aws);

        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(credentials.GetCredentialsAsync)));

        all.Select(one => one.AccessKey).Distinct().Count().ShouldBe(1);
        Taken(aws).ShouldBe(1);
    }

    [Fact]
    public async Task While_they_cannot_be_taken_again_the_old_ones_serve_to_their_end()
    {
        await using var aws = await World.StartAsync();
        var credentials = Open(aws);
        var first = await credentials.GetCredentialsAsync();
        aws.Faults.Deny(operation: "AssumeRole");

        _clock.Advance(58 * s_minute);
        (await credentials.GetCredentialsAsync()).ShouldBe(first);
        _clock.Advance(3 * s_minute);

        (await Should.ThrowAsync<AmazonServiceException>(credentials.GetCredentialsAsync)).ErrorCode.ShouldBe("AccessDenied");
    }

    [Fact]
    public async Task Where_the_role_is_refused_one_call_tells_all_who_wait()
    {
        await using var aws = await World.StartAsync();
        aws.Faults.Deny(operation: "AssumeRole");
        var credentials = Open(aws);

        var all = Enumerable.Range(0, 20).Select(_ => Should.ThrowAsync<AmazonServiceException>(credentials.GetCredentialsAsync));

        await Task.WhenAll(all);
        Taken(aws).ShouldBe(1);
        aws.Faults.Clear();
        _clock.Advance(s_minute);
        (await credentials.GetCredentialsAsync()).ShouldNotBeNull();
    }

    private static int Taken(SimulatedAws aws) => aws.Calls.Count(operation: "AssumeRole");

    private MemberCredentials Open(SimulatedAws aws) => new(
        new AmazonSecurityTokenServiceClient(
            new BasicAWSCredentials(aws.Environment["AWS_ACCESS_KEY_ID"], aws.Environment["AWS_SECRET_ACCESS_KEY"]),
            new AmazonSecurityTokenServiceConfig { ServiceURL = aws.Url.ToString(), AuthenticationRegion = aws.Environment["AWS_REGION"] }),
        new AssumeRoleRequest { RoleArn = $"arn:aws:iam::{World.Accounts[1]}:role/ExperimentLakeReader", RoleSessionName = "experiment-lake" },
        _clock);
}

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
        using var credentials = Open(aws);
        var first = await credentials.GetCredentialsAsync();

        _clock.Advance(54 * s_minute);
        (await credentials.GetCredentialsAsync()).ShouldBe(first);
        _clock.Advance(2 * s_minute);
        var second = await credentials.GetCredentialsAsync();

        second.AccessKey.ShouldNotBe(first.AccessKey);
        Taken(aws).ShouldBe(2);
    }

    [Fact]
    public async Task However_many_ask_they_are_taken_once()
    {
        await using var aws = await World.StartAsync();
        using var credentials = Open(aws);

        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(credentials.GetCredentialsAsync)));

        all.Select(one => one.AccessKey).Distinct().Count().ShouldBe(1);
        Taken(aws).ShouldBe(1);
    }

    [Fact]
    public async Task While_they_cannot_be_taken_again_the_old_ones_serve_to_their_end()
    {
        await using var aws = await World.StartAsync();
        using var credentials = Open(aws);
        var first = await credentials.GetCredentialsAsync();
        aws.Faults.Deny(operation: "AssumeRole");

        _clock.Advance(58 * s_minute);
        (await credentials.GetCredentialsAsync()).ShouldBe(first);
        _clock.Advance(3 * s_minute);

        (await Should.ThrowAsync<AmazonServiceException>(credentials.GetCredentialsAsync)).ErrorCode.ShouldBe("AccessDenied");
    }

    private static int Taken(SimulatedAws aws) => aws.Calls.Count(operation: "AssumeRole");

    private MemberCredentials Open(SimulatedAws aws) => new(
        new AmazonSecurityTokenServiceClient(
            new BasicAWSCredentials(aws.Environment["AWS_ACCESS_KEY_ID"], aws.Environment["AWS_SECRET_ACCESS_KEY"]),
            new AmazonSecurityTokenServiceConfig { ServiceURL = aws.Url.ToString(), AuthenticationRegion = aws.Environment["AWS_REGION"] }),
        new AssumeRoleRequest { RoleArn = $"arn:aws:iam::{World.Accounts[1]}:role/ExperimentLakeReader", RoleSessionName = "experiment-lake" },
        _clock);
}

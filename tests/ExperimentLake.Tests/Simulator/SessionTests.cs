using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using ExperimentLake.Simulator;
using ExperimentLake.Simulator.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace ExperimentLake.Tests.Simulator;

public sealed class SessionTests
{
    private static readonly SimulatorOptions s_options = new() { Accounts = ["012345678901", "111122223333"], ExternalId = "door-7" };

    [Fact]
    public async Task An_assumed_role_is_who_STS_says_it_is()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var aws = await SimulatedAws.StartAsync(s_options, ct: ct);
        using var own = Client(aws, new BasicAWSCredentials(aws.Environment["AWS_ACCESS_KEY_ID"], aws.Environment["AWS_SECRET_ACCESS_KEY"]));

        var session = (await own.AssumeRoleAsync(Role("111122223333", "ExperimentLakeReader", "door-7"), ct)).Credentials;
        using var assumed = Client(aws, session);

        (await own.GetCallerIdentityAsync(new(), ct)).Account.ShouldBe("012345678901");
        (await assumed.GetCallerIdentityAsync(new(), ct)).Arn.ShouldBe("arn:aws:sts::111122223333:assumed-role/ExperimentLakeReader/nightly");
        aws.Calls.Count("111122223333", operation: "AssumeRole").ShouldBe(1);
    }

    [Theory]
    [InlineData("111122223333", "ExperimentLakeReader", null)]
    [InlineData("111122223333", "ExperimentLakeReader", "door-8")]
    [InlineData("111122223333", "Admin", "door-7")]
    [InlineData("999988887777", "ExperimentLakeReader", "door-7")]
    public async Task AssumeRole_is_denied_without_the_right_account_role_and_external_id(string account, string role, string? externalId)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var aws = await SimulatedAws.StartAsync(s_options, ct: ct);
        using var own = Client(aws, new BasicAWSCredentials(aws.Environment["AWS_ACCESS_KEY_ID"], aws.Environment["AWS_SECRET_ACCESS_KEY"]));

        var denied = await Should.ThrowAsync<AmazonSecurityTokenServiceException>(() => own.AssumeRoleAsync(Role(account, role, externalId), ct));

        denied.ErrorCode.ShouldBe("AccessDenied");
        denied.Message.ShouldContain("is not authorized to perform: sts:AssumeRole");
    }

    [Fact]
    public void A_session_ends_when_its_time_is_up()
    {
        var clock = new FakeTimeProvider(new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero));
        var credentials = new ExperimentLake.Simulator.Wire.Credentials(s_options);
        var identity = credentials.Issue("111122223333", "aws", "ExperimentLakeReader", "nightly", clock.GetUtcNow().AddSeconds(900));
        var gate = new Gate(credentials, clock);

        gate.Admit(Signed(identity, "20261122T000000Z"), "{}"u8, Service.SageMaker).Identity.ShouldBe(identity);
        clock.Advance(TimeSpan.FromSeconds(900));
        Refused("20261122T001500Z").Code.ShouldBe("ExpiredTokenException");
        Refused("20261122T000000Z").Message.ShouldBe(
            "Signature expired: 20261122T000000Z is now earlier than 20261122T001000Z (20261122T001500Z - 5 min.)");
        Refused("20261122T003000Z").Message.ShouldStartWith("Signature not yet current");

        Refusal Refused(string timestamp) =>
            Should.Throw<Refusal>(() => gate.Admit(Signed(identity, timestamp), "{}"u8, Service.SageMaker));
    }

    private static HttpRequest Signed(Identity identity, string timestamp)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = "POST";
        request.Headers.Host = "127.0.0.1";
        request.Headers["X-Amz-Date"] = timestamp;
        request.Headers["X-Amz-Security-Token"] = identity.Token;
        string[] names = ["host", "x-amz-date", "x-amz-security-token"];
        var authorization = new Authorization(identity.AccessKey, timestamp[..8], "us-east-1", "sagemaker", names, "");
        request.Headers.Authorization =
            $"AWS4-HMAC-SHA256 Credential={identity.AccessKey}/{authorization.Scope}, SignedHeaders={string.Join(';', names)}, " +
            $"Signature={Signature.Of(request, "{}"u8, authorization, timestamp, identity.Secret)}";
        return request;
    }

    private static AssumeRoleRequest Role(string account, string role, string? externalId) =>
        new() { RoleArn = $"arn:aws:iam::{account}:role/{role}", RoleSessionName = "nightly", ExternalId = externalId };

    private static AmazonSecurityTokenServiceClient Client(SimulatedAws aws, AWSCredentials credentials) =>
        new(credentials, new AmazonSecurityTokenServiceConfig { ServiceURL = aws.Url.ToString(), AuthenticationRegion = "eu-central-1" });
}

using System.Net;
using System.Security.Cryptography;
using System.Text;
using Amazon.SecurityToken;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;
using ExperimentLake.Tests.Simulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>A profile that signs in by IAM Identity Center, as <c>aws sso login</c> leaves it.</summary>
public sealed class IdentityCenterTests
{
    private const string Config =
        """
        [profile lake]
        sso_session = corp
        sso_account_id = 012345678901
        sso_role_name = Admin
        region = us-east-1
        [sso-session corp]
        sso_start_url = https://corp.awsapps.com/start
        sso_region = us-east-1
        sso_registration_scopes = sso:account:access
        """;

    [Fact]
    public async Task Who_has_signed_in_needs_no_keys()
    {
        using var folder = new TemporaryFolder();
        await using var aws = await World.StartSmallAsync();
        await using var center = await StartAsync(aws);
        await WriteAsync(folder, signedIn: true);

        var result = await ExperimentLakeProcess.RunAsync(
            ["snapshot", "--lake", folder["lake"], "--Aws:Regions", World.Regions[0]],
            [.. Environment(folder), .. aws.Environment.Where(one => one.Key.StartsWith("AWS_ENDPOINT_URL_", StringComparison.Ordinal)), new("AWS_ENDPOINT_URL_SSO", center.Urls.Single())]);

        result.ShouldExitWith(0).Output.ShouldContain("8 of 8 written");
    }

    [Fact]
    public async Task Who_has_not_is_told_how()
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder, signedIn: false);

        var result = await ExperimentLakeProcess.RunAsync(["snapshot", "--lake", folder["lake"]], Environment(folder));

        result.ShouldExitWith(3).Error.ShouldContain("aws sso login");
    }

    private static IEnumerable<KeyValuePair<string, string>> Environment(TemporaryFolder folder) =>
        [new("AWS_PROFILE", "lake"), new("AWS_CONFIG_FILE", folder["config"]), new("HOME", folder.Path)];

    /// <summary>The token is kept where every SDK looks for it. https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html</summary>
    private static async Task WriteAsync(TemporaryFolder folder, bool signedIn)
    {
        await File.WriteAllTextAsync(folder["config"], Config);
        if (signedIn)
        {
            var cache = Directory.CreateDirectory(Path.Combine(folder.Path, ".aws", "sso", "cache")).FullName;
#pragma warning disable CA5350 // The name of the file is this hash.
            var name = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes("corp")));
#pragma warning restore CA5350
            await File.WriteAllTextAsync(
                Path.Combine(cache, $"{name}.json"),
                """{"startUrl":"https://corp.awsapps.com/start","region":"us-east-1","accessToken":"token","expiresAt":"2099-01-01T00:00:00Z"}""");
        }
    }

    /// <summary>GetRoleCredentials gives the keys that the simulated AWS knows. https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html</summary>
    private static async Task<WebApplication> StartAsync(SimulatedAws aws)
    {
        using var sts = new AmazonSecurityTokenServiceClient(
            SignedClient.Own(aws), new AmazonSecurityTokenServiceConfig { ServiceURL = aws.Url.AbsoluteUri, AuthenticationRegion = World.Regions[0] });
        var keys = (await sts.AssumeRoleAsync(new() { RoleArn = $"arn:aws:iam::{World.Accounts[0]}:role/ExperimentLakeReader", RoleSessionName = "somebody" })).Credentials;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(http => http.Request.Path == "/federation/credentials" && http.Request.Query["role_name"] == "Admin" && http.Request.Headers["x-amz-sso_bearer_token"] == "token"
            ? http.Response.WriteAsJsonAsync(new { roleCredentials = new { accessKeyId = keys.AccessKeyId, secretAccessKey = keys.SecretAccessKey, sessionToken = keys.SessionToken, expiration = 4_000_000_000_000 } })
            : Task.FromResult(http.Response.StatusCode = StatusCodes.Status401Unauthorized));
        await app.StartAsync();
        return app;
    }
}

using Amazon.Runtime;
using ExperimentLake.Tests.Fixtures;
using Microsoft.AspNetCore.Http;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>The bucket takes everything but a data file.</summary>
[Trait(S3Server.Trait, S3Server.TraitValue)]
public sealed class RefusedFileTests(S3Server s3)
{
    /// <summary>What S3 says in words or codes that SageMaker also has is not the account region's: nothing of it is settled by that.</summary>
    [Theory]
    [InlineData(403, "AccessDenied", "User: arn:aws:iam::012345678901:user/simulated is not authorized to perform: s3:PutObject on resource: x with an explicit deny in a service control policy")]
    [InlineData(403, "AccessDenied", "Access Denied")]
    [InlineData(503, "SlowDown", "Please reduce your request rate.")]
    public async Task What_the_bucket_will_not_take_is_no_outcome_of_the_account_region_and_is_read_again(int status, string code, string message)
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = await TestLake.CreateAsync(LakeKind.S3, s3);
        await using (var door = await SigningDoor.OpenAsync(await s3.EndpointAsync(), new BasicAWSCredentials("any", "any"), RefuseAsync))
        {
            var run = await ExperimentLakeProcess.RunAsync(
                [.. TestLake.Snapshot(["self"], [World.Regions[0]]), "--lake", lake.Uri], [.. aws.Environment, .. lake.Environment, new("AWS_ENDPOINT_URL_S3", door.Url)]);
            run.ShouldExitWith(1);
        }

        ((string?)(await lake.ManifestAsync())["state"]).ShouldBe("partial");
        (await lake.FilesAsync()).Query($"SELECT outcome, written, error_code, contains(error_message, ': {code}') FROM snapshot_coverage")
            .ShouldBe("failed | 0 | LakeWriteFailed | true");
        (await lake.SnapshotAsync(aws, ["self"], [World.Regions[0]])).ShouldExitWith(0);
        Truth.In(await lake.FilesAsync()).ShouldBe(Truth.Of(aws, [World.Accounts[0]], World.Regions[0]));

        async Task<bool> RefuseAsync(HttpContext http)
        {
            if (!HttpMethods.IsPut(http.Request.Method) || !http.Request.Path.Value!.Contains("/inference_experiments/", StringComparison.Ordinal))
            {
                return false;
            }

            http.Response.StatusCode = status;
            http.Response.ContentType = "application/xml";
            await http.Response.WriteAsync($"<Error><Code>{code}</Code><Message>{message}</Message></Error>");
            return true;
        }
    }
}

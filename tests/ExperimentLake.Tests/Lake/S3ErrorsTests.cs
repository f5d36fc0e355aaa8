using System.Net;
using Amazon.S3;
using ExperimentLake.Lake;

namespace ExperimentLake.Tests.Lake;

public sealed class S3ErrorsTests
{
    [Theory]
    [InlineData("ExpiredToken", "renew them")]
    [InlineData("InvalidToken", "renew them")]
    [InlineData("InvalidAccessKeyId", "AWS_ACCESS_KEY_ID")]
    [InlineData("SignatureDoesNotMatch", "AWS_SECRET_ACCESS_KEY")]
    [InlineData("BadRequest", "have not expired")]
    [InlineData("AccessDenied", "s3:GetObject")]
    public void Refused_credentials_are_a_matter_of_configuration(string code, string advice)
    {
        var explained = S3Errors.Explain("read s3://lake/key", new LakeSettings { Uri = "s3://lake" }, Error(code));

        explained.IsConfiguration.ShouldBeTrue();
        explained.Message.ShouldStartWith($"Cannot read s3://lake/key: {code}: Said S3. ");
        explained.Message.ShouldContain(advice);
    }

    [Theory]
    [InlineData("SlowDown")]
    [InlineData("InternalError")]
    public void A_bucket_that_has_a_bad_time_is_not(string code)
    {
        var explained = S3Errors.Explain("read s3://lake/key", new LakeSettings { Uri = "s3://lake" }, Error(code));

        explained.IsConfiguration.ShouldBeFalse();
        explained.Message.ShouldContain("Run again");
    }

    [Fact]
    public void A_right_that_snapshots_do_not_need_is_named_by_itself() =>
        S3Errors.Explain("delete s3://lake/key", new LakeSettings { Uri = "s3://lake" }, Error("AccessDenied"), "s3:DeleteObject").Message
            .ShouldBe("Cannot delete s3://lake/key: AccessDenied: Said S3. Allow this identity s3:DeleteObject on the lake, and check Lake:ExpectedBucketOwner.");

    private static AmazonS3Exception Error(string code) => new("Said S3.") { ErrorCode = code, StatusCode = HttpStatusCode.BadRequest };
}

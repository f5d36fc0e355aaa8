using Amazon.Runtime;
using Amazon.S3;
using ExperimentLake.Aws;

namespace ExperimentLake.Lake;

/// <summary>What an error of S3 means for the lake, and what to do. The codes: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html</summary>
internal static class S3Errors
{
    /// <summary>What snapshots need. All at once, since S3 answers with AccessDenied to a read of what is not there and may not be listed.</summary>
    public const string SnapshotRights = "s3:ListBucket, s3:GetObject and s3:PutObject";

    /// <param name="what">What was tried, such as <c>read s3://bucket/key</c>.</param>
    /// <param name="settings">The lake's.</param>
    /// <param name="exception">What came of it.</param>
    /// <param name="rights">The rights that it needs.</param>
    public static LakeException Explain(string what, LakeSettings settings, AmazonS3Exception exception, string rights = SnapshotRights)
    {
        var code = exception.ErrorCode ?? exception.StatusCode.ToString();
        var fix = code switch
        {
            "NoSuchBucket" => $"Create the bucket, or correct Lake:Uri (now {settings.Uri}).",
            "AccessDenied" or "Forbidden" => $"Allow this identity {rights} on the lake, and check Lake:ExpectedBucketOwner.",
            "PermanentRedirect" or "AuthorizationHeaderMalformed" => "Set Lake:Region to the bucket's region.",
            "ExpiredToken" or "InvalidToken" or "InvalidAccessKeyId" or "SignatureDoesNotMatch" =>
                "S3 refuses the credentials: renew them, and check AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.",
            // All that a HEAD request tells, since its answer has no body.
            "BadRequest" => "Check that the credentials have not expired, and Lake:Region.",
            _ => null,
        };
        return new LakeException($"Cannot {what}: {code}: {exception.Message} {fix ?? "Run again."}", exception)
        {
            IsConfiguration = fix is not null,
        };
    }

    /// <summary>For what came before an answer: no credentials, no connection.</summary>
    public static LakeException Explain(string what, Exception exception)
    {
        // The SDK has no type of its own for it.
        var lacksCredentials = exception is AmazonClientException && exception.Message.Contains("credentials", StringComparison.OrdinalIgnoreCase);
        var fix = lacksCredentials ? AwsErrors.CredentialsAdvice : "Check the network and run again.";
        return new LakeException($"Cannot {what}: {exception.Message} {fix}", exception) { IsConfiguration = lacksCredentials };
    }
}

using System.Text.Json;
using Amazon.Runtime;
using ExperimentLake.Aws;
using ExperimentLake.Lake;

namespace ExperimentLake.Snapshots;

/// <summary>What an exception means for an account region, or for one experiment.</summary>
/// <param name="Outcome">Outcome, if it ends the reading of the account region.</param>
/// <param name="Code">AWS's error code, or one of ours.</param>
/// <param name="Message">AWS's message, or ours.</param>
internal sealed record Failure(Outcome Outcome, string Code, string Message)
{
    public const string NoSuchEndpoint = "NoSuchEndpoint";

    private const int LongestMessage = 1000;

    /// <summary>Everything but a wish to stop becomes an outcome here: one account region's failure must not cost the others their snapshot.</summary>
    public static Failure Of(Exception exception, string region)
    {
        // Before what AWS said, since that may have been S3: what it will not take is still to be had from SageMaker.
        if (exception is LakeException)
        {
            return New("LakeWriteFailed", exception.Message);
        }

        if (AwsErrors.ServiceError(exception) is { } error)
        {
            return Of(error.ErrorCode, error.Message);
        }

        return exception switch
        {
            _ when AwsErrors.IsNoSuchHost(exception) => New(
                NoSuchEndpoint, $"{exception.Message}: '{region}' is misspelt in Aws:Regions, or this machine cannot look up AWS's names."),
            ReplyTooLargeException => New("ReplyTooLarge", exception.Message),
            InvalidReplyException => New("InvalidReply", exception.Message),
            _ when Cause<JsonException>(exception) is { } json => New("InvalidJson", $"The reply is not JSON: {json.Message}"),
            AmazonServiceException { StatusCode: not 0 } status => New($"Http{(int)status.StatusCode}", status.Message),
            HttpRequestException or IOException => New("ConnectionFailed", exception.Message),
            AmazonClientException or AmazonServiceException => New("ClientError", (exception.InnerException ?? exception).Message),
            _ => New(exception.GetType().Name, exception.Message),
        };
    }

    /// <summary>
    /// The same of a call to an endpoint of SageMaker, with what its refusal does not tell by itself: whether the region is not for us,
    /// or something is wrong with us.
    /// </summary>
    public static async Task<Failure> OfAsync(
        Exception exception, AwsSession aws, AWSCredentials credentials, string region, CancellationToken cancellationToken)
    {
        var failure = Of(exception, region);
        // An endpoint that does not know credentials which STS knows is one of a region that is not enabled.
        if (AwsErrors.IsUnknownCredentials(failure.Code) && await aws.KnowsAsync(credentials, cancellationToken))
        {
            return failure with { Outcome = Outcome.Unsupported };
        }

        // One that is known to have SageMaker has lost its name: that is a name server's doing.
        return failure.Code == NoSuchEndpoint && !Regions.HaveSageMaker(region) && await AwsSession.HasRegionAsync(region, cancellationToken)
            ? failure with { Outcome = Outcome.Unsupported, Message = $"SageMaker has no endpoint in {region}." }
            : failure;
    }

    private static Failure Of(string code, string message)
    {
        var outcome = AwsErrors.IsThrottle(code) ? Outcome.Throttled
            : AwsErrors.IsDenied(code) ? AwsErrors.IsControlPolicy(message) ? Outcome.Blocked : Outcome.Denied
            : AwsErrors.IsUnknownOperation(code) ? Outcome.Unsupported
            : Outcome.Failed;
        return New(code, message) with { Outcome = outcome };
    }

    private static Failure New(string code, string said)
    {
        // Both are the other side's, of any length: they go into the lake, the log and the traces.
        return new(Outcome.Failed, Short(code), Short(AwsErrors.WithoutRequest(said)));
    }

    private static string Short(string text)
    {
        var line = Printable.Line(text);
        return line.Length > LongestMessage ? $"{line[..LongestMessage]}…" : line;
    }

    private static T? Cause<T>(Exception exception)
        where T : Exception
    {
        for (var at = exception; at is not null; at = at.InnerException!)
        {
            if (at is T cause)
            {
                return cause;
            }
        }

        return null;
    }
}

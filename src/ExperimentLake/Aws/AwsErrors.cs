using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;

namespace ExperimentLake.Aws;

/// <summary>What an error of AWS means. The codes: https://docs.aws.amazon.com/sagemaker/latest/APIReference/CommonErrors.html</summary>
public static class AwsErrors
{
    /// <summary>What to do without credentials.</summary>
    public const string CredentialsAdvice =
        "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run with a role. For a profile of IAM Identity Center run 'aws sso login' first.";

    // The SDK's own list of what it backs off from.
    private static readonly HashSet<string> Throttles = new(StringComparer.Ordinal)
    {
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "RequestThrottled", "TooManyRequestsException",
        "RequestLimitExceeded", "BandwidthLimitExceeded", "LimitExceededException", "SlowDown", "PriorRequestNotComplete",
    };

    public const string Validation = "ValidationException";

    public static bool IsThrottle(string? code) => code is not null && Throttles.Contains(code);

    public static bool IsThrottle(AmazonServiceException exception) =>
        exception.StatusCode == HttpStatusCode.TooManyRequests || IsThrottle(exception.ErrorCode);

    /// <summary>To a wrong signature AWS answers with the request as it should have been signed, session token and all: without that.</summary>
    public static string WithoutRequest(string message) =>
        message.IndexOf("The Canonical String", StringComparison.OrdinalIgnoreCase) is >= 0 and var request ? message[..request].TrimEnd() : message;

    public static bool IsNotFound(string? code) => code is "ResourceNotFound" or "ResourceNotFoundException";

    /// <summary>
    /// Whether AWS looked for what was asked about, and it is not there: so asking is allowed. ListTags has no error of its own for
    /// that. What violates a constraint is refused before anybody asks for permissions, and so tells nothing of them.
    /// </summary>
    public static bool HasLooked(string? code, string message) =>
        IsNotFound(code) || (code == Validation && !message.Contains("failed to satisfy constraint", StringComparison.OrdinalIgnoreCase)
            && !message.Contains("authorized", StringComparison.OrdinalIgnoreCase));

    public static bool IsDenied(string? code) => code is "AccessDenied" or "AccessDeniedException" or "UnauthorizedOperation" or "NotAuthorized";

    /// <summary>AWS's wording when an organization's policy is the reason: nobody in the account can change that.</summary>
    public static bool IsControlPolicy(string message) =>
        message.Contains("service control policy", StringComparison.OrdinalIgnoreCase)
        || message.Contains("resource control policy", StringComparison.OrdinalIgnoreCase);

    public static bool IsUnknownOperation(string? code) => code is "UnknownOperation" or "UnknownOperationException";

    /// <summary>The endpoint does not know the credentials: they are wrong, or the region is not enabled for the account.</summary>
    public static bool IsUnknownCredentials(string? code) =>
        code is "UnrecognizedClientException" or "UnrecognizedClient" or "InvalidClientTokenId" or "InvalidToken";

    /// <summary>The service's own exception, however deep it is wrapped.</summary>
    public static AmazonServiceException? ServiceError(Exception exception)
    {
        for (var at = exception; at is not null; at = at.InnerException)
        {
            if (at is AmazonServiceException { ErrorCode.Length: > 0 } error)
            {
                return error;
            }
        }

        return null;
    }

    /// <summary>True when the host name of the endpoint does not exist, as opposed to could not be looked up.</summary>
    public static bool IsNoSuchHost(Exception exception)
    {
        for (var at = exception; at is not null; at = at.InnerException)
        {
            if (at is SocketException { SocketErrorCode: SocketError.HostNotFound })
            {
                return true;
            }
        }

        return false;
    }
}

namespace ExperimentLake.Simulator.Wire;

/// <summary>An error that AWS answers with, under the name that JSON services give it.</summary>
internal sealed class Refusal(string code, string message, int status = 400) : Exception(message)
{
    public const string WrongSignature =
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key " +
        "and signing method. Consult the service documentation for details.";

    public string Code => code;

    public int Status => status;

    /// <summary>What some errors say beside their message.</summary>
    public string? Reason { get; init; }

    public static Refusal Throttled(Service service) => service == Service.Organizations
        ? new("TooManyRequestsException", "AWS Organizations can't complete your request because another request is already in progress. Try again later.")
        : new("ThrottlingException", "Rate exceeded");

    public bool IsThrottle => Code is "ThrottlingException" or "TooManyRequestsException";

    public static Refusal Expired() => new("ExpiredTokenException", "The security token included in the request is expired");

    public static Refusal UnknownToken() => new("UnrecognizedClientException", "The security token included in the request is invalid.");

    public static Refusal UnknownOperation() => new("UnknownOperationException", "The requested operation is not supported.");

    public static Refusal Invalid(string message) => new("ValidationException", message);

    public static Refusal Signature(string message) => new("InvalidSignatureException", message, 403);
}

namespace ExperimentLake.Simulator;

/// <summary>What goes wrong.</summary>
public enum FaultKind
{
    /// <summary>ThrottlingException, "Rate exceeded"; of Organizations TooManyRequestsException.</summary>
    Throttle,

    /// <summary>The same for whatever exceeds <see cref="Fault.RatePerSecond"/> and <see cref="Fault.Burst"/>, per account and region.</summary>
    TokenBucket,

    /// <summary>By turns 500 InternalFailure and 503 with an HTML body.</summary>
    ServerError,

    /// <summary>The connection ends without an answer.</summary>
    Reset,

    /// <summary>Half a body. Its Content-Length promises the whole, or with <see cref="Fault.MatchingLength"/> just that half.</summary>
    Truncate,

    /// <summary>Half a body, then silence until the client leaves.</summary>
    Stall,

    /// <summary>A right answer after <see cref="Fault.Delay"/>.</summary>
    Slow,

    /// <summary>AccessDeniedException: no identity-based policy allows it.</summary>
    Deny,

    /// <summary>AccessDeniedException: a service control policy denies it.</summary>
    DenyByPolicy,

    /// <summary>ExpiredTokenException, whatever the clock says.</summary>
    Expire,

    /// <summary>InvalidSignatureException, in a message that repeats the request as it should have been signed, session token and all.</summary>
    BadSignature,

    /// <summary>Describe answers ResourceNotFound although the experiment is listed.</summary>
    Vanish,

    /// <summary>Members that no model knows, at the top, in an object and in a list; and SamplingPercentage as text.</summary>
    UnknownMembers,

    /// <summary>200 with an HTML body.</summary>
    NotJson,

    /// <summary>A list that never ends: the first page each time, with the same token or, with <see cref="Fault.FreshTokens"/>, a new one.</summary>
    EndlessToken,

    /// <summary>A right answer, but with a Description of <see cref="Fault.Bytes"/> letters, streamed.</summary>
    Huge,

    /// <summary>UnknownOperationException, as a region without the operation gives.</summary>
    Unsupported,

    /// <summary>ListAccounts answers AWSOrganizationsNotInUseException: the account is in no organization.</summary>
    NotInUse,

    /// <summary>
    /// BatchCreatePartition and BatchUpdatePartition answer 200, and refuse each partition with <see cref="Fault.ErrorCode"/>.
    /// </summary>
    PartitionErrors,
}

namespace ExperimentLake.Simulator;

/// <summary>The usual faults, one line each.</summary>
public static class FaultShorthand
{
    public static void Throttle(this FaultList faults, string? region = null, string? account = null, string? operation = null, int? times = null) =>
        faults.Add(new() { Kind = FaultKind.Throttle, Region = region, Account = account, Operation = operation, Times = times });

    /// <summary>Every account and region gets its own bucket.</summary>
    public static void LimitRate(this FaultList faults, double perSecond, int burst, string? account = null, string? region = null) =>
        faults.Add(new() { Kind = FaultKind.TokenBucket, RatePerSecond = perSecond, Burst = burst, Account = account, Region = region });

    public static void Deny(this FaultList faults, string? account = null, string? region = null, string? operation = null) =>
        faults.Add(new() { Kind = FaultKind.Deny, Account = account, Region = region, Operation = operation });

    public static void DenyByPolicy(this FaultList faults, string? account = null, string? region = null, string? operation = null) =>
        faults.Add(new() { Kind = FaultKind.DenyByPolicy, Account = account, Region = region, Operation = operation });

    /// <summary>AssumeRole into that account is refused.</summary>
    public static void DenyRole(this FaultList faults, string account) =>
        faults.Add(new() { Kind = FaultKind.Deny, Account = account, Operation = "AssumeRole" });

    public static void ServerError(this FaultList faults, string? region = null, string? operation = null, int? times = null) =>
        faults.Add(new() { Kind = FaultKind.ServerError, Region = region, Operation = operation, Times = times });

    public static void Reset(this FaultList faults, string? region = null, string? operation = null, int? times = null) =>
        faults.Add(new() { Kind = FaultKind.Reset, Region = region, Operation = operation, Times = times });

    public static void Truncate(this FaultList faults, string? operation = null, int? times = null, bool matchingLength = false) =>
        faults.Add(new() { Kind = FaultKind.Truncate, Operation = operation, Times = times, MatchingLength = matchingLength });

    public static void Stall(this FaultList faults, string? region = null, string? operation = null, int? times = null) =>
        faults.Add(new() { Kind = FaultKind.Stall, Region = region, Operation = operation, Times = times });

    public static void Slow(this FaultList faults, TimeSpan delay, string? region = null, string? operation = null) =>
        faults.Add(new() { Kind = FaultKind.Slow, Delay = delay, Region = region, Operation = operation });

    public static void Expire(this FaultList faults, string? account = null, int? times = null) =>
        faults.Add(new() { Kind = FaultKind.Expire, Account = account, Times = times });

    public static void BadSignature(this FaultList faults, string? account = null, string? region = null, string? operation = null) =>
        faults.Add(new() { Kind = FaultKind.BadSignature, Account = account, Region = region, Operation = operation });

    public static void Vanish(this FaultList faults, string name, string? region = null) =>
        faults.Add(new() { Kind = FaultKind.Vanish, Name = name, Region = region });

    public static void UnknownMembers(this FaultList faults, string? name = null, string? operation = null) =>
        faults.Add(new() { Kind = FaultKind.UnknownMembers, Name = name, Operation = operation });

    public static void NotJson(this FaultList faults, string? operation = null, int? times = null) =>
        faults.Add(new() { Kind = FaultKind.NotJson, Operation = operation, Times = times });

    public static void EndlessToken(this FaultList faults, string? operation = null, bool freshTokens = false) =>
        faults.Add(new() { Kind = FaultKind.EndlessToken, Operation = operation, FreshTokens = freshTokens });

    public static void Huge(this FaultList faults, long bytes, string? name = null, string? operation = null) =>
        faults.Add(new() { Kind = FaultKind.Huge, Bytes = bytes, Name = name, Operation = operation });

    public static void PartitionErrors(this FaultList faults, string operation, string code, int? times = null) =>
        faults.Add(new() { Kind = FaultKind.PartitionErrors, Operation = operation, ErrorCode = code, Times = times });

    public static void NotInUse(this FaultList faults) => faults.Add(new() { Kind = FaultKind.NotInUse });

    public static void Unsupported(this FaultList faults, string region) =>
        faults.Add(new() { Kind = FaultKind.Unsupported, Region = region });
}

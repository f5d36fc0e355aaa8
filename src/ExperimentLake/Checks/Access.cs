using ExperimentLake.Lake;
using ExperimentLake.Snapshots;

namespace ExperimentLake.Checks;

/// <summary>What a snapshot does in an account region.</summary>
internal enum Operation
{
    AssumeRole,
    List,
    Describe,
    Tags,
}

/// <summary>Whether it may, as far as there is evidence.</summary>
internal enum Answer
{
    Yes,
    No,
    Blocked,
    Unsupported,
    Unknown,
}

/// <summary>What came of one call.</summary>
/// <param name="Operation">What was asked for.</param>
/// <param name="Answer">What follows from the reply.</param>
/// <param name="Failure">What AWS said instead; null after a reply as one would wish.</param>
internal sealed record Reply(Operation Operation, Answer Answer, Failure? Failure = null)
{
    public static Reply Of(Operation operation, Failure failure) => new(operation, failure.Outcome switch
    {
        Outcome.Denied => Answer.No,
        Outcome.Blocked => Answer.Blocked,
        Outcome.Unsupported => Answer.Unsupported,
        _ => Answer.Unknown,
    }, failure);

    /// <summary>AWS's code and message, as a sentence.</summary>
    public string Said => $"{Failure?.Code}: {Failure?.Message.TrimEnd('.')}.";

    /// <summary><c>list yes</c>.</summary>
    public override string ToString() =>
        $"{(Operation == Operation.AssumeRole ? "assume" : Operation.ToString().ToLowerInvariant())} {Answer.ToString().ToLowerInvariant()}";
}

/// <summary>What an account region answered, in the order in which it was asked; where one answer made the next ones pointless, it is the last.</summary>
internal sealed record Access(AccountRegion AccountRegion, IReadOnlyList<Reply> Replies)
{
    /// <summary>Whether we did not even get into the account.</summary>
    public bool IsShut => Replies[0].Operation == Operation.AssumeRole;

    /// <summary>Equal for account regions that answer alike.</summary>
    public string Kind { get; } = string.Join(", ", Replies.Select(reply => $"{reply} {reply.Failure?.Code}"));
}

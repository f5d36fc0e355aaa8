using ExperimentLake.Aws;
using ExperimentLake.Snapshots;

namespace ExperimentLake.Checks;

/// <summary>The answers of account regions in few rows: one for all that answer alike, with what AWS said to the first of them.</summary>
internal sealed class AccessFindings(Caller caller, AwsSession aws)
{
    private const string Roles = "roles";

    public IReadOnlyList<Finding> Of(IEnumerable<Access> accesses)
    {
        var ordered = accesses.OrderBy(access => access.AccountRegion.ToString(), StringComparer.Ordinal).ToList();
        var assumed = ordered.Where(access => !access.IsShut).Select(access => access.AccountRegion.Account).Distinct().Except([caller.Account]).ToList();
        var findings =
            from access in ordered
            group access by access.Kind into alike
            let finding = FindingOf([.. alike])
            orderby finding.About == Roles descending, finding.Verdict, alike.Count() descending
            select finding;
        return assumed.Count == 0
            ? [.. findings]
            : [new Finding(Verdict.Ok, Roles, $"{aws.RoleIn(caller, "*")} assumed in {AccountRegions.Some(assumed, "account", byName: false)}"), .. findings];
    }

    private Finding FindingOf(IReadOnlyList<Access> alike)
    {
        var replies = alike[0].Replies;
        var (verdict, why) = replies.FirstOrDefault(reply => reply.Answer == Answer.No) is { } refused ? (Verdict.Failed, $"{refused.Said}\n{Remedy(alike)}")
            : replies.FirstOrDefault(reply => reply.Answer != Answer.Yes) is { } other ? Explain(other)
            : (Verdict.Ok, null);
        var who = alike[0].IsShut
            ? AccountRegions.Some([.. alike.Select(one => one.AccountRegion.Account).Distinct()], "account", byName: true)
            : AccountRegions.Describe([.. alike.Select(one => one.AccountRegion)], byName: why is not null);
        var answer = $"{who}: {string.Join(", ", replies)}";
        return new Finding(verdict, alike[0].IsShut ? Roles : "experiments", why is null ? answer : $"{answer}.\n{why}");
    }

    private static (Verdict Verdict, string Why) Explain(Reply reply) => (reply.Answer, reply.Operation) switch
    {
        (Answer.Unsupported, Operation.List) => (Verdict.Ok, $"Not enabled for the account, or without inference experiments ({reply.Failure?.Code})."),
        (Answer.Blocked, Operation.AssumeRole) => (Verdict.Failed, $"{reply.Said}\nHave the organization's policy allow it, or take the account out of Aws:Accounts."),
        (Answer.Blocked, Operation.List) => (Verdict.Ok, $"The organization forbids it: {reply.Said}"),
        (Answer.Blocked or Answer.Unsupported, _) =>
            (Verdict.Warning, $"{reply.Said}\nA snapshot settles for what it gets there. Have that changed, or take the region out of Aws:Regions."),
        _ when reply.Failure?.Code == AwsErrors.Validation => (Verdict.Warning, $"{reply.Said}\nThat proves nothing. Let a snapshot tell."),
        _ when reply.Failure?.Code == Failure.NoSuchEndpoint => (Verdict.Failed, $"{reply.Said}\nCorrect it and run again."),
        _ => (Verdict.Failed, $"{reply.Said}\nRun again."),
    };

    private string Remedy(IReadOnlyList<Access> alike)
    {
        var accounts = alike.Select(one => one.AccountRegion.Account).Distinct().ToList();
        var role = aws.RoleIn(caller, accounts.Except([caller.Account]).ToList() is [var only] ? only : "*");
        if (alike[0].IsShut)
        {
            return $"Create {role}, let its trust policy trust this identity (with Aws:ExternalId, if it asks for an external id), "
                + "and allow this identity sts:AssumeRole on it.";
        }

        var denied = alike[0].Replies.Where(reply => reply.Answer == Answer.No).Select(reply => reply.Operation).ToList();
        var whom = accounts is [var account] && account == caller.Account ? "this identity"
            : accounts.Contains(caller.Account) ? $"this identity and {role}"
            : role;
        var meanwhile = denied is [Operation.Tags] ? " Until then tags are null." : "";
        return $"Allow {whom} {string.Join(" and ", denied.Select(Permission))}.{meanwhile}";
    }

    private static string Permission(Operation operation) => operation switch
    {
        Operation.List => "sagemaker:ListInferenceExperiments",
        Operation.Describe => "sagemaker:DescribeInferenceExperiment",
        Operation.Tags => "sagemaker:ListTags",
        _ => "sts:AssumeRole",
    };
}

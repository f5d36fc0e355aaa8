namespace ExperimentLake.Tests.Deploy;

/// <summary>
/// Whether a deployment allows something, as AWS would decide within one account: somebody's policies allow it, and none denies it.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
/// </summary>
internal static class Verdicts
{
    private static readonly Dictionary<string, string> s_overTls = new() { ["aws:SecureTransport"] = "true", ["s3:TlsVersion"] = "1.2" };

    public static bool Allows(this Deployment deployment, Need need)
    {
        var context = Merged(s_overTls, need.Keys);
        var statements = deployment.Policies.GetValueOrDefault(need.Who) ?? [];
        var resource = need.Action.StartsWith("s3:", StringComparison.Ordinal) ? deployment.Bucket : [];
        return statements.Any(one => one.IsAllow && one.Covers(need.Action, need.Resource, context))
            && !statements.Concat(resource).Any(one => !one.IsAllow && one.Covers(need.Action, need.Resource, context))
            // A key's policy has the last word; ours leaves it to the policies of the account's roles.
            && (!need.Action.StartsWith("kms:", StringComparison.Ordinal) || deployment.Key.Any(one =>
                one.IsAllow && one.Principals.Contains($"AWS arn:aws:iam::{deployment.Lake.Account}:root") && one.Covers(need.Action, need.Resource, context)));
    }

    /// <summary>Whether somebody may assume a role, as far as the role has a say in it.</summary>
    /// <param name="deployment">Its stacks.</param>
    /// <param name="role">Arn of the role.</param>
    /// <param name="principal">Such as <c>AWS arn:aws:iam::012345678901:role/worker</c> or <c>Service ecs-tasks.amazonaws.com</c>.</param>
    /// <param name="context">Condition keys, in words.</param>
    public static bool Trusts(this Deployment deployment, string role, string principal, string context) => deployment.Trust(role).Any(one =>
        one.IsAllow && one.Principals.Any(trusted => trusted == principal || trusted == Root(principal))
        && one.Covers("sts:AssumeRole", role, Merged(
            new Need("", "", "", context).Keys,
            principal.StartsWith("AWS ", StringComparison.Ordinal) ? new Dictionary<string, string> { ["aws:PrincipalArn"] = principal[4..] } : [])));

    // All of an account, as far as its own policies let them.
    private static string Root(string principal) =>
        principal.StartsWith("AWS ", StringComparison.Ordinal) ? $"AWS arn:aws:iam::{principal.Split(':')[4]}:root" : principal;

    /// <summary>The last one wins.</summary>
    private static Dictionary<string, string> Merged(params IEnumerable<IReadOnlyDictionary<string, string>> parts) =>
        parts.SelectMany(part => part).GroupBy(pair => pair.Key).ToDictionary(key => key.Key, key => key.Last().Value);
}

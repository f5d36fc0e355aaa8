using ExperimentLake.Simulator;

namespace ExperimentLake.Tests.Deploy;

/// <summary>All that the product asked of AWS while it was used.</summary>
/// <param name="Accounts">The first is the worker's, the last the one that the organization belongs to.</param>
/// <param name="Bucket">The lake's.</param>
/// <param name="Parameters">Of lake.yaml, as the product was set up.</param>
/// <param name="Calls">All but those to S3.</param>
/// <param name="BucketCalls">Those to S3.</param>
/// <param name="Users">Who signs with an access key.</param>
internal sealed record RecordedRun(
    IReadOnlyList<string> Accounts, string Bucket, IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyCollection<SeenCall> Calls, IReadOnlyCollection<BucketCall> BucketCalls, IReadOnlyDictionary<string, string> Users)
{
    private const string Context = $"aws:PrincipalOrgID={Deployment.OrganizationId} aws:ResourceOrgID={Deployment.OrganizationId}";

    public Deployment Deploy(IReadOnlyDictionary<string, Template> templates) => new(templates, Accounts, Bucket, Parameters);

    /// <summary>What the calls must be allowed, each once.</summary>
    public IReadOnlyCollection<Need> Needs(Deployment deployment) =>
    [
        .. (from call in Calls
            from need in ActionTable.Of(call)
            select new Need(Who(call.Caller, deployment), need.Action, need.Resource, call.Operation == "AssumeRole" ? Context : ""))
        .Concat(
            from call in BucketCalls
            from need in ActionTable.Of(call, deployment.KeyArn)
            select new Need(Users.GetValueOrDefault(call.AccessKey) ?? $"nobody ({call.AccessKey})", need.Action, need.Resource, need.Context))
        .Distinct(),
    ];

    /// <summary>Roles that were assumed, with what was said to them.</summary>
    public IEnumerable<(string Role, string Context)> Assumptions =>
        (from call in Calls
         where call.Operation == "AssumeRole"
         let externalId = call.Parameters.TryGetProperty("ExternalId", out var given) ? $" sts:ExternalId={given.GetString()}" : ""
         select (call.Parameters.GetProperty("RoleArn").GetString()!, $"aws:PrincipalOrgID={Deployment.OrganizationId}{externalId}")).Distinct();

    /// <summary>Without the names that differ from run to run.</summary>
    public string Anonymous(string text) => new[] { (Bucket, "BUCKET"), (Parameters["DatabaseName"], "DATABASE") }.Concat(Accounts.Select(account => (account, "ACCOUNT")))
        .Aggregate(text, (before, name) => before.Replace(name.Item1, name.Item2, StringComparison.Ordinal));

    private static string Who(string caller, Deployment deployment) => caller.Split(':', 6) switch
    {
        // The simulated AWS knows no task of ECS: the credentials that a process finds are those of its task's role.
        [.., var account, var user] when user.StartsWith("user/", StringComparison.Ordinal) && account == deployment.Lake.Account => Deployment.Worker,
        [.., var account, var session] when session.Split('/') is ["assumed-role", var role, _] => Assumed($"arn:aws:iam::{account}:role/{role}", account, deployment),
        _ => $"nobody ({caller})",
    };

    private static string Assumed(string role, string account, Deployment deployment) =>
        deployment.NameOf(role) is var name && name == Deployment.Member ? $"{name} of {account}" : name;
}

namespace ExperimentLake.Tests.Deploy;

/// <summary>What nobody may do, whom no role may trust, and what services of AWS do in our name.</summary>
internal static class Probes
{
    private const string Elsewhere = "555566667777";
    private const string Here = $"aws:PrincipalOrgID={Deployment.OrganizationId}";

    private static readonly Dictionary<string, string> s_services = new()
    {
        [Deployment.Worker] = "ecs-tasks.amazonaws.com",
        ["ExecutionRole"] = "ecs-tasks.amazonaws.com",
        ["ScheduleRole"] = "scheduler.amazonaws.com",
        ["QuickSightRole"] = "quicksight.amazonaws.com",
    };

    /// <returns>In words, what is otherwise.</returns>
    public static IEnumerable<string> Complaints(Deployment deployment, string member) =>
    [
        .. Needs(deployment, member).Where(deployment.Allows).Select(need => $"{need} is allowed"),
        .. Owed(deployment).Where(need => !deployment.Allows(need)).Select(need => $"{need} is not allowed"),
        .. from probe in Strangers(deployment, member)
           where deployment.Trusts(probe.Role, probe.Principal, probe.Context)
           select $"{deployment.NameOf(probe.Role)} sts:AssumeRole is allowed to {probe.Principal} with {probe.Context}",
        .. from role in Services(deployment)
           where !deployment.Trusts(role.Key, $"Service {role.Value}", $"aws:SourceAccount={deployment.Lake.Account}")
           select $"{deployment.NameOf(role.Key)} sts:AssumeRole is not allowed to {role.Value}",
    ];

    private static IEnumerable<Need> Needs(Deployment deployment, string member)
    {
        var lake = deployment.Lake.Arn("LakeBucket");
        var catalog = $"arn:aws:glue:{ResolvedStack.Region}:{deployment.Lake.Account}";
        var database = deployment.Lake.Output("DatabaseName");
        foreach (var who in new[] { Deployment.Worker, Deployment.Reader })
        {
            yield return new(who, "s3:GetObject", $"{lake}-of-others/lake/_manifests/2026-11-22.json");
            yield return new(who, "s3:ListBucket", $"{lake}-of-others");
            yield return new(who, "s3:PutObject", $"{lake}/else");
            yield return new(who, "s3:DeleteObject", $"{lake}/lake/_manifests/2026-11-22.json");
            yield return new(who, "s3:DeleteObjectVersion", $"{lake}/lake/_tmp/check");
            yield return new(who, "s3:PutBucketPolicy", lake);
            yield return new(who, "glue:GetTable", $"{catalog}:table/others/inference_experiments");
            yield return new(who, "glue:DeleteTable", $"{catalog}:table/{database}/inference_experiments");
            yield return new(who, "kms:Decrypt", $"arn:aws:kms:{ResolvedStack.Region}:{deployment.Lake.Account}:key/of-others");
            yield return new(who, "kms:ScheduleKeyDeletion", deployment.KeyArn ?? "none");
            yield return new(who, "iam:PassRole", deployment.WorkerArn);
            yield return new(who, "sts:AssumeRole", $"arn:aws:iam::{member}:role/Administrator", $"{Here} aws:ResourceOrgID={Deployment.OrganizationId}");
            yield return new(who, "s3:GetObject", $"{lake}/lake/_manifests/2026-11-22.json", "aws:SecureTransport=false");
            yield return new(who, "s3:GetObject", $"{lake}/lake/_manifests/2026-11-22.json", "s3:TlsVersion=1.1");
            yield return new(who, "s3:ListBucket", lake, "aws:SecureTransport=false");
            yield return new(who, "s3:ListBucket", lake, "s3:TlsVersion=1.1");
        }

        yield return new(Deployment.Reader, "s3:PutObject", $"{lake}/lake/_manifests/2026-11-22.json");
        yield return new(Deployment.Worker, "glue:UpdateTable", $"{catalog}:table/{database}/others");
        // In another organization there may be a role of that name, and who set it up is not known to us.
        yield return new(Deployment.Worker, "sts:AssumeRole", $"arn:aws:iam::{Elsewhere}:role/ExperimentLakeReader", $"{Here} aws:ResourceOrgID=o-otherorgid");
        foreach (var who in new[] { Deployment.Worker, $"{Deployment.Member} of {member}" })
        {
            var account = who == Deployment.Worker ? deployment.Lake.Account : member;
            yield return new(who, "sagemaker:StopInferenceExperiment", $"arn:aws:sagemaker:{ResolvedStack.Region}:{account}:inference-experiment/one");
            yield return new(who, "sagemaker:DescribeEndpoint", $"arn:aws:sagemaker:{ResolvedStack.Region}:{account}:endpoint/one");
            yield return new(who, "sagemaker:ListTags", $"arn:aws:sagemaker:{ResolvedStack.Region}:{account}:endpoint/one");
            yield return new(who, "sagemaker:DescribeInferenceExperiment", $"arn:aws:sagemaker:{ResolvedStack.Region}:{Elsewhere}:inference-experiment/one");
        }

        yield return new(Deployment.Organization, "organizations:DescribeOrganization", "*");
        yield return new("ScheduleRole", "iam:PassRole", deployment.WorkerArn, "iam:PassedToService=lambda.amazonaws.com");
        yield return new("ScheduleRole", "ecs:RunTask", deployment.Lake.Arn("TaskDefinition"), "ecs:cluster=arn:aws:ecs:us-east-1:012345678901:cluster/others");
    }

    /// <summary>What the scheduler does in our name.</summary>
    private static IEnumerable<Need> Owed(Deployment deployment) => deployment.Lake.Resource("ScheduleRole") is null ? [] :
    [
        new("ScheduleRole", "ecs:RunTask", deployment.Lake.Arn("TaskDefinition"), $"ecs:cluster={deployment.Lake.Arn("Cluster")}"),
        new("ScheduleRole", "iam:PassRole", deployment.WorkerArn, "iam:PassedToService=ecs-tasks.amazonaws.com"),
        new("ScheduleRole", "iam:PassRole", deployment.Lake.Arn("ExecutionRole"), "iam:PassedToService=ecs-tasks.amazonaws.com"),
    ];

    private static IEnumerable<(string Role, string Principal, string Context)> Strangers(Deployment deployment, string member)
    {
        var worker = $"AWS {deployment.WorkerArn}";
        var given = $"sts:ExternalId={Deployment.ExternalId}";
        foreach (var (role, _) in deployment.Trusts.Where(trust => !Services(deployment).ContainsKey(trust.Key)))
        {
            yield return (role, worker, Here);
            yield return (role, worker, $"{Here} sts:ExternalId=another-word");
            yield return (role, worker, $"aws:PrincipalOrgID=o-otherorgid {given}");
            yield return (role, $"AWS arn:aws:iam::{deployment.Lake.Account}:role/Other", $"{Here} {given}");
            yield return (role, $"AWS arn:aws:iam::{member}:role/{deployment.WorkerArn.Split('/')[^1]}", $"{Here} {given}");
        }

        foreach (var (role, service) in Services(deployment))
        {
            yield return (role, worker, $"{Here} {given} aws:SourceAccount={deployment.Lake.Account}");
            yield return (role, "Service lambda.amazonaws.com", $"aws:SourceAccount={deployment.Lake.Account}");
            // Whether QuickSight says for whom it asks is documented nowhere.
            if (service != "quicksight.amazonaws.com")
            {
                yield return (role, $"Service {service}", $"aws:SourceAccount={Elsewhere}");
            }
        }
    }

    /// <summary>Which service of AWS a role is for, by its Arn.</summary>
    private static Dictionary<string, string> Services(Deployment deployment) =>
        deployment.Trusts.Where(trust => s_services.ContainsKey(deployment.NameOf(trust.Key))).ToDictionary(trust => trust.Key, trust => s_services[deployment.NameOf(trust.Key)]);
}

namespace ExperimentLake.Tests.Deploy;

/// <summary>All stacks of an organization that has a lake, and who may do what by them.</summary>
internal sealed class Deployment
{
    public const string Worker = "WorkerRole";
    public const string Reader = "ReaderPolicy";
    public const string Member = "ReaderRole";
    public const string Organization = "OrganizationRole";

    public const string OrganizationId = "o-exampleorgid";
    public const string ExternalId = "a-word-of-our-own";

    // What they allow is called by services of AWS.
    private static readonly string[] s_forServices = ["ExecutionRole", "ScheduleRole"];

    private readonly Dictionary<string, IReadOnlyList<Statement>> _trusts = [];

    /// <param name="templates">By file name; all that are shipped, or some of them changed.</param>
    /// <param name="accounts">The first is the worker's, the last the one that the organization belongs to.</param>
    /// <param name="bucket">Name of the lake's bucket.</param>
    /// <param name="parameters">Of lake.yaml, beside those of the organization.</param>
    public Deployment(IReadOnlyDictionary<string, Template> templates, IReadOnlyList<string> accounts, string bucket, IReadOnlyDictionary<string, string> parameters)
    {
        Lake = new ResolvedStack(templates["lake.yaml"], accounts[0], Filled(parameters), new Dictionary<string, string> { ["LakeBucket"] = bucket });
        ResolvedStack InAccount(string template, string account) => new(
            templates[template], account,
            new Dictionary<string, string> { ["WorkerRoleArn"] = Lake.Output("WorkerRoleArn"), [nameof(OrganizationId)] = OrganizationId, [nameof(ExternalId)] = ExternalId });

        Add(Worker, Lake, Worker);
        Policies[Reader] = Statement.Of(Reader, Lake.Resource(Reader)!["PolicyDocument"]!);
        foreach (var account in accounts)
        {
            Add($"{Member} of {account}", InAccount("member-role.yaml", account), Member);
        }

        Add(Organization, InAccount("organization-role.yaml", accounts[^1]), Organization);
        if (templates.GetValueOrDefault("quicksight.yaml") is { } quickSight)
        {
            var stack = new ResolvedStack(quickSight, accounts[0], new Dictionary<string, string>
            {
                ["OwnerArn"] = $"arn:aws:quicksight:{ResolvedStack.Region}:{accounts[0]}:user/default/owner",
                ["ReaderPolicyArn"] = Lake.Output("ReaderPolicyArn"),
                ["WorkgroupName"] = Lake.Output("WorkgroupName"),
                ["DatabaseName"] = Lake.Output("DatabaseName"),
            });
            Add("QuickSightRole", stack, "QuickSightRole");
        }

        foreach (var name in s_forServices.Where(name => Lake.Resource(name) is not null))
        {
            Add(name, Lake, name);
        }

        Bucket = Statement.Of("LakeBucketPolicy", Lake.Resource("LakeBucketPolicy")!["PolicyDocument"]!);
        Key = Lake.Resource("LakeKey") is { } key ? Statement.Of("LakeKey", key["KeyPolicy"]!) : [];
    }

    public ResolvedStack Lake { get; }

    /// <summary>By the name of who may do it, such as <c>WorkerRole</c> or <c>ReaderRole of 111122223333</c>.</summary>
    public Dictionary<string, IReadOnlyList<Statement>> Policies { get; } = [];

    public IReadOnlyList<Statement> Bucket { get; }

    public IReadOnlyList<Statement> Key { get; }

    /// <summary>Arn of the lake's KMS key; null when it has none.</summary>
    public string? KeyArn => Key.Count > 0 ? Lake.Arn("LakeKey") : null;

    public string WorkerArn => Lake.Output("WorkerRoleArn");

    /// <summary>Who a role trusts, by its Arn; nobody when there is no such role.</summary>
    public IReadOnlyList<Statement> Trust(string roleArn) => _trusts.GetValueOrDefault(roleArn) ?? [];

    /// <summary>Logical name of a role, by its Arn.</summary>
    public string NameOf(string roleArn) => Trust(roleArn) is [var statement, ..] ? statement.Policy : $"nobody ({roleArn})";

    public IEnumerable<KeyValuePair<string, IReadOnlyList<Statement>>> Trusts => _trusts;

    public static IReadOnlyDictionary<string, Template> Shipped { get; } = Template.Shipped.ToDictionary(name => name, Template.Load);

    private static Dictionary<string, string> Filled(IReadOnlyDictionary<string, string> parameters) => new(parameters)
    {
        [nameof(ExternalId)] = ExternalId,
        ["ImageTag"] = "0.1.0",
        ["Vpc"] = "vpc-0",
        ["Subnets"] = "subnet-0,subnet-1",
    };

    private void Add(string who, ResolvedStack stack, string role)
    {
        var properties = stack.Resource(role)!;
        Policies[who] = [.. properties[nameof(Policies)]!.AsArray().SelectMany(policy => Statement.Of(role, policy!["PolicyDocument"]!))];
        _trusts[stack.Arn(role)] = Statement.Of(role, properties["AssumeRolePolicyDocument"]!);
    }
}

using System.Text.Json.Nodes;

namespace ExperimentLake.Tests.Deploy;

/// <summary>The templates make what they say, as far as a server by other people knows of it.</summary>
[Trait(Stack.Trait, Stack.TraitValue)]
public sealed class StackTests
{
    private const string Worker = $"arn:aws:iam::{Stack.Account}:role/ExperimentLakeWorker";
    private const string Lister = "arn:aws:iam::999988887777:role/ExperimentLakeAccounts";

    // What moto 5.2.1 makes none of.
    private static readonly string[] s_unknown =
    [
        "AWS::Athena::WorkGroup", "AWS::CloudWatch::Alarm", "AWS::Glue::Database", "AWS::LakeFormation::PrincipalPermissions", "AWS::Logs::MetricFilter", "AWS::QuickSight::DataSet",
        "AWS::QuickSight::DataSource", "AWS::QuickSight::RefreshSchedule", "AWS::S3::BucketPolicy", "AWS::Scheduler::Schedule",
    ];

    private static readonly Dictionary<string, string> s_trust = new() { ["WorkerRoleArn"] = Worker, ["OrganizationId"] = "o-a1b2c3d4e5", ["ExternalId"] = "word" };

    [Theory]
    [InlineData("worker", "Service")]
    [InlineData("snapshot", "ScheduleRole")]
    public async Task The_lake_is_there_with_all_that_belongs_to_it(string run, string only)
    {
        await using var stack = await LakeAsync(run);

        stack.Resources.Keys.Order().ShouldBe(Known("lake.yaml").Append(only).Order());
        var task = (await Stack.JsonAsync("ecs", "AmazonEC2ContainerServiceV20141113.DescribeTaskDefinition", new() { ["taskDefinition"] = stack.Resources["TaskDefinition"] }))
            ["taskDefinition"]!["containerDefinitions"]![0]!;
        task["command"]!.ToJsonString().ShouldBe($"""["{run}"]""");
        (task["stopTimeout"]!.ToJsonString(), task["readonlyRootFilesystem"]!.ToJsonString()).ShouldBe(("120", "true"));
        ((string)task["image"]!).ShouldBe($"{Stack.Account}.dkr.ecr.us-east-1.amazonaws.com/experiment-lake:0.1.0");
        ((string)task["logConfiguration"]!["options"]!["awslogs-group"]!).ShouldBe(stack.Resources["LogGroup"]);
        task["environment"]!.AsArray().OfType<JsonObject>().Single(one => (string)one["name"]! == "EXPERIMENTLAKE_Lake__Uri")["value"]!.ToString().ShouldBe($"s3://{stack.Resources["LakeBucket"]}/lake");
    }

    [Fact]
    public async Task The_bucket_is_encrypted_with_the_lakes_key_and_logs_do_not_stay_for_ever()
    {
        await using var stack = await LakeAsync("worker");

        var groups = await Stack.JsonAsync("logs", "Logs_20140328.DescribeLogGroups", new() { ["logGroupNamePrefix"] = stack.Resources["LogGroup"] });
        (groups["logGroups"]![0]!["retentionInDays"]?.ToJsonString()).ShouldBe("90");
        var rotation = await Stack.JsonAsync("kms", "TrentService.GetKeyRotationStatus", new() { ["KeyId"] = stack.Resources["LakeKey"] });
        ((bool)rotation["KeyRotationEnabled"]!).ShouldBeTrue();
        var encryption = await Stack.BucketAsync(stack.Resources["LakeBucket"], "encryption");
        (encryption.Text("SSEAlgorithm"), encryption.Text("KMSMasterKeyID")).ShouldBe(("aws:kms", $"arn:aws:kms:us-east-1:{Stack.Account}:key/{stack.Resources["LakeKey"]}"));
    }

    [Fact]
    public async Task The_worker_may_assume_the_roles_of_the_other_templates_and_nothing_else()
    {
        await using var stack = await LakeAsync("worker");

        var policy = await PolicyAsync(stack.Resources["WorkerRole"], "assume-reader-roles");

        stack.Resources["WorkerRole"].ShouldBe(Worker.Split('/')[1]);
        policy["Statement"]!.AsArray().OfType<JsonObject>().Select(one => $"{one["Action"]} {one["Resource"]}")
            .ShouldBe(["sts:AssumeRole arn:aws:iam::*:role/ExperimentLakeReader", $"sts:AssumeRole {Lister}"]);
    }

    [Theory]
    [InlineData("member-role.yaml", "ReaderRole", "ExperimentLakeReader", "read-experiments")]
    [InlineData("organization-role.yaml", "OrganizationRole", "ExperimentLakeAccounts", "list-accounts")]
    public async Task A_role_trusts_the_worker_of_the_organization_that_knows_the_word(string file, string resource, string name, string policy)
    {
        await using var stack = await Stack.CreateAsync(StackTemplate.Load(file), s_trust);

        stack.Resources.ShouldBe([new(resource, name)]);
        var role = await Stack.QueryAsync("iam", "2010-05-08", "GetRole", new KeyValuePair<string, string>("RoleName", name));
        var trust = JsonNode.Parse(Uri.UnescapeDataString(role.Text("AssumeRolePolicyDocument")))!["Statement"]![0]!;
        trust["Principal"]!.ToJsonString().ShouldBe($$"""{"AWS":"arn:aws:iam::{{Stack.Account}}:root"}""");
        trust["Condition"]!.ToJsonString().ShouldBe(
            $$$"""{"ArnEquals":{"aws:PrincipalArn":"{{{Worker}}}"},"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5","sts:ExternalId":"word"}}""");
        (await PolicyAsync(name, policy))["Statement"]!.AsArray().Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task QuickSight_has_a_role_that_may_read_in_the_workgroup()
    {
        var template = StackTemplate.Load("quicksight.yaml");
        // moto fails at what is put out of a resource that it makes none of.
        template["Outputs"]!.AsObject().Remove("DataSourceArn").ShouldBeTrue();

        await using var stack = await Stack.CreateAsync(template, new Dictionary<string, string>
        {
            ["OwnerArn"] = $"arn:aws:quicksight:us-east-1:{Stack.Account}:user/default/somebody",
            ["ReaderPolicyArn"] = $"arn:aws:iam::{Stack.Account}:policy/reader",
            ["WorkgroupName"] = "experiment-lake",
        });

        stack.Resources.Keys.ShouldBe(Known("quicksight.yaml"));
        (await PolicyAsync(stack.Resources["QuickSightRole"], "ask-as-quicksight"))["Statement"]![0]!.ToJsonString()
            .ShouldBe($$"""{"Effect":"Allow","Action":"athena:GetQueryResultsStream","Resource":"arn:aws:athena:us-east-1:{{Stack.Account}}:workgroup/experiment-lake"}""");
    }

    /// <summary>With all that has a condition, but for what the other way to run needs.</summary>
    private static async Task<Stack> LakeAsync(string run)
    {
        var template = StackTemplate.Load("lake.yaml");
        Stack.SkipWithoutServer();
        var subnets = await Stack.QueryAsync("ec2", "2016-11-15", "DescribeSubnets");
        return await Stack.CreateAsync(template, new Dictionary<string, string>
        {
            ["Run"] = run,
            ["ExternalId"] = "word",
            ["ImageTag"] = "0.1.0",
            ["Encryption"] = "kms",
            ["OrganizationRoleArn"] = Lister,
            ["AlarmEmail"] = "somebody@example.com",
            ["Vpc"] = subnets.Text("vpcId"),
            ["Subnets"] = subnets.Text("subnetId"),
        });
    }

    /// <summary>Resources that the server knows, and that are there however the worker is run.</summary>
    private static IEnumerable<string> Known(string file) => StackTemplate.Load(file)["Resources"]!.AsObject()
        .Where(resource => !s_unknown.Contains((string)resource.Value!["Type"]!) && (string?)resource.Value["Condition"] is not ("IsWorker" or "IsSnapshot")).Select(resource => resource.Key);

    // moto tells the policies of roles as Python writes them.
    private static async Task<JsonNode> PolicyAsync(string role, string policy) => JsonNode.Parse(Uri.UnescapeDataString(
        (await Stack.QueryAsync("iam", "2010-05-08", "GetRolePolicy", [new("RoleName", role), new("PolicyName", policy)])).Text("PolicyDocument")).Replace('\'', '"').Replace("None", "null"))!;
}

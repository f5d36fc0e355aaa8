using System.Globalization;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>What <c>check</c> finds out about AWS.</summary>
public sealed class CheckTests(S3Server s3)
{
    private const string Own = "012345678901";
    private const string Member = "111122223333";

    [Theory]
    [MemberData(nameof(World.Lakes), MemberType = typeof(World))]
    public async Task All_is_well_and_the_lake_is_as_before(LakeKind kind)
    {
        await using var aws = await World.StartAsync();
        await using var lake = await TestLake.CreateAsync(kind, s3);
        (await lake.SnapshotAsync(aws)).ShouldExitWith(0);
        var date = (string)(await lake.ManifestAsync())["snapshot_date"]!;
        var before = await lake.StampsAsync();
        aws.Calls.Clear();

        var result = await CheckAsync(lake, aws);

        var now = TimeProvider.System.GetUtcNow();
        var times = string.Join(", ", Enumerable.Range(1, 5).Select(day => $"{now.AddMinutes(-15).AddDays(day):yyyy-MM-dd} 00:15:00"));
        result.ShouldExitWith(0).Output.ShouldBe(
            $"""
            ok  who am I     arn:aws:iam::012345678901:user/simulated, account 012345678901, partition aws, STS in us-east-1
            ok  accounts     012345678901, 111122223333, 999900001111, of Aws:Accounts
            ok  regions      us-east-1, eu-west-1, ap-south-1
            ok  roles        arn:aws:iam::*:role/ExperimentLakeReader assumed in 111122223333, 999900001111
            ok  experiments  012345678901, 111122223333, 999900001111 in ap-south-1, eu-west-1, us-east-1: list yes, describe yes, tags yes
            ok  lake         {lake.Uri}: list yes, write yes, read yes, delete yes; newest snapshot {date}
            ok  next times   0 15 0 * * ? in UTC: {times}
            ok  today        a snapshot taken now is of {now:yyyy-MM-dd}
            All is well.

            """);
        result.Error.ShouldBeEmpty();
        (await lake.StampsAsync()).ShouldBe(before);
        // One page, one experiment, its tags.
        aws.Calls.Count(Member, "us-east-1", "ListInferenceExperiments").ShouldBe(1);
        aws.Calls.Count(Member, "us-east-1", "DescribeInferenceExperiment").ShouldBe(1);
        aws.Calls.Count(Member, operation: "AssumeRole").ShouldBe(1);
        aws.Calls.Count(Own, operation: "AssumeRole").ShouldBe(0);
    }

    [Theory]
    [InlineData("ListInferenceExperiments", "list no, describe yes, tags yes", 30)]
    [InlineData("DescribeInferenceExperiment", "list yes, describe no, tags yes", 30)]
    [InlineData("ListTags", "list yes, describe yes, tags no", 30)]
    [InlineData(null, "list no, describe no, tags no", 30)]
    [InlineData("ListInferenceExperiments", "list no, describe yes, tags yes", 0)]
    [InlineData("DescribeInferenceExperiment", "list yes, describe no, tags yes", 0)]
    [InlineData("ListTags", "list yes, describe yes, tags no", 0)]
    public async Task What_is_denied_is_told_with_the_permission_that_lacks(string? operation, string answer, int experiments)
    {
        await using var aws = await World.StartAsync(new() { Accounts = World.Accounts, Regions = World.Regions, ExperimentsPerAccount = experiments });
        await using var lake = TestLake.InDirectory();
        aws.Faults.Deny(Member, "eu-west-1", operation);

        var result = await CheckAsync(lake, aws);

        var permissions = operation is not null ? $"sagemaker:{operation}" : "sagemaker:ListInferenceExperiments and sagemaker:DescribeInferenceExperiment and sagemaker:ListTags";
        Row(result.ShouldExitWith(1), "failed").ShouldStartWith(
            $"experiments  111122223333 in eu-west-1: {answer}. AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/ExperimentLakeReader/experiment-lake is not authorized");
        Row(result, "failed").ShouldContain($". Allow arn:aws:iam::111122223333:role/ExperimentLakeReader {permissions}.");
        Row(result, "failed").EndsWith("Until then tags are null.", StringComparison.Ordinal).ShouldBe(operation == "ListTags");
        result.Output.ShouldContain("ok      experiments  8 account regions: list yes, describe yes, tags yes\n");
        result.Output.ShouldEndWith("1 failure, 0 warnings.\n");
    }

    [Fact]
    public async Task Without_any_experiment_there_is_evidence_all_the_same()
    {
        await using var aws = await World.StartSmallAsync(experiments: 0);
        await using var lake = TestLake.InDirectory();

        (await CheckAsync(lake, aws, [Own], [World.Regions[0]])).ShouldExitWith(0).Output.ShouldContain("012345678901 in us-east-1: list yes, describe yes, tags yes\n");

        aws.Calls.Count(operation: "ListTags").ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_that_proves_nothing_is_unknown()
    {
        await using var aws = await World.StartAsync();
        await using var lake = TestLake.InDirectory();
        aws.Faults.Add(new() { Kind = FaultKind.Expire, Account = Member, Region = "us-east-1", Operation = "DescribeInferenceExperiment" });
        aws.Faults.Add(new() { Kind = FaultKind.Expire, Account = Own, Region = "eu-west-1", Operation = "ListInferenceExperiments" });

        var result = await CheckAsync(lake, aws);

        result.ShouldExitWith(1).Output.ShouldContain(
            "failed  experiments  012345678901 in eu-west-1: list unknown. ExpiredTokenException: The security token included in the request is expired. Run again.\n");
        result.Output.ShouldContain("failed  experiments  111122223333 in us-east-1: list yes, describe unknown, tags yes. ExpiredTokenException: ");
    }

    [Fact]
    public async Task A_role_that_may_not_be_assumed_is_named_and_the_others_are_asked()
    {
        await using var aws = await World.StartAsync();
        await using var lake = TestLake.InDirectory();
        aws.Faults.DenyRole(Member);

        var result = await CheckAsync(lake, aws);

        Row(result.ShouldExitWith(1), "failed").ShouldStartWith("roles        111122223333: assume no. AccessDenied: User: arn:aws:iam::012345678901:user/simulated is not authorized");
        Row(result, "failed").ShouldEndWith(
            "Create arn:aws:iam::111122223333:role/ExperimentLakeReader, let its trust policy trust this identity (with Aws:ExternalId, if it asks for an external id), "
            + "and allow this identity sts:AssumeRole on it.");
        result.Output.ShouldContain("ok      roles        arn:aws:iam::*:role/ExperimentLakeReader assumed in 999900001111\n");
        result.Output.ShouldContain("012345678901, 999900001111 in ap-south-1, eu-west-1, us-east-1: list yes, describe yes, tags yes\n");
    }

    [Fact]
    public async Task A_wrong_external_id_is_refused_and_not_told()
    {
        await using var aws = await World.StartAsync(new() { Accounts = World.Accounts, Regions = World.Regions, ExternalId = "the-right-word" });
        await using var lake = TestLake.InDirectory();

        var result = await CheckAsync(lake, aws, "--Aws:ExternalId", "a-wrong-word");

        Row(result.ShouldExitWith(1), "failed").ShouldStartWith("roles        111122223333, 999900001111: assume no. ");
        Row(result, "failed").ShouldContain("Create arn:aws:iam::*:role/ExperimentLakeReader");
        result.Output.ShouldNotContain("a-wrong-word");
        foreach (var secret in (string[])["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
        {
            result.Output.ShouldNotContain(aws.Environment[secret]);
        }
    }

    [Fact]
    public async Task A_region_that_is_not_enabled_and_one_that_a_policy_forbids_are_no_faults()
    {
        await using var aws = await World.StartAsync(new() { Accounts = World.Accounts, Regions = [.. World.Regions.Take(2)], ExperimentsPerAccount = 5 });
        await using var lake = TestLake.InDirectory();
        aws.Faults.DenyByPolicy(region: "eu-west-1");

        var result = await CheckAsync(lake, aws);

        result.ShouldExitWith(0).Output.ShouldContain(
            "ok  experiments  012345678901, 111122223333, 999900001111 in ap-south-1: list unsupported. "
            + "Not enabled for the account, or without inference experiments (UnrecognizedClientException).\n");
        result.Output.ShouldContain("ok  experiments  012345678901, 111122223333, 999900001111 in eu-west-1: list blocked. The organization forbids it: AccessDeniedException: ");
        result.Output.ShouldContain("ok  experiments  012345678901, 111122223333, 999900001111 in us-east-1: list yes, describe yes, tags yes\n");
    }

    [Fact]
    public async Task A_policy_that_forbids_only_to_describe_is_a_warning()
    {
        await using var aws = await World.StartAsync();
        await using var lake = TestLake.InDirectory();
        aws.Faults.DenyByPolicy(Member, operation: "DescribeInferenceExperiment");

        Row((await CheckAsync(lake, aws)).ShouldExitWith(0), "warning")
            .ShouldStartWith("experiments  111122223333 in ap-south-1, eu-west-1, us-east-1: list yes, describe blocked, tags yes. AccessDeniedException: ");
    }

    [Fact]
    public async Task Many_account_regions_are_few_lines()
    {
        string[] accounts = [.. Enumerable.Range(0, 60).Select(index => (12_345_678_901 + (index * 1_111_111_111L)).ToString("D12", CultureInfo.InvariantCulture))];
        await using var aws = await World.StartAsync(new() { Accounts = accounts, Regions = [.. World.Regions, "us-west-2"], ExperimentsPerAccount = 2 });
        await using var lake = TestLake.InDirectory();
        foreach (var account in accounts[10..20])
        {
            aws.Faults.Deny(account, "us-west-2", "ListTags");
            aws.Faults.Deny(account, "eu-west-1", "ListTags");
        }

        var result = await CheckAsync(lake, aws, ["organization"], [.. World.Regions, "us-west-2"]);

        result.ShouldExitWith(1).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(10);
        result.Output.ShouldContain("ok      accounts     60 of the organization's 60 active accounts\n");
        result.Output.ShouldContain("ok      roles        arn:aws:iam::*:role/ExperimentLakeReader assumed in 59 accounts\n");
        result.Output.ShouldContain("ok      experiments  220 account regions: list yes, describe yes, tags yes\n");
        Row(result, "failed").ShouldStartWith(
            $"experiments  10 accounts ({accounts[10]}, {accounts[11]}, {accounts[12]} and 7 more) in eu-west-1, us-west-2: list yes, describe yes, tags no. ");
    }

    private static Task<ProcessResult> CheckAsync(TestLake lake, SimulatedAws aws, params IEnumerable<string> more) => CheckAsync(lake, aws, World.Accounts, World.Regions, more);

    private static Task<ProcessResult> CheckAsync(
        TestLake lake, SimulatedAws aws, IEnumerable<string> accounts, IEnumerable<string> regions, params IEnumerable<string> more) =>
        lake.RunAsync(aws, ["check", "--Aws:Accounts", string.Join(',', accounts), "--Aws:Regions", string.Join(',', regions), .. more]);

    /// <summary>The one row with that verdict, without it.</summary>
    private static string Row(ProcessResult result, string verdict) =>
        result.Output.Split('\n').Single(line => line.StartsWith($"{verdict} ", StringComparison.Ordinal))[verdict.Length..].TrimStart();
}

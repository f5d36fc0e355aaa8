using Amazon.Runtime;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;
using Microsoft.AspNetCore.Http;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>What <c>check</c> finds out about who we are, the organization, the lake and the schedule.</summary>
public sealed class CheckSetupTests(S3Server s3)
{
    [Theory]
    [InlineData(3, "AWS does not tell who we are: SignatureDoesNotMatch: ", "Check the credentials in use.", "AWS_SECRET_ACCESS_KEY", "wrong")]
    [InlineData(3, "", "For a profile of IAM Identity Center run 'aws sso login' first.", "AWS_ACCESS_KEY_ID", "")]
    [InlineData(1, "AWS STS did not answer: ", "and run again.", "AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1")]
    public async Task Without_a_name_the_lake_and_the_schedule_are_still_checked(int exitCode, string message, string fix, string variable, string value)
    {
        await using var aws = await World.StartSmallAsync();
        using var folder = new TemporaryFolder();

        var result = await ExperimentLakeProcess.RunAsync(["check", "--lake", folder["a/new/lake"]], [.. aws.Environment, new(variable, value)]);

        Rows(result.ShouldExitWith(exitCode)).ShouldBe(["failed who am I", "ok lake", "ok next times", "ok today"]);
        Row(result, "failed").ShouldStartWith($"who am I    {message}");
        Row(result, "failed").ShouldEndWith(fix);
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_organization_that_is_not_told_is_a_failure_and_the_newest_days_accounts_are_asked()
    {
        await using var aws = await World.StartAsync();
        await using var lake = TestLake.InDirectory();
        string[] organization = ["check", "--Aws:Accounts", "organization"];
        aws.Faults.Deny(operation: "ListAccounts");
        var none = await lake.RunAsync(aws, organization);
        aws.Faults.Clear();
        (await lake.SnapshotAsync(aws, ["organization"], World.Regions)).ShouldExitWith(0);
        var date = (string)(await lake.ManifestAsync())["snapshot_date"]!;
        aws.Faults.Deny(operation: "ListAccounts");

        var known = await lake.RunAsync(aws, organization);

        Rows(none.ShouldExitWith(3)).ShouldBe(["ok who am I", "failed accounts", "ok lake", "ok next times", "ok today"]);
        Row(none, "failed").ShouldContain("Name in Aws:OrganizationRoleArn a role of the management account that may organizations:ListAccounts");
        Rows(known.ShouldExitWith(1)).ShouldBe(
            ["ok who am I", "ok accounts", "failed accounts", "ok regions", "ok roles", "ok experiments", "ok lake", "ok next times", "ok today"]);
        Row(known, "failed").ShouldContain("could not list the accounts of the organization: AccessDeniedException: ");
        Row(known, "failed").ShouldEndWith($"The accounts of {date} were planned. Allow this identity organizations:ListAccounts, or name in Aws:OrganizationRoleArn a role of the management account that may.");
    }

    [Fact]
    public async Task What_the_settings_leave_of_the_organization_is_counted_and_what_does_not_fit_is_a_warning()
    {
        await using var aws = await World.StartAsync();
        await using var lake = TestLake.InDirectory();

        var result = await lake.RunAsync(aws, "check", "--Aws:Accounts", "organization", "--Aws:IncludeAccounts", $"{World.Accounts[0]},{World.Accounts[1]},555566667777");

        result.ShouldExitWith(0).Output.ShouldContain("accounts     2 of the organization's 3 active accounts; Aws:IncludeAccounts or Aws:ExcludeAccounts leave out 1\n");
        Row(result, "warning").ShouldBe("accounts     Aws:IncludeAccounts has 555566667777, which is no active account of the organization. Correct it, or take it out.");
        result.Output.ShouldEndWith("0 failures, 1 warning.\n");
    }

    [Fact]
    public async Task A_directory_that_was_not_there_is_not_there_afterwards_and_an_empty_one_stays()
    {
        await using var aws = await World.StartSmallAsync();
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["there/_tmp"]);

        (await ExperimentLakeProcess.RunAsync(["check", "--lake", folder["new/lake"]], aws.Environment)).ShouldExitWith(0);
        (await ExperimentLakeProcess.RunAsync(["check", "--lake", folder["there"]], aws.Environment)).ShouldExitWith(0).Output.ShouldContain("no snapshot yet");

        Directory.EnumerateFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Order().ShouldBe([folder["there"], folder["there/_tmp"]]);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_and_the_lake_of_a_demo_are_wrong_configuration()
    {
        await using var aws = await World.StartSmallAsync();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["_demo.txt"], "Made by demo.", TestContext.Current.CancellationToken);

        var unwritable = await ExperimentLakeProcess.RunAsync(["check", "--lake", "/proc/lake"], aws.Environment);
        var demo = await ExperimentLakeProcess.RunAsync(["check", "--lake", folder.Path], aws.Environment);

        Row(unwritable.ShouldExitWith(3), "failed").ShouldStartWith("lake         Cannot create a file in /proc/lake/_tmp/");
        Row(unwritable, "failed").ShouldEndWith("or set Lake:Uri (--lake) to another directory.");
        Row(demo.ShouldExitWith(3), "failed").ShouldBe($"lake         {folder.Path} was made by demo and holds simulated data. Give another --lake.");
    }

    [Fact]
    [Trait(S3Server.Trait, S3Server.TraitValue)]
    public async Task A_bucket_that_does_not_exist_is_told_once()
    {
        await using var aws = await World.StartSmallAsync();

        var result = await CheckAsync(aws, "s3://no-such-bucket-of-experiment-lake/x", await s3.EndpointAsync());

        Row(result.ShouldExitWith(3), "failed").ShouldStartWith("lake         Cannot list s3://no-such-bucket-of-experiment-lake/x/_manifests/: NoSuchBucket: ");
        Row(result, "failed").ShouldContain("Create the bucket, or correct Lake:Uri");
    }

    [Theory]
    [Trait(S3Server.Trait, S3Server.TraitValue)]
    [InlineData("list", 3, "failed", "write yes, read yes, delete yes", "s3:ListBucket")]
    [InlineData("write", 3, "failed", "list yes; no snapshot yet", "s3:PutObject")]
    [InlineData("read", 3, "failed", "list yes, write yes, delete yes; no snapshot yet", "s3:GetObject")]
    [InlineData("delete", 0, "warning", "list yes, write yes, read yes; no snapshot yet", "s3:DeleteObject")]
    public async Task What_a_bucket_denies_is_told_by_itself(string verb, int exitCode, string verdict, string works, string permission)
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = await TestLake.CreateAsync(LakeKind.S3, s3);
        await using var door = await OpenAsync(http => VerbOf(http.Request) == verb ? DenyAsync(http) : Pass);

        var result = await CheckAsync(aws, lake.Uri, door.Url);

        result.ShouldExitWith(exitCode).Output.ShouldContain($"lake         {lake.Uri}: {works}\n");
        Row(result, verdict).ShouldStartWith($"lake         Cannot {verb} {lake.Uri}");
        Row(result, verdict).ShouldContain(permission);
        var left = (await lake.StampsAsync()).Keys;
        if (verb == "delete")
        {
            Row(result, verdict).ShouldContain($"Cannot delete {lake.Uri}{left.Single()}: AccessDenied: ");
            Row(result, verdict).ShouldEndWith("Snapshots never delete and need no right to; the probe object stays: delete it yourself.");
        }
        else
        {
            left.ShouldBeEmpty();
        }
    }

    [Fact]
    [Trait(S3Server.Trait, S3Server.TraitValue)]
    public async Task A_probe_that_reads_back_as_something_else_is_told()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = await TestLake.CreateAsync(LakeKind.S3, s3);
        await using var door = await OpenAsync(http => VerbOf(http.Request) == "read" ? AnswerAsync(http, 200, "something else") : Pass);

        var result = await CheckAsync(aws, lake.Uri, door.Url);

        Row(result.ShouldExitWith(1), "failed").ShouldContain(" reads back as something else than was written. ");
        result.Output.ShouldContain($"{lake.Uri}: list yes, write yes, delete yes; no snapshot yet\n");
    }

    [Fact]
    [Trait(S3Server.Trait, S3Server.TraitValue)]
    public async Task Stopped_in_the_middle_it_takes_its_probe_away()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = await TestLake.CreateAsync(LakeKind.S3, s3);
        var reached = new TaskCompletionSource();
        await using var door = await OpenAsync(async http =>
        {
            if (VerbOf(http.Request) == "read")
            {
                reached.SetResult();
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
            }

            return false;
        });
        await using var check = ExperimentLakeProcess.Start(["check", "--lake", lake.Uri], Environment(aws, door.Url));
        await reached.Task.WaitAsync(TestContext.Current.CancellationToken);
        (await lake.StampsAsync()).Count.ShouldBe(1);

        await check.InterruptAsync();

        (await check.EndAsync()).ShouldExitWith(2);
        (await lake.StampsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_next_times_are_told_in_the_schedules_zone_and_in_UTC()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();

        var result = await lake.RunAsync(aws, "check", "--Schedule:Cron", "0 30 1 1 1 ?", "--Schedule:TimeZone", "Asia/Tokyo");
        var never = await lake.RunAsync(aws, "check", "--Schedule:Cron", "0 30 1 1 1 ? 2021");

        var now = TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"));
        var times = Enumerable.Range(now.Year + 1, 5).Select(year => $"{year}-01-01 01:30:00 ({year - 1}-12-31 16:30:00 UTC)");
        result.ShouldExitWith(0).Output.ShouldContain($"next times   0 30 1 1 1 ? in Asia/Tokyo: {string.Join(", ", times)}\n");
        result.Output.ShouldContain($"today        a snapshot taken now is of {now:yyyy-MM-dd}\n");
        never.ShouldExitWith(3).Error.ShouldBe("Schedule:Cron '0 30 1 1 1 ? 2021' has no time that is yet to come.\n");
    }

    private static Task<bool> Pass => Task.FromResult(false);

    private async Task<SigningDoor> OpenAsync(Func<HttpContext, Task<bool>> answers) =>
        await SigningDoor.OpenAsync(await s3.EndpointAsync(), new BasicAWSCredentials("any", "any"), answers);

    private static Task<ProcessResult> CheckAsync(SimulatedAws aws, string lake, string endpoint) =>
        ExperimentLakeProcess.RunAsync(["check", "--lake", lake], Environment(aws, endpoint));

    private static IEnumerable<KeyValuePair<string, string>> Environment(SimulatedAws aws, string endpoint) =>
        [.. aws.Environment, new("AWS_ENDPOINT_URL_S3", endpoint), new("EXPERIMENTLAKE_Lake__ForcePathStyle", "true"), new("EXPERIMENTLAKE_Lake__Region", "us-east-1")];

    private static string VerbOf(HttpRequest request) => request.Method switch
    {
        "PUT" => "write",
        "DELETE" => "delete",
        "GET" when request.Query.ContainsKey("list-type") => "list",
        "GET" when request.Path.Value!.Contains("check-", StringComparison.Ordinal) => "read",
        _ => "look",
    };

    private static Task<bool> DenyAsync(HttpContext http) =>
        AnswerAsync(http, 403, "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>");

    private static async Task<bool> AnswerAsync(HttpContext http, int status, string body)
    {
        http.Response.StatusCode = status;
        await http.Response.WriteAsync(body);
        return true;
    }

    /// <summary>Verdict and subject of every row.</summary>
    private static IEnumerable<string> Rows(ProcessResult result) => result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[..^1]
        .Select(line => string.Join(' ', line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[..2]));

    /// <summary>The one row with that verdict, without it.</summary>
    private static string Row(ProcessResult result, string verdict) =>
        result.Output.Split('\n').Single(line => line.StartsWith($"{verdict} ", StringComparison.Ordinal))[verdict.Length..].TrimStart();
}

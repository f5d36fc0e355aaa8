using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using ExperimentLake.Simulator;

namespace ExperimentLake.Tests.Simulator;

public sealed class OrganizationTests
{
    private static readonly string[] s_accounts =
        [.. Enumerable.Range(0, 45).Select(index => (12_345_678_901 + (index * 11_111_111_111)).ToString("D12", CultureInfo.InvariantCulture))];

    private static readonly SimulatorOptions s_options = new() { Accounts = s_accounts, InactiveAccounts = 7 };

    [Fact]
    public async Task Every_account_is_listed_once_in_pages_of_at_most_20_some_of_them_empty()
    {
        await using var aws = await StartAsync(s_options);
        using var client = SignedClient.OfOrganizations(aws);

        var pages = await PagesAsync(client, []);

        pages.Select(page => page["Accounts"]!.AsArray().Count).ShouldBe([0, 20, 20, 0, 5]);
        var accounts = pages.SelectMany(page => page["Accounts"]!.AsArray()).ToList();
        accounts.Select(account => (string)account!["Id"]!).Order(StringComparer.Ordinal).ShouldBe(s_accounts.Order(StringComparer.Ordinal));
        accounts.Select(account => ((string)account!["Id"]!, (string)account["Name"]!))
            .ShouldBe(aws.World.Accounts.Select(account => (account.Id, account.Name)));
        accounts.ShouldAllBe(account => (string)account!["Arn"]! == $"arn:aws:organizations::{s_accounts[0]}:account/o-simulated0/{(string)account["Id"]!}");
        accounts.Select(account => (string)account!["JoinedMethod"]!).Distinct().ShouldBe(["INVITED", "CREATED"], ignoreOrder: true);
    }

    [Fact]
    public async Task Fewer_are_given_when_asked_for_and_the_same_seed_gives_the_same_pages()
    {
        await using var one = await StartAsync(s_options);
        await using var same = await StartAsync(s_options);
        using var client = SignedClient.OfOrganizations(one);
        using var other = SignedClient.OfOrganizations(same);

        var pages = await PagesAsync(client, new() { ["MaxResults"] = 7 });

        pages.Max(page => page["Accounts"]!.AsArray().Count).ShouldBe(7);
        pages.Sum(page => page["Accounts"]!.AsArray().Count).ShouldBe(45);
        (await PagesAsync(other, new() { ["MaxResults"] = 7 })).Select(page => page.ToJsonString()).ShouldBe(pages.Select(page => page.ToJsonString()));
    }

    [Fact]
    public async Task State_may_be_absent_and_may_disagree_with_status()
    {
        await using var aws = await StartAsync(s_options);

        aws.World.Accounts.Count(account => account.IsActive).ShouldBe(38);
        aws.World.Accounts.Select(account => $"{account.State ?? "absent"} {account.Status}").Distinct().ShouldBe(
            [
                "ACTIVE ACTIVE", "ACTIVE SUSPENDED", "absent ACTIVE", "absent SUSPENDED",
                "CLOSED SUSPENDED", "PENDING_CLOSURE PENDING_CLOSURE", "SUSPENDED ACTIVE", "SUSPENDED SUSPENDED",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Only_the_management_account_and_its_role_for_this_may_list()
    {
        await using var aws = await StartAsync(s_options with { ManagementAccount = s_accounts[3] });
        using var member = SignedClient.OfOrganizations(aws);
        using var reader = SignedClient.OfOrganizations(aws, await AssumeAsync(aws, s_accounts[3], "ExperimentLakeReader"));
        using var organization = SignedClient.OfOrganizations(aws, await AssumeAsync(aws, s_accounts[3], "ExperimentLakeOrganizationReader"));

        (await TypeAsync(member)).ShouldBe("AccessDeniedException");
        (await TypeAsync(reader)).ShouldBe("AccessDeniedException");
        (await PagesAsync(organization, [])).Sum(page => page["Accounts"]!.AsArray().Count).ShouldBe(45);
        (await Should.ThrowAsync<AmazonSecurityTokenServiceException>(() => AssumeAsync(aws, s_accounts[0], "ExperimentLakeOrganizationReader")))
            .ErrorCode.ShouldBe("AccessDenied");
    }

    [Fact]
    public async Task The_role_of_a_suspended_account_cannot_be_assumed()
    {
        await using var aws = await StartAsync(s_options);

        (await Should.ThrowAsync<AmazonSecurityTokenServiceException>(() => AssumeAsync(aws, s_accounts[^1], "ExperimentLakeReader")))
            .ErrorCode.ShouldBe("AccessDenied");
        (await AssumeAsync(aws, s_accounts[1], "ExperimentLakeReader")).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("eu-west-1", "InvalidSignatureException")]
    [InlineData("us-east-1", null)]
    public async Task It_is_signed_for_the_one_region_of_its_partition(string region, string? error)
    {
        await using var aws = await StartAsync(s_options);
        using var client = SignedClient.OfOrganizations(aws, region: region);

        (await TypeAsync(client)).ShouldBe(error);
    }

    [Fact]
    public async Task It_refuses_as_Organizations_does()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var aws = await StartAsync(s_options);
        using var client = SignedClient.OfOrganizations(aws);

        var token = await client.AskAsync("ListAccounts", new { NextToken = "garbage" }, ct);
        ((string?)token["__type"], (string?)token["Reason"]).ShouldBe(("InvalidInputException", "INVALID_NEXT_TOKEN"));
        ((string?)(await client.AskAsync("ListAccounts", new { MaxResults = 21 }, ct))["__type"]).ShouldBe("InvalidInputException");
        ((string?)(await client.AskAsync("CloseAccount", new { }, ct))["__type"]).ShouldEndWith("UnknownOperationException");
        aws.Faults.Throttle();
        (await TypeAsync(client)).ShouldBeNull();
        aws.Faults.Throttle(operation: "ListAccounts");
        (await TypeAsync(client)).ShouldBe("TooManyRequestsException");
        aws.Calls.Throttled.ShouldBe(1);
        aws.Faults.Clear();
        aws.Faults.NotInUse();
        (await TypeAsync(client)).ShouldBe("AWSOrganizationsNotInUseException");
        aws.Calls.Count(operation: "ListAccounts").ShouldBe(5);
    }

    private static async Task<List<JsonNode>> PagesAsync(SignedClient client, JsonObject parameters)
    {
        var pages = new List<JsonNode>();
        do
        {
            pages.Add(await client.AskAsync("ListAccounts", parameters, TestContext.Current.CancellationToken));
            parameters["NextToken"] = (string?)pages[^1]["NextToken"];
        }
        while (parameters["NextToken"] is not null);
        return pages;
    }

    private static async Task<string?> TypeAsync(SignedClient client) =>
        (string?)(await client.AskAsync("ListAccounts", new { }, TestContext.Current.CancellationToken))["__type"];

    private static async Task<AWSCredentials> AssumeAsync(SimulatedAws aws, string account, string role)
    {
        using var sts = new AmazonSecurityTokenServiceClient(
            SignedClient.Own(aws), new AmazonSecurityTokenServiceConfig { ServiceURL = aws.Url.ToString(), AuthenticationRegion = "us-east-1" });
        var request = new AssumeRoleRequest { RoleArn = $"arn:aws:iam::{account}:role/{role}", RoleSessionName = "test" };
        return (await sts.AssumeRoleAsync(request, TestContext.Current.CancellationToken)).Credentials;
    }

    private static Task<SimulatedAws> StartAsync(SimulatorOptions options) =>
        SimulatedAws.StartAsync(options, ct: TestContext.Current.CancellationToken);
}

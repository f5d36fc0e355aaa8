using System.Globalization;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

public sealed class OrganizationTests
{
    private const string Region = "us-east-1";

    private static readonly string[] s_accounts =
        [.. Enumerable.Range(0, 27).Select(index => (12_345_678_901 + (index * 33_333_333_333)).ToString("D12", CultureInfo.InvariantCulture))];

    private static readonly SimulatorOptions s_options = new()
    {
        Accounts = s_accounts,
        Regions = [Region],
        InactiveAccounts = 6,
        ExperimentsPerAccount = 2,
        Deletions = false,
    };

    [Fact]
    public async Task Exactly_the_active_accounts_that_are_not_excluded_are_covered_by_name()
    {
        await using var aws = await World.StartAsync(s_options);
        await using var lake = TestLake.InDirectory();
        var excluded = new[] { s_accounts[0], s_accounts[5], s_accounts[^1] };

        (await SnapshotAsync(lake, aws, "--Aws:ExcludeAccounts", string.Join(',', excluded))).ShouldExitWith(0);

        Covered(lake).ShouldBe(Lines(aws, account => account.IsActive && !excluded.Contains(account.Id), "complete"));
        Truth.In(await lake.FilesAsync()).ShouldBe(Truth.Of(aws, s_accounts[..21].Except(excluded), Region));
        aws.Calls.Count(operation: "ListAccounts").ShouldBe(3);
        ((string?)(await lake.ManifestAsync())["plan_error"]).ShouldBeNull();
    }

    [Fact]
    public async Task Only_included_accounts_are_read_and_one_that_is_not_active_is_told()
    {
        await using var aws = await World.StartAsync(s_options);
        await using var lake = TestLake.InDirectory();

        var result = await SnapshotAsync(lake, aws, "--Aws:IncludeAccounts", $"{s_accounts[0]},{s_accounts[1]},{s_accounts[^1]}");

        result.ShouldExitWith(0).Error.Trim().ShouldBe($"Aws:IncludeAccounts has {s_accounts[^1]}, which is no active account of the organization.");
        Covered(lake).ShouldBe(Lines(aws, account => account.Id == s_accounts[0] || account.Id == s_accounts[1], "complete"));
        // Our own account is read as ourselves.
        aws.Calls.Count(account: s_accounts[0], operation: "AssumeRole").ShouldBe(0);
        aws.Calls.Count(account: s_accounts[1], operation: "AssumeRole").ShouldBe(1);
    }

    [Fact]
    public async Task A_worker_outside_the_management_account_lists_by_a_role_of_it()
    {
        await using var aws = await World.StartAsync(s_options with { ManagementAccount = s_accounts[3], ExternalId = "a-shared-word" });
        await using var lake = TestLake.InDirectory();

        var denied = await SnapshotAsync(lake, aws, "--Aws:ExternalId", "a-shared-word");
        var result = await SnapshotAsync(
            lake, aws, "--Aws:ExternalId", "a-shared-word",
            "--Aws:OrganizationRoleArn", $"arn:aws:iam::{s_accounts[3]}:role/ExperimentLakeOrganizationReader");

        denied.ShouldExitWith(3).Error.ShouldContain(
            $"arn:aws:iam::{s_accounts[0]}:user/simulated could not list the accounts of the organization: AccessDeniedException: ");
        denied.Error.ShouldContain("Aws:OrganizationRoleArn");
        result.ShouldExitWith(0);
        Covered(lake).ShouldBe(Lines(aws, account => account.IsActive, "complete"));
    }

    [Fact]
    public async Task Without_a_list_the_accounts_of_the_day_before_are_read_and_the_day_is_partial_until_there_is_one()
    {
        await using var aws = await World.StartAsync(s_options);
        await using var lake = TestLake.InDirectory();
        // Where it is still yesterday, and where it is already tomorrow.
        (await SnapshotAsync(lake, aws, "--Schedule:TimeZone", "Etc/GMT+12")).ShouldExitWith(0);
        var yesterday = (string)(await lake.ManifestAsync())["snapshot_date"]!;
        string[] later = ["--Schedule:TimeZone", "Pacific/Kiritimati"];
        aws.Faults.Deny(operation: "ListAccounts");
        aws.Faults.Deny(account: s_accounts[1]);

        var first = await SnapshotAsync(lake, aws, later);

        var reason = $"arn:aws:iam::{s_accounts[0]}:user/simulated could not list the accounts of the organization: AccessDeniedException: "
            + $"User: arn:aws:iam::{s_accounts[0]}:user/simulated is not authorized to perform: organizations:ListAccounts on resource: * "
            + $"because no identity-based policy allows the organizations:ListAccounts action The accounts of {yesterday} were planned.";
        first.ShouldExitWith(1).Error.ShouldContain(reason);
        var manifest = await lake.ManifestAsync();
        ((string?)manifest["state"]).ShouldBe("partial");
        ((string?)manifest["plan_error"]).ShouldBe(reason);
        Today(lake, yesterday).ShouldBe(Lines(aws, account => account.IsActive, account => account.Id == s_accounts[1] ? "denied" : "complete"));

        aws.Faults.Replace([new() { Kind = FaultKind.Deny, Operation = "ListAccounts" }]);
        (await SnapshotAsync(lake, aws, later)).ShouldExitWith(1).Error.ShouldContain(reason);
        ((int?)(await lake.ManifestAsync())["account_regions"]!["complete"]).ShouldBe(21);
        var before = await lake.StampsAsync();
        (await SnapshotAsync(lake, aws, later)).ShouldExitWith(1).Output.ShouldContain("Nothing changed");
        (await lake.StampsAsync()).ShouldBe(before);
        // A run that is not about the organization does not know better.
        (await lake.SnapshotAsync(aws, ["self"], [Region], later)).ShouldExitWith(1);

        aws.Faults.Clear();
        (await SnapshotAsync(lake, aws, later)).ShouldExitWith(0);
        ((string?)(await lake.ManifestAsync())["plan_error"]).ShouldBeNull();

        // Known for the day: a later failure takes nothing back.
        aws.Faults.Deny(operation: "ListAccounts");
        before = await lake.StampsAsync();
        (await SnapshotAsync(lake, aws, later)).ShouldExitWith(0);
        (await lake.StampsAsync()).ShouldBe(before);
        (await lake.RunAsync(null, ["verify", .. later])).ShouldExitWith(0);
    }

    [Fact]
    public async Task Without_a_list_and_an_earlier_day_the_message_says_what_to_do()
    {
        await using var aws = await World.StartAsync(s_options);
        await using var lake = TestLake.InDirectory();
        aws.Faults.NotInUse();

        var notInUse = await SnapshotAsync(lake, aws);
        aws.Faults.Clear();
        aws.Faults.EndlessToken("ListAccounts", freshTokens: true);
        var endless = await SnapshotAsync(lake, aws);

        notInUse.ShouldExitWith(3).Error.ShouldContain("AWSOrganizationsNotInUseException: Your account is not a member of an organization.");
        notInUse.Error.ShouldContain("Aws:Accounts");
        endless.ShouldExitWith(1).Error.ShouldContain("InvalidReply: The reply of ListAccounts gave a token for yet another page");
    }

    [Fact]
    public async Task A_role_that_wants_another_external_id_is_denied_in_every_region_and_the_id_is_not_told()
    {
        string[] regions = [Region, "eu-west-1"];
        await using var aws = await World.StartAsync(s_options with { Accounts = s_accounts[..3], Regions = regions, InactiveAccounts = 0, ExternalId = "the-right-word" });
        await using var lake = TestLake.InDirectory();

        var result = await lake.SnapshotAsync(aws, ["organization"], regions, "--Aws:ExternalId", "a-wrong-word");

        result.ShouldExitWith(1);
        (await lake.FilesAsync()).Query("SELECT account_id, account_name, region, outcome, error_code FROM snapshot_coverage ORDER BY ALL").ShouldBe(string.Join(
            '\n',
            from account in aws.World.Accounts.OrderBy(account => account.Id, StringComparer.Ordinal)
            from region in regions.Order(StringComparer.Ordinal)
            select $"{account.Id} | {account.Name} | {region} | {(account.Id == s_accounts[0] ? "complete | null" : "denied | AccessDenied")}"));
        foreach (var text in (string[])[result.Output, result.Error, (await lake.ManifestAsync()).ToJsonString()])
        {
            text.ShouldNotContain("a-wrong-word");
        }
    }

    [Fact]
    public async Task All_regions_are_those_of_the_partition_and_what_is_not_enabled_is_unsupported()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();

        (await lake.SnapshotAsync(aws, ["self"], ["all"])).ShouldExitWith(0);

        var files = await lake.FilesAsync();
        files.Query("SELECT outcome, count(*), count(DISTINCT region), count(account_name) FROM snapshot_coverage GROUP BY ALL ORDER BY ALL")
            .ShouldBe("complete | 1 | 1 | 0\nunsupported | 33 | 33 | 0");
        files.Query("SELECT region FROM snapshot_coverage WHERE outcome = 'complete'").ShouldBe(Region);
    }

    [Fact]
    public async Task A_region_that_was_read_the_day_before_and_is_not_supported_any_more_is_told()
    {
        await using var aws = await World.StartAsync();
        await using var lake = TestLake.InDirectory();
        // Always another date than the second's, and an earlier one.
        (await lake.SnapshotAsync(aws, World.Accounts, World.Regions, "--Schedule:TimeZone", "Etc/GMT+12")).ShouldExitWith(0);
        aws.Faults.Unsupported(World.Regions[1]);
        string[] today = ["--Schedule:TimeZone", "Pacific/Kiritimati"];

        var first = await lake.SnapshotAsync(aws, World.Accounts, World.Regions, today);
        var second = await lake.SnapshotAsync(aws, World.Accounts, World.Regions, today);

        foreach (var account in World.Accounts)
        {
            first.ShouldExitWith(0).Error.ShouldContain($"{account} {World.Regions[1]} is unsupported, and was complete on 20");
        }

        first.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(3);
        second.ShouldExitWith(0).Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task All_regions_of_China_are_two()
    {
        await using var aws = await World.StartAsync(new() { Accounts = s_accounts[..4], Regions = ["cn-north-1", "cn-northwest-1"], ExperimentsPerAccount = 3 });
        await using var lake = TestLake.InDirectory();

        (await lake.SnapshotAsync(aws, ["organization"], ["all"])).ShouldExitWith(0);

        (await lake.FilesAsync()).Query("SELECT region, count(*) FROM snapshot_coverage WHERE outcome IN ('complete', 'empty') GROUP BY ALL ORDER BY ALL")
            .ShouldBe("cn-north-1 | 4\ncn-northwest-1 | 4");
    }

    [Theory]
    [InlineData("Aws:Accounts has 'organization' and more.", "--Aws:Accounts", "organization,self")]
    [InlineData("Aws:ExcludeAccounts only makes sense when Aws:Accounts is 'organization'.", "--Aws:ExcludeAccounts", "012345678901")]
    [InlineData("Aws:IncludeAccounts has '12345678901'", "--Aws:Accounts", "organization", "--Aws:IncludeAccounts", "12345678901")]
    [InlineData("is in Aws:IncludeAccounts and in Aws:ExcludeAccounts", "--Aws:Accounts", "organization", "--Aws:IncludeAccounts", "012345678901", "--Aws:ExcludeAccounts", "012345678901")]
    [InlineData("is not the Arn of a role", "--Aws:Accounts", "organization", "--Aws:OrganizationRoleArn", "ListAccounts")]
    [InlineData("Aws:OrganizationRoleArn only makes sense", "--Aws:OrganizationRoleArn", "arn:aws:iam::012345678901:role/ListAccounts")]
    [InlineData("Aws:Regions has 'all' and more.", "--Aws:Regions", "all,us-east-1")]
    [InlineData("Aws:Regions has 'everywhere'", "--Aws:Regions", "everywhere")]
    public async Task Settings_that_contradict_each_other_are_refused(string message, params string[] arguments)
    {
        await using var lake = TestLake.InDirectory();

        (await lake.RunAsync(null, ["snapshot", .. arguments])).ShouldExitWith(3).Error.ShouldContain(message);
    }

    private static Task<ProcessResult> SnapshotAsync(TestLake lake, SimulatedAws aws, params IEnumerable<string> more) =>
        lake.SnapshotAsync(aws, ["organization"], [Region], more);

    private static string Covered(TestLake lake) =>
        new LakeFiles(lake.Uri).Query("SELECT account_id, account_name, outcome FROM snapshot_coverage ORDER BY ALL");

    private static string Today(TestLake lake, string yesterday) =>
        new LakeFiles(lake.Uri).Query($"SELECT account_id, account_name, outcome FROM snapshot_coverage WHERE snapshot_date > '{yesterday}' ORDER BY ALL");

    private static string Lines(SimulatedAws aws, Func<SimulatedAccount, bool> covered, string outcome) => Lines(aws, covered, _ => outcome);

    private static string Lines(SimulatedAws aws, Func<SimulatedAccount, bool> covered, Func<SimulatedAccount, string> outcome) => string.Join(
        '\n',
        from account in aws.World.Accounts
        where covered(account)
        orderby account.Id
        select $"{account.Id} | {account.Name} | {outcome(account)}");
}

using System.Text;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>Whoever may write to a lake may tell of it what is not so. That must not lead a run to other places, nor end it.</summary>
public sealed class ForgedLakeTests
{
    private const string Account = "012345678901";
    private const string Region = "us-east-1";

    [Theory]
    [InlineData("""{"../../../../escaped":["us-east-1"]}""")]
    [InlineData("""{"012345678901":["us-east-1/../../../escaped"]}""")]
    [InlineData("""{"012345678901":["evil.example#-1"]}""")]
    [InlineData("""{"012345678901":[null]}""")]
    [InlineData("""{"012345678901":null}""")]
    [InlineData("null")]
    public async Task A_plan_of_no_account_regions_is_none(string forged)
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        (await lake.SnapshotAsync(aws, [Account], [Region])).ShouldExitWith(0);
        var (key, before) = (await PlanAsync(lake), await lake.StampsAsync());
        await lake.PutAsync(key, Encoding.UTF8.GetBytes($$"""{"snapshot_date":"{{key[7..17]}}","planned_at":"2026-11-22T00:00:00+00:00","account_regions":{{forged}}}"""));

        (await lake.SnapshotAsync(aws, [Account], [Region])).ShouldExitWith(0);

        (await lake.StampsAsync()).Keys.ShouldBe(before.Keys);
        (await lake.FilesAsync()).Query("SELECT account_id, region, outcome FROM snapshot_coverage").ShouldBe($"{Account} | {Region} | complete");
        Encoding.UTF8.GetString(await lake.GetAsync(key)).ShouldContain($"\"{Region}\"");
    }

    [Fact]
    public async Task An_organization_of_no_accounts_is_not_planned_by()
    {
        await using var aws = await World.StartAsync();
        await using var lake = TestLake.InDirectory();
        (await lake.SnapshotAsync(aws, ["organization"], [Region])).ShouldExitWith(0);
        var key = await PlanAsync(lake);
        await lake.PutAsync(key, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(await lake.GetAsync(key)).Replace(World.Accounts[2], "x:role/other", StringComparison.Ordinal)));
        aws.Calls.Clear();
        aws.Faults.Deny(operation: "ListAccounts");

        var result = await lake.SnapshotAsync(aws, ["organization"], [Region]);

        result.ShouldExitWith(3).Error.ShouldContain("The lake has no earlier day whose accounts could be read instead.");
        aws.Calls.Count(operation: "AssumeRole").ShouldBe(0);
    }

    [Fact]
    public async Task A_state_without_its_lists_is_none()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        (await lake.SnapshotAsync(aws, [Account], [Region])).ShouldExitWith(0);
        var key = (await lake.StampsAsync()).Keys.Single(one => one.EndsWith($"{Region}.json", StringComparison.Ordinal));
        var state = Encoding.UTF8.GetString(await lake.GetAsync(key));
        await lake.PutAsync(key, Encoding.UTF8.GetBytes(state.Replace("\"refused\": []", "\"refused\": null", StringComparison.Ordinal)));

        (await lake.SnapshotAsync(aws, [Account], [Region])).ShouldExitWith(0);

        Encoding.UTF8.GetString(await lake.GetAsync(key)).ShouldContain("\"refused\": []");
    }

    private static async Task<string> PlanAsync(TestLake lake) => (await lake.StampsAsync()).Keys.Single(key => key.EndsWith("plan.json", StringComparison.Ordinal));
}

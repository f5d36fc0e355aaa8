using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

public sealed class DemoTests
{
    private static readonly string[] Demo = ["demo", "--days", "3", "--accounts", "2", "--experiments", "6"];

    [Fact]
    public async Task It_fills_a_lake_and_a_second_run_changes_nothing()
    {
        await using var lake = TestLake.InDirectory();

        var first = await lake.RunAsync(null, Demo);

        first.ShouldExitWith(0).Output.ShouldContain("2 accounts, 3 days");
        (await lake.FilesAsync()).Query("SELECT count(DISTINCT snapshot_date), count(*), count(*) FILTER (outcome IN ('complete', 'empty')) FROM snapshot_coverage").ShouldBe("3 | 12 | 12");
        var before = await lake.StampsAsync();
        (await lake.RunAsync(null, Demo)).ShouldExitWith(0);
        (await lake.StampsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task It_refuses_a_lake_that_holds_anything_else()
    {
        await using var lake = TestLake.InDirectory();
        await lake.PutAsync("thesis.txt", "mine"u8.ToArray());

        (await lake.RunAsync(null, Demo)).ShouldExitWith(3).Error.ShouldContain("thesis.txt");

        (await lake.StampsAsync()).Keys.ShouldBe(["thesis.txt"]);
    }

    [Fact]
    public async Task A_real_snapshot_does_not_go_into_a_demo_lake()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        (await lake.RunAsync(null, Demo)).ShouldExitWith(0);
        var before = await lake.StampsAsync();

        (await lake.SnapshotAsync(aws, ["self"], [World.Regions[0]])).ShouldExitWith(3).Error.ShouldContain("made by demo");

        (await lake.StampsAsync()).ShouldBe(before);
    }
}

using ExperimentLake.Lake;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Catalog;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Lake;

public sealed class CommitTests
{
    private static readonly AccountRegion s_one = new(World.Accounts[0], World.Regions[0]);
    private static readonly AccountRegion s_other = new(World.Accounts[1], World.Regions[0]);

    [Fact]
    public async Task What_another_worker_commits_while_the_catalog_takes_its_time_is_not_undone()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var aws = await World.StartSmallAsync();
        using var catalog = await TestCatalog.SimulatedAsync(aws);
        using var days = new CommittedDays();
        var day = await Day.LoadAsync(days.Store, CommittedDays.First, cancellationToken);
        await day.PutAsync(new DayPlan(CommittedDays.First, default, new[] { s_one, s_other }.ToDictionary(one => one.Account, IReadOnlyList<string> (one) => [one.Region])), cancellationToken);
        await day.PutAsync(Empty(s_one), cancellationToken);
        aws.Faults.Add(new() { Kind = FaultKind.Slow, Delay = TimeSpan.FromSeconds(2), Operation = "GetTable", Times = 1 });
        var slow = CommitAsync();
        while (aws.Calls.Count(operation: "GetTable") == 0)
        {
            await Task.Delay(5, cancellationToken);
        }

        await day.PutAsync(Empty(s_other), cancellationToken);
        (await CommitAsync()).Manifest.State.ShouldBe("complete");

        (await slow).Manifest.State.ShouldBe("complete");
        var manifest = (await Manifest.ReadBelievedAsync(days.Store, CommittedDays.First, cancellationToken))!;
        (manifest.State, manifest.Revision, manifest.Totals.AccountRegions).ShouldBe(("complete", 1, 2));
        (await days.Store.FactsAsync(manifest.Coverage.Key, cancellationToken))!.Sha256.ShouldBe(manifest.Coverage.Sha256);

        Task<CommitResult> CommitAsync() => Commit.CommitAsync(days.Store, CommittedDays.First, catalog.Of(CommittedDays.Early), TimeProvider.System, cancellationToken);
    }

    /// <summary>Two commits meet: the other one comes whole between two puts of the first, which then puts what it knew before.</summary>
    [Theory]
    [InlineData("coverage.parquet")]
    [InlineData(".json")]
    [InlineData(".json.sha256")]
    public async Task Commits_that_meet_leave_the_newest_of_one_piece(string before)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var days = new CommittedDays();
        var day = await Day.LoadAsync(days.Store, CommittedDays.First, cancellationToken);
        await day.PutAsync(new DayPlan(CommittedDays.First, default, new[] { s_one, s_other }.ToDictionary(one => one.Account, IReadOnlyList<string> (one) => [one.Region])), cancellationToken);
        await day.PutAsync(Empty(s_one), cancellationToken);
        using var met = new InterposedStore(days.Store, key => !key.StartsWith("_state/", StringComparison.Ordinal) && key.EndsWith(before, StringComparison.Ordinal), async () =>
        {
            await day.PutAsync(Empty(s_other), cancellationToken);
            (await CommitAsync(days.Store)).Manifest.State.ShouldBe("complete");
        });

        (await CommitAsync(met)).Manifest.State.ShouldBe("complete");

        met.Happened.ShouldBeTrue();
        var manifest = (await Manifest.ReadBelievedAsync(days.Store, CommittedDays.First, cancellationToken))!;
        (manifest.State, manifest.Totals.AccountRegions).ShouldBe(("complete", 2));
        (await days.Store.FactsAsync(manifest.Coverage.Key, cancellationToken))!.Sha256.ShouldBe(manifest.Coverage.Sha256);

        Task<CommitResult> CommitAsync(ILakeStore store) => Commit.CommitAsync(store, CommittedDays.First, null, TimeProvider.System, cancellationToken);
    }

    private static RegionState Empty(AccountRegion one) => new() { AccountId = one.Account, Region = one.Region, Outcome = Outcome.Empty, Attempt = 1 };
}

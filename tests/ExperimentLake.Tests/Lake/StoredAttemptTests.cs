using System.Text;
using ExperimentLake.Columns;
using ExperimentLake.Lake;
using ExperimentLake.Snapshots;
using ExperimentLake.Tests.Catalog;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Lake;

/// <summary>Two runs meet in one account region: the other one comes whole between two puts of the first.</summary>
public sealed class StoredAttemptTests
{
    private static readonly AccountRegion s_one = new(World.Accounts[0], World.Regions[0]);
    private static readonly string s_file = LakeKeys.DataFile(s_one.Account, s_one.Region, CommittedDays.First);
    private static readonly string s_state = LakeKeys.State(s_one.Account, s_one.Region, CommittedDays.First);

    public static TheoryData<string> Keys => [s_file, s_state];

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Of_two_complete_pictures_one_stays_with_its_state(string before)
    {
        using var days = new CommittedDays();

        var stored = await MeetAsync(days, before, first: (Outcome.Complete, ["a", "b"]), other: (Outcome.Complete, ["a", "b"]));

        stored.Said.Outcome.ShouldBe(Outcome.Complete);
        (await SaidAsync(days)).Outcome.ShouldBe(Outcome.Complete);
    }

    [Fact]
    public async Task The_file_with_more_rows_stays()
    {
        using var days = new CommittedDays();

        var stored = await MeetAsync(days, s_state, first: (Outcome.Partial, ["a"]), other: (Outcome.Complete, ["a", "b"]));

        (stored.IsPut, stored.Said.Outcome, stored.Said.Written).ShouldBe((false, Outcome.Complete, 2));
        ((await SaidAsync(days)).Outcome, (await SaidAsync(days)).Written).ShouldBe((Outcome.Complete, 2));
    }

    [Fact]
    public async Task Rows_do_not_become_nobodys_because_another_run_found_none()
    {
        using var days = new CommittedDays();

        var stored = await MeetAsync(days, s_state, first: (Outcome.Empty, []), other: (Outcome.Complete, ["a"]));

        (stored.Said.File, stored.Said.Written).ShouldBe((s_file, 1));
        (await SaidAsync(days)).File.ShouldBe(s_file);
    }

    [Fact]
    public async Task What_is_no_better_is_not_put()
    {
        using var days = new CommittedDays();
        (await PutAsync(days.Store, Outcome.Empty, [])).Said.Outcome.ShouldBe(Outcome.Empty);

        var stored = await PutAsync(days.Store, Outcome.Partial, ["a"]);

        (stored.IsPut, stored.Said.Outcome).ShouldBe((false, Outcome.Empty));
        (await days.Store.FactsAsync(s_file, TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    /// <summary>Files beside other runs' states: a run puts its own both again, while another one comes to its end.</summary>
    [Fact]
    public async Task A_commit_does_not_overtake_who_puts_both_again()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var days = new CommittedDays();
        var day = await Day.LoadAsync(days.Store, CommittedDays.First, cancellationToken);
        await day.PutAsync(new DayPlan(CommittedDays.First, default, World.Accounts.ToDictionary(account => account, IReadOnlyList<string> (_) => World.Regions)), cancellationToken);
        var all = day.Plan!.All().ToList();
        foreach (var one in all)
        {
            await PutAsync(days.Store, Outcome.Complete, ["a"], one);
            await days.Store.DeleteAsync(LakeKeys.State(one.Account, one.Region, CommittedDays.First), cancellationToken);
        }

        var commit = Commit.CommitAsync(days.Store, CommittedDays.First, null, TimeProvider.System, cancellationToken);
        await Task.WhenAll(all.Select(one => PutAsync(days.Store, Outcome.Complete, ["a"], one)));

        (await commit).Manifest.State.ShouldBe("complete");
    }

    /// <summary>While it waits for one account region, another one gets further and all of it is committed.</summary>
    [Fact]
    public async Task A_commit_that_has_waited_does_not_say_what_it_knew_before()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var days = new CommittedDays();
        var other = s_one with { Region = World.Regions[1] };
        var day = await Day.LoadAsync(days.Store, CommittedDays.First, cancellationToken);
        await day.PutAsync(new DayPlan(CommittedDays.First, default, new Dictionary<string, IReadOnlyList<string>> { [s_one.Account] = [s_one.Region, other.Region] }), cancellationToken);
        await PutAsync(days.Store, Outcome.Partial, ["a"]);
        var late = (await PutAsync(days.Store, Outcome.Complete, ["b"], other)).Said;
        await days.Store.DeleteAsync(LakeKeys.State(other.Account, other.Region, CommittedDays.First), cancellationToken);

        var waiting = CommitAsync();
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        await PutAsync(days.Store, Outcome.Complete, ["a"]);
        await day.PutAsync(late, cancellationToken);
        (await CommitAsync()).Manifest.State.ShouldBe("complete");

        (await waiting).Manifest.State.ShouldBe("complete");
        (await Manifest.ReadBelievedAsync(days.Store, CommittedDays.First, cancellationToken))!.State.ShouldBe("complete");

        Task<CommitResult> CommitAsync() => Commit.CommitAsync(days.Store, CommittedDays.First, null, TimeProvider.System, cancellationToken);
    }

    private static async Task<StoredAttempt> MeetAsync(CommittedDays days, string before, (Outcome Outcome, string[] Names) first, (Outcome Outcome, string[] Names) other)
    {
        using var met = new InterposedStore(days.Store, key => key == before, async () => (await PutAsync(days.Store, other.Outcome, other.Names)).Said.Outcome.ShouldBe(other.Outcome));
        var stored = await PutAsync(met, first.Outcome, first.Names);
        met.Happened.ShouldBeTrue();
        return stored;
    }

    private static async Task<StoredAttempt> PutAsync(ILakeStore store, Outcome outcome, string[] names, AccountRegion? of = null)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var one = of ?? s_one;
        var day = await Day.LoadAsync(store, CommittedDays.First, cancellationToken);
        using var rows = new RowFile(store, CommittedDays.First, one);
        foreach (var name in names)
        {
            // No two runs see an experiment at the same moment.
            await rows.AddAsync(new Document(name, one.Region, TimeProvider.System.GetUtcNow(), Encoding.UTF8.GetBytes($$"""{ "Name": "{{name}}" }"""), default, []), cancellationToken);
        }

        var attempt = new RegionState { AccountId = one.Account, Region = one.Region, Outcome = outcome, Listed = names.Length, Written = names.Length, Attempt = 1 };
        return await StoredAttempt.PutAsync(day, attempt, names.Length > 0 ? rows : null);
    }

    /// <summary>What a later run believes: without a look for files that no state describes.</summary>
    private static async Task<RegionState> SaidAsync(CommittedDays days) =>
        (await Day.LoadAsync(days.Store, CommittedDays.First, TestContext.Current.CancellationToken)).StateOf(s_one).ShouldNotBeNull();
}

using System.Globalization;
using System.Text;
using ExperimentLake.Lake;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>What several runs of one day make of each other's work. One account region, eight experiments.</summary>
public sealed class RerunTests(S3Server s3)
{
    private const string Row = "SELECT outcome, listed, written, refused_count, tags_denied, error_code FROM snapshot_coverage";

    [Theory]
    [MemberData(nameof(World.Lakes), MemberType = typeof(World))]
    public async Task A_run_that_ends_denied_does_not_undo_what_another_completed_meanwhile(LakeKind kind)
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = await TestLake.CreateAsync(kind, s3);
        aws.Faults.Add(new() { Kind = FaultKind.Slow, Delay = TimeSpan.FromSeconds(15), Operation = "ListInferenceExperiments", Times = 1 });
        await using var slow = lake.Start(aws, TestLake.Snapshot([World.Accounts[0]], [World.Regions[0]]));
        await CallsAsync(aws, "ListInferenceExperiments", 1);

        (await SnapshotAsync(lake, aws)).ShouldExitWith(0);
        aws.Faults.Deny(operation: "DescribeInferenceExperiment");
        (await slow.EndAsync()).ShouldExitWith(0);

        (await lake.FilesAsync()).Query(Row).ShouldBe("complete | 8 | 8 | 0 | 0 | null");
        (await lake.RunAsync(aws, "verify")).ShouldExitWith(0);
    }

    [Theory]
    [MemberData(nameof(World.Lakes), MemberType = typeof(World))]
    public async Task A_file_whose_state_was_never_written_says_itself_what_it_holds(LakeKind kind)
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = await TestLake.CreateAsync(kind, s3);
        (await SnapshotAsync(lake, aws)).ShouldExitWith(0);
        // As after a kill between the two puts.
        await lake.DeleteAsync((await lake.StampsAsync()).Keys.Single(key => key.EndsWith("/us-east-1.json", StringComparison.Ordinal)));
        aws.Faults.Deny();

        (await SnapshotAsync(lake, aws)).ShouldExitWith(0);

        (await lake.FilesAsync()).Query(Row).ShouldBe("complete | 8 | 8 | 0 | 0 | null");
        (await lake.RunAsync(aws, "verify")).ShouldExitWith(0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{ not JSON")]
    [InlineData("""{ "account_id": "111122223333", "region": "us-east-1", "outcome": "complete", "written": 8 }""")]
    [InlineData("""{ "account_id": "012345678901", "region": "us-east-1", "outcome": "complete", "written": 9 }""")]
    public async Task A_file_that_does_not_say_what_it_holds_is_kept_through_a_denied_run(string? said)
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        (await SnapshotAsync(lake, aws)).ShouldExitWith(0);
        await lake.DeleteAsync((await lake.StampsAsync()).Keys.Single(key => key.EndsWith("/us-east-1.json", StringComparison.Ordinal)));
        var file = (await lake.DataStampsAsync()).Keys.Single();
        await lake.PutAsync(file, Resaid(await lake.GetAsync(file), said));
        aws.Faults.Deny();

        (await SnapshotAsync(lake, aws)).ShouldExitWith(1);

        (await lake.FilesAsync()).Query(Row).ShouldBe("partial | 8 | 8 | 0 | 0 | Interrupted");
        (await lake.RunAsync(aws, "verify")).ShouldExitWith(0);
        aws.Faults.Clear();
        (await SnapshotAsync(lake, aws)).ShouldExitWith(0);
        (await lake.FilesAsync()).Query(Row).ShouldBe("complete | 8 | 8 | 0 | 0 | null");
        (await lake.FilesAsync()).Query("SELECT count(*) FROM inference_experiments").ShouldBe("8");
    }

    [Fact]
    public async Task A_file_whose_state_comes_a_moment_later_is_not_taken_for_one_that_a_killed_run_left()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        (await SnapshotAsync(lake, aws)).ShouldExitWith(0);
        var key = (await lake.StampsAsync()).Keys.Single(key => key.EndsWith("/us-east-1.json", StringComparison.Ordinal));
        var state = await lake.GetAsync(key);
        await lake.DeleteAsync(key);
        using var store = LakeStore.Open(new LakeSettings { Uri = lake.Uri }, TimeProvider.System);
        var day = await Day.LoadAsync(store, DateOnly.Parse(key.Split('/')[1], CultureInfo.InvariantCulture), TestContext.Current.CancellationToken);

        var refreshed = day.RefreshAsync(new AccountRegion(World.Accounts[0], World.Regions[0]), TestContext.Current.CancellationToken);
        await Task.Delay(100, TestContext.Current.CancellationToken);
        await lake.PutAsync(key, state);

        (await refreshed)!.Outcome.ShouldBe(Outcome.Complete);
        (await lake.GetAsync(key)).ShouldBe(state);
    }

    [Fact]
    [Trait(S3Server.Trait, S3Server.TraitValue)]
    public async Task A_file_that_is_not_what_it_is_said_to_be_holds_no_run_up()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = await TestLake.CreateAsync(LakeKind.S3, s3);
        (await SnapshotAsync(lake, aws)).ShouldExitWith(0);
        await lake.DeleteAsync((await lake.StampsAsync()).Keys.Single(key => key.EndsWith("/us-east-1.json", StringComparison.Ordinal)));
        var file = (await lake.DataStampsAsync()).Keys.Single();
        await lake.PutAsync(file, await lake.GetAsync(file), sha256: new string('0', 64));
        aws.Faults.Deny();

        (await SnapshotAsync(lake, aws)).ShouldExitWith(1);

        (await lake.FilesAsync()).Query(Row).ShouldBe("partial | 8 | 8 | 0 | 0 | Interrupted");
        aws.Faults.Clear();
        (await SnapshotAsync(lake, aws)).ShouldExitWith(0);
        (await lake.FilesAsync()).Query(Row).ShouldBe("complete | 8 | 8 | 0 | 0 | null");
        (await lake.RunAsync(aws, "verify")).ShouldExitWith(0);
    }

    [Fact]
    public async Task Rows_without_tags_for_now_are_written_and_get_them_later()
    {
        await using var aws = await World.StartSmallAsync(2);
        await using var lake = TestLake.InDirectory();
        aws.Faults.NotJson("ListTags");

        (await SnapshotAsync(lake, aws)).ShouldExitWith(1);

        (await lake.FilesAsync()).Query(Row).ShouldBe("partial | 2 | 2 | 0 | 2 | InvalidJson");
        (await lake.FilesAsync()).Query("SELECT count(tags) FROM inference_experiments").ShouldBe("0");
        aws.Faults.Clear();
        (await SnapshotAsync(lake, aws)).ShouldExitWith(0);
        (await lake.FilesAsync()).Query(Row).ShouldBe("complete | 2 | 2 | 0 | 0 | null");
        (await lake.FilesAsync()).Query("SELECT count(tags) FROM inference_experiments").ShouldBe("2");
    }

    [Fact]
    public async Task A_day_settles_when_the_experiment_that_was_refused_is_gone()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        var name = aws.World.Experiments(World.Accounts[0], World.Regions[0], aws.Now)[0].Name;
        aws.Faults.Add(new() { Kind = FaultKind.Deny, Name = name });
        (await SnapshotAsync(lake, aws)).ShouldExitWith(1);
        (await lake.FilesAsync()).Query(Row).ShouldBe("partial | 8 | 7 | 1 | 0 | AccessDeniedException");
        aws.Faults.Clear();
        aws.Faults.Vanish(name);

        (await SnapshotAsync(lake, aws)).ShouldExitWith(0);

        (await lake.FilesAsync()).Query(Row).ShouldBe("complete | 8 | 7 | 0 | 0 | null");
    }

    [Fact]
    public async Task What_an_earlier_run_planned_and_did_not_read_keeps_the_day_partial()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        aws.Faults.Slow(TimeSpan.FromMinutes(5));
        await using (var killed = lake.Start(aws, TestLake.Snapshot([World.Accounts[0]], [World.Regions[0], "eu-west-1"])))
        {
            await CallsAsync(aws, "ListInferenceExperiments", 2);

            killed.Kill();
            await killed.EndAsync();
        }

        aws.Faults.Clear();
        (await SnapshotAsync(lake, aws)).ShouldExitWith(1).Error.ShouldContain("012345678901 eu-west-1: failed: NotRead");

        (await lake.FilesAsync()).Query("SELECT region, outcome, error_code, started_at IS NULL FROM snapshot_coverage ORDER BY region").ShouldBe(
            """
            eu-west-1 | failed | NotRead | true
            us-east-1 | complete | null | false
            """);
    }

    [Fact]
    public async Task An_STS_that_does_not_answer_costs_only_the_region_in_question()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        aws.Faults.Slow(TimeSpan.FromSeconds(1));
        await using (var run = lake.Start(aws, TestLake.Snapshot([World.Accounts[0]], [World.Regions[0], "eu-west-1"])))
        {
            // The first call is the run's own; a second one asks about the region that does not know our credentials.
            await CallsAsync(aws, "GetCallerIdentity", 1);
            aws.Faults.Add(new() { Kind = FaultKind.Reset, Operation = "GetCallerIdentity" });
            (await run.EndAsync()).ShouldExitWith(1);
        }

        (await lake.FilesAsync()).Query("SELECT region, outcome, error_code FROM snapshot_coverage ORDER BY region").ShouldBe(
            """
            eu-west-1 | failed | UnrecognizedClientException
            us-east-1 | complete | null
            """);
    }

    [Fact]
    public async Task A_state_that_is_not_ours_is_as_good_as_none()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        (await SnapshotAsync(lake, aws)).ShouldExitWith(0);
        var state = (await lake.StampsAsync()).Keys.Single(key => key.EndsWith("/us-east-1.json", StringComparison.Ordinal));
        var content = await lake.GetAsync(state);
        await lake.PutAsync(state.Replace("012345678901", "12345678901", StringComparison.Ordinal), content);
        await lake.PutAsync(state.Replace("012345678901", "111122223333", StringComparison.Ordinal), content);
        await lake.PutAsync(state.Replace("us-east-1", "eu-west-1", StringComparison.Ordinal), "{}"u8.ToArray());

        (await SnapshotAsync(lake, aws)).ShouldExitWith(0).Output.ShouldContain("Nothing changed");

        (await lake.FilesAsync()).Query("SELECT count(*) FROM snapshot_coverage").ShouldBe("1");
    }

    /// <summary>The other run has looked before this one's put, and its own put arrives after this one's look.</summary>
    [Fact]
    public async Task What_another_runs_late_put_took_the_place_of_is_read_again()
    {
        await using var aws = await World.StartSmallAsync();
        await using var late = TestLake.InDirectory();
        aws.Faults.Add(new() { Kind = FaultKind.Deny, Operation = "DescribeInferenceExperiment", Times = 1 });
        (await SnapshotAsync(late, aws)).ShouldExitWith(1);
        aws.Faults.Replace([new() { Kind = FaultKind.Slow, Delay = TimeSpan.FromSeconds(10), Operation = "ListInferenceExperiments", Region = "eu-west-1", Times = 1 }]);
        await using var lake = TestLake.InDirectory();
        await using var run = lake.Start(aws, TestLake.Snapshot([World.Accounts[0]], [World.Regions[0], "eu-west-1"]));
        var puts = (await late.StampsAsync()).Keys.Where(key => key.Contains(World.Regions[0], StringComparison.Ordinal)).OrderDescending().ToList();
        puts.Count.ShouldBe(2);
        while (!File.Exists(Path.Combine(lake.Uri, puts[0])) || !File.Exists(Path.Combine(lake.Uri, puts[1])))
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        // It has looked at them by then, and is still at work on the other region.
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        foreach (var key in puts)
        {
            await lake.PutAsync(key, await late.GetAsync(key));
        }

        (await run.EndAsync()).ShouldExitWith(0);
        (await lake.FilesAsync()).Query($"{Row} WHERE region = '{World.Regions[0]}'").ShouldBe("complete | 8 | 8 | 0 | 0 | null");
        (await lake.RunAsync(aws, "verify")).ShouldExitWith(0);
    }

    /// <summary>A data file that says something else of itself, or nothing; as long as it was, since all places in it are told by their offsets.</summary>
    private static byte[] Resaid(byte[] file, string? said)
    {
        const string Key = "experiment_lake.state";
        var text = Encoding.Latin1.GetString(file);
        var key = text.LastIndexOf(Key, StringComparison.Ordinal);
        var begin = text.IndexOf('{', key);
        var end = text.IndexOf("\n}", begin, StringComparison.Ordinal) + 2;
        return Encoding.Latin1.GetBytes(said is null
            ? text[..key] + new string('x', Key.Length) + text[(key + Key.Length)..]
            : text[..begin] + said.PadRight(end - begin) + text[end..]);
    }

    private static async Task CallsAsync(SimulatedAws aws, string operation, int calls)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (aws.Calls.Count(operation: operation) < calls && await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
        }
    }

    private static Task<ProcessResult> SnapshotAsync(TestLake lake, SimulatedAws aws) => lake.SnapshotAsync(aws, [World.Accounts[0]], [World.Regions[0]]);
}

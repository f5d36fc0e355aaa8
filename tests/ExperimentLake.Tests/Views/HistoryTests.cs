using ExperimentLake.Lake;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Views;

public sealed class HistoryTests
{
    private const string Account = "012345678901";
    private const string Region = "us-east-1";

    private static readonly KnownExperiment s_other = new("other", "Running");
    private static readonly KnownExperiment s_one = new("one", "Created");

    private static async Task<string> HistoryOf(KnownLake lake)
    {
        using (lake)
        {
            return await lake.QueryAsync("SELECT name, what, from_value, to_value, from_date, to_date FROM experiment_history ORDER BY to_date, creation_time, what");
        }
    }

    private static KnownLake Lake(params (string Date, Outcome Outcome, KnownExperiment[] Experiments)[] days) =>
        days.Aggregate(new KnownLake(), (lake, day) => lake.Add(day.Date, Account, Region, day.Outcome, day.Experiments));

    [Fact]
    public async Task One_day_only_shows_no_change() =>
        (await HistoryOf(Lake(("2026-11-01", Outcome.Complete, [s_one, s_other])))).ShouldBe("");

    [Fact]
    public async Task Creation_and_deletion_are_told_with_both_dates() =>
        (await HistoryOf(Lake(
            ("2026-11-01", Outcome.Complete, [s_other]),
            ("2026-11-02", Outcome.Complete, [s_one, s_other]),
            ("2026-11-03", Outcome.Complete, [s_one, s_other]),
            ("2026-11-04", Outcome.Complete, [s_other])))).ShouldBe("""
            one | created | null | Created | 2026-11-01 | 2026-11-02
            one | deleted | Created | null | 2026-11-03 | 2026-11-04
            """);

    [Fact]
    public async Task Creation_on_an_empty_date_and_deletion_of_all_are_told() =>
        (await HistoryOf(Lake(
            ("2026-11-01", Outcome.Empty, []),
            ("2026-11-02", Outcome.Complete, [s_one]),
            ("2026-11-03", Outcome.Empty, [])))).ShouldBe("""
            one | created | null | Created | 2026-11-01 | 2026-11-02
            one | deleted | Created | null | 2026-11-02 | 2026-11-03
            """);

    /// <summary>Failed, denied and partial dates, and dates without any coverage, prove neither presence nor absence.</summary>
    [Theory]
    [InlineData(Outcome.Failed)]
    [InlineData(Outcome.Denied)]
    [InlineData(Outcome.Throttled)]
    [InlineData(Outcome.Unsupported)]
    [InlineData(Outcome.Blocked)]
    [InlineData(null)]
    public async Task A_date_that_is_not_covered_is_skipped(Outcome? outcome)
    {
        var lake = Lake(("2026-11-01", Outcome.Complete, [s_one, s_other]), ("2026-11-03", Outcome.Complete, [s_one with { Status = "Running" }, s_other]));
        if (outcome is { } between)
        {
            lake.Add("2026-11-02", Account, Region, between);
        }

        (await HistoryOf(lake)).ShouldBe("one | status | Created | Running | 2026-11-01 | 2026-11-03");
    }

    [Fact]
    public async Task What_a_partial_date_lacks_is_not_deleted_and_what_it_has_is_seen() =>
        (await HistoryOf(Lake(
            ("2026-11-01", Outcome.Complete, [s_one, s_other]),
            ("2026-11-02", Outcome.Partial, [s_other with { Status = "Completed" }]),
            ("2026-11-03", Outcome.Partial, [s_other with { Status = "Completed" }]),
            ("2026-11-04", Outcome.Complete, [s_other with { Status = "Completed" }])))).ShouldBe("""
            other | status | Running | Completed | 2026-11-01 | 2026-11-02
            one | deleted | Created | null | 2026-11-01 | 2026-11-04
            """);

    [Fact]
    public async Task What_was_first_seen_after_partial_dates_alone_has_no_known_beginning() =>
        (await HistoryOf(Lake(("2026-11-01", Outcome.Partial, [s_other]), ("2026-11-02", Outcome.Complete, [s_one, s_other])))).ShouldBe("");

    [Fact]
    public async Task The_same_name_created_again_is_another_experiment() =>
        (await HistoryOf(Lake(
            ("2026-11-01", Outcome.Complete, [s_one]),
            ("2026-11-02", Outcome.Complete, [s_one with { Created = "2026-11-01T12:00:00Z", Status = "Running" }])))).ShouldBe("""
            one | deleted | Created | null | 2026-11-01 | 2026-11-02
            one | created | null | Running | 2026-11-01 | 2026-11-02
            """);

    [Fact]
    public async Task What_is_there_again_has_reappeared() =>
        (await HistoryOf(Lake(
            ("2026-11-01", Outcome.Complete, [s_one, s_other]),
            ("2026-11-02", Outcome.Complete, [s_other]),
            ("2026-11-03", Outcome.Complete, [s_one, s_other])))).ShouldBe("""
            one | deleted | Created | null | 2026-11-01 | 2026-11-02
            one | reappeared | null | Created | 2026-11-02 | 2026-11-03
            """);

    [Fact]
    public async Task Every_kind_of_change_is_told()
    {
        var after = s_one with
        {
            Status = "Running",
            Sampling = 50,
            Start = "2026-11-01T10:00:00.5Z",
            Variants = [("shadow", 3, "ml.g5.xlarge"), ("production", 2, "ml.m5.large")],
            Tags = new Dictionary<string, string> { ["team"] = "risk", ["note"] = "" },
        };
        (await HistoryOf(Lake(
            ("2026-11-01", Outcome.Complete, [s_one with { End = "2026-11-08T10:00:00Z" }]),
            ("2026-11-02", Outcome.Complete, [after]),
            // The order in which AWS lists them is no change.
            ("2026-11-03", Outcome.Complete, [after with { Variants = [.. after.Variants.Reverse()], Tags = after.Tags.Reverse().ToDictionary() }])))).ShouldBe("""
            one | sampling_percentage | 20 | 50 | 2026-11-01 | 2026-11-02
            one | schedule | ../2026-11-08T10:00:00Z | 2026-11-01T10:00:00Z/.. | 2026-11-01 | 2026-11-02
            one | status | Created | Running | 2026-11-01 | 2026-11-02
            one | tags |  | note=, team=risk | 2026-11-01 | 2026-11-02
            one | variants | production: model-of-production on 2 x ml.m5.large, shadow: model-of-shadow on 1 x ml.g5.xlarge | production: model-of-production on 2 x ml.m5.large, shadow: model-of-shadow on 3 x ml.g5.xlarge | 2026-11-01 | 2026-11-02
            """);
    }

    [Fact]
    public async Task Unknown_tags_are_no_change()
    {
        var tagged = new Dictionary<string, string> { ["team"] = "risk" };
        (await HistoryOf(Lake(
            ("2026-11-01", Outcome.Complete, [s_one with { Tags = tagged }, s_other with { Tags = null }]),
            ("2026-11-02", Outcome.Complete, [s_one with { Tags = null }, s_other with { Tags = tagged }]),
            ("2026-11-03", Outcome.Complete, [s_one with { Tags = tagged }, s_other with { Tags = null }]),
            ("2026-11-04", Outcome.Complete, [s_one with { Tags = new Dictionary<string, string>() }, s_other with { Tags = null }])))).ShouldBe("one | tags | team=risk |  | 2026-11-03 | 2026-11-04");
    }

    [Fact]
    public async Task Account_regions_do_not_mix()
    {
        var lake = Lake(("2026-11-01", Outcome.Complete, [s_one]), ("2026-11-02", Outcome.Complete, [s_one]));
        lake.Add("2026-11-01", "111122223333", Region, Outcome.Empty).Add("2026-11-02", "111122223333", Region, Outcome.Complete, s_one);
        lake.Add("2026-11-01", Account, "eu-west-1", Outcome.Complete, s_one).Add("2026-11-02", Account, "eu-west-1", Outcome.Denied);

        using (lake)
        {
            (await lake.QueryAsync("SELECT account_id, region, what FROM experiment_history")).ShouldBe("111122223333 | us-east-1 | created");
        }
    }
}

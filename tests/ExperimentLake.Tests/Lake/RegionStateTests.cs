using ExperimentLake.Lake;

namespace ExperimentLake.Tests.Lake;

public sealed class RegionStateTests
{
    [Theory]
    [InlineData(Outcome.Complete, 5, Outcome.Complete, 6, false)]
    [InlineData(Outcome.Complete, 5, Outcome.Partial, 6, false)]
    [InlineData(Outcome.Complete, 5, Outcome.Denied, 0, false)]
    [InlineData(Outcome.Empty, 0, Outcome.Denied, 0, false)]
    [InlineData(Outcome.Empty, 0, Outcome.Unsupported, 0, false)]
    [InlineData(Outcome.Empty, 0, Outcome.Complete, 1, true)]
    [InlineData(Outcome.Partial, 5, Outcome.Partial, 5, false)]
    [InlineData(Outcome.Partial, 5, Outcome.Partial, 6, true)]
    [InlineData(Outcome.Partial, 5, Outcome.Complete, 4, false)]
    [InlineData(Outcome.Partial, 5, Outcome.Complete, 5, true)]
    [InlineData(Outcome.Partial, 5, Outcome.Failed, 0, false)]
    [InlineData(Outcome.Partial, 0, Outcome.Empty, 0, true)]
    [InlineData(Outcome.Failed, 0, Outcome.Throttled, 0, true)]
    [InlineData(Outcome.Failed, 0, Outcome.Failed, 0, false)]
    [InlineData(Outcome.Denied, 0, Outcome.Partial, 1, true)]
    public void A_later_attempt_takes_the_place_of_an_earlier_one_only_when_more_is_known_by_it(
        Outcome before, int written, Outcome after, int writtenAfter, bool yields) =>
        State(before, written).YieldsTo(State(after, writtenAfter)).ShouldBe(yields);

    [Fact]
    public void As_many_rows_with_more_tags_are_more() =>
        (State(Outcome.Partial, 5) with { TagsDenied = 5 }).YieldsTo(State(Outcome.Partial, 5) with { TagsDenied = 2 }).ShouldBeTrue();

    private static RegionState State(Outcome outcome, int written) => new()
    {
        AccountId = "012345678901",
        Region = "us-east-1",
        Outcome = outcome,
        Listed = written,
        Written = written,
        File = written > 0 ? "a file" : null,
    };
}

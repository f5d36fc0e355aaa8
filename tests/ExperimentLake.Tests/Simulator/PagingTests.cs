using ExperimentLake.Simulator;

namespace ExperimentLake.Tests.Simulator;

public sealed class PagingTests
{
    private const string Account = "012345678901";
    private const string Region = "us-east-1";
    private static readonly DateTimeOffset s_day = new(2026, 11, 22, 0, 15, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("CreationTime", "Ascending")]
    [InlineData("Name", "Ascending")]
    [InlineData("Name", "Descending")]
    public async Task Who_lives_through_a_listing_is_listed_once_though_others_come_and_go(string sortBy, string sortOrder)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var aws = await SimulatedAws.StartAsync(new() { ExperimentsPerAccount = 300 }, ct: ct);
        using var client = new SignedClient(aws);
        aws.Now = s_day;

        var (names, token) = await client.ListAsync(new { SortBy = sortBy, SortOrder = sortOrder, MaxResults = 20 }, ct);
        List<string> listed = [.. names];
        while (token is not null)
        {
            aws.Now += TimeSpan.FromHours(2);
            (names, token) = await client.ListAsync(new { SortBy = sortBy, SortOrder = sortOrder, MaxResults = 20, NextToken = token }, ct);
            listed.AddRange(names);
        }

        var before = aws.World.Experiments(Account, Region, s_day);
        var after = aws.World.Experiments(Account, Region, aws.Now);
        after.Max(each => each.CreationTime).ShouldBeGreaterThan(s_day);
        var stayed = before.Where(each => after.Any(other => other.Arn == each.Arn && other.CreationTime == each.CreationTime)).ToArray();
        stayed.Length.ShouldBeInRange(200, before.Count - 1);
        stayed.ShouldAllBe(each => listed.Count(name => name == each.Name) == 1);
        if (sortBy == "CreationTime")
        {
            // Those born meanwhile are at the end.
            listed[^1].ShouldBe(after[^1].Name);
        }
    }

    [Fact]
    public async Task Tags_come_in_pages_that_add_up_to_the_truth()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var aws = await SimulatedAws.StartAsync(new() { ExperimentsPerAccount = 200 }, ct: ct);
        using var client = new SignedClient(aws);
        aws.Now = s_day;
        var most = aws.World.Experiments(Account, Region, s_day).MaxBy(each => each.Tags.Count)!;

        List<KeyValuePair<string, string>> tags = [];
        var pages = 0;
        string? token = null;
        do
        {
            var reply = await client.AskAsync("ListTags", new { ResourceArn = most.Arn, NextToken = token, MaxResults = 50 }, ct);
            tags.AddRange(reply["Tags"]!.AsArray().Select(tag => KeyValuePair.Create((string)tag!["Key"]!, (string)tag["Value"]!)));
            token = (string?)reply["NextToken"];
            pages++;
        }
        while (token is not null);

        tags.Count.ShouldBe(50);
        tags.ShouldBe(most.Tags);
        pages.ShouldBe(3);
    }

    [Fact]
    public async Task Describe_serves_the_very_bytes_of_the_truth()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var aws = await SimulatedAws.StartAsync(new(), ct: ct);
        using var client = new SignedClient(aws);
        aws.Now = s_day;
        var truth = aws.World.Experiments(Account, Region, s_day)[3];

        using var response = await client.SendAsync("DescribeInferenceExperiment", new { truth.Name }, ct);

        (await response.Content.ReadAsByteArrayAsync(ct)).ShouldBe(truth.Describe.ToArray());
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("$$$")]
    [InlineData("YWJjZGVmZ2hpamtsbW5vcA")]
    public async Task A_token_that_was_never_handed_out_is_a_validation_error(string token)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var aws = await SimulatedAws.StartAsync(new(), ct: ct);
        using var client = new SignedClient(aws);

        var reply = await client.AskAsync("ListInferenceExperiments", new { NextToken = token }, ct);

        ((string?)reply["__type"]).ShouldBe("ValidationException");
    }
}

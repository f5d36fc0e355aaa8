using System.Text;
using System.Text.RegularExpressions;
using ExperimentLake.Simulator;

namespace ExperimentLake.Tests.Simulator;

public sealed class WorldTests
{
    private const string Account = "012345678901";
    private const string Region = "us-east-1";
    private static readonly DateTimeOffset s_day = new(2026, 11, 22, 0, 15, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        await using var one = await StartAsync(new() { Seed = 7 });
        await using var same = await StartAsync(new() { Seed = 7 });
        await using var other = await StartAsync(new() { Seed = 8 });

        Text(same).ShouldBe(Text(one));
        Text(other).ShouldNotBe(Text(one));

        static string Text(SimulatedAws aws) => string.Join('\n', aws.World.Experiments(Account, Region, s_day).Select(each =>
            $"{Encoding.UTF8.GetString(each.Describe.Span)} {Encoding.UTF8.GetString(each.Summary.Span)} {string.Join(',', each.Tags)}"));
    }

    [Fact]
    public async Task All_eight_statuses_are_seen_within_60_days_and_none_is_stuck()
    {
        await using var aws = await StartAsync(new() { ExperimentsPerAccount = 200 });

        var seen = new Dictionary<string, HashSet<string>>();
        for (var hour = 0; hour < 60 * 24; hour++)
        {
            foreach (var each in aws.World.Experiments(Account, Region, s_day.AddHours(hour)))
            {
                seen.TryAdd(each.Status, []);
                seen[each.Status].Add(each.Name);
            }
        }

        seen.Keys.ShouldBe(
            ["Creating", "Created", "Updating", "Running", "Starting", "Stopping", "Completed", "Cancelled"], ignoreOrder: true);
        seen["Running"].Count.ShouldBeGreaterThan(150);
    }

    [Fact]
    public async Task A_name_comes_back_after_its_deletion_with_a_later_creation_time()
    {
        await using var aws = await StartAsync(new());

        var earlier = aws.World.Experiments(Account, Region, s_day).ToDictionary(each => each.Name, each => each.CreationTime);
        var later = aws.World.Experiments(Account, Region, s_day.AddDays(60)).Where(each => earlier.ContainsKey(each.Name)).ToArray();

        later.Length.ShouldBeGreaterThan(20);
        later.ShouldAllBe(each => each.CreationTime > earlier[each.Name]);
    }

    [Fact]
    public async Task Without_deletions_there_are_exactly_as_many_as_asked_for_and_they_stay()
    {
        await using var aws = await StartAsync(new()
        {
            Accounts = [Account, "111122223333"],
            Regions = [Region, "eu-west-1", "ap-southeast-2"],
            ExperimentsPerAccount = 100,
            Deletions = false,
        });

        string[] At(DateTimeOffset at) =>
        [
            .. from region in (string[])[Region, "eu-west-1", "ap-southeast-2"]
               from each in aws.World.Experiments("111122223333", region, at)
               select $"{each.Arn} {each.CreationTime:O}",
        ];
        At(s_day).Length.ShouldBe(100);
        At(s_day.AddYears(20)).ShouldBe(At(s_day));
    }

    [Theory]
    [InlineData(2000)]
    [InlineData(2026)]
    [InlineData(2300)]
    public async Task The_average_holds_in_any_year(int year)
    {
        await using var aws = await StartAsync(new() { ExperimentsPerAccount = 1000 });

        aws.World.Experiments(Account, Region, new(year, 6, 1, 0, 0, 0, TimeSpan.Zero)).Count.ShouldBeInRange(920, 1080);
    }

    [Fact]
    public async Task Names_are_unique_and_of_the_shape_that_the_service_allows()
    {
        await using var aws = await StartAsync(new() { ExperimentsPerAccount = 50_000, Deletions = false });

        var names = aws.World.Experiments(Account, Region, s_day).Select(each => each.Name).ToArray();

        names.Distinct(StringComparer.OrdinalIgnoreCase).Count().ShouldBe(50_000);
        names.ShouldAllBe(name => name.Length <= 120 && Regex.IsMatch(name, "^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,119}$"));
        names.Max(name => name.Length).ShouldBe(120);
    }

    private static Task<SimulatedAws> StartAsync(SimulatorOptions options) =>
        SimulatedAws.StartAsync(options, ct: TestContext.Current.CancellationToken);
}

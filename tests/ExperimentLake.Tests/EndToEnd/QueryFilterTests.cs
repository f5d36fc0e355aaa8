using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>A part of a lake, by date and account.</summary>
public sealed class QueryFilterTests(S3Server s3, DemoFiles demo)
{
    private const string Experiments = "SELECT account_id, snapshot_date, count(*) FROM inference_experiments WHERE true GROUP BY ALL ORDER BY ALL";
    private const string Coverage = "SELECT account_id, snapshot_date, count(*) FROM snapshot_coverage WHERE true GROUP BY ALL ORDER BY ALL";

    /// <summary>Of the three accounts and dates: which are left.</summary>
    public static TheoryData<int?, string> Filters { get; } = new()
    {
        { null, "" },
        { 1, "" },
        { 3, "" },
        { null, "1" },
        { null, "0,2" },
        { 2, "0" },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task A_filter_gives_what_a_condition_gives(int? since, string accounts)
    {
        var lake = await demo.LakeAsync();
        var (arguments, condition, _) = await PartAsync(since, accounts);
        foreach (var question in (string[])[Experiments, Coverage])
        {
            var answer = (await lake.FilesAsync()).Query(question.Replace("WHERE true", condition, StringComparison.Ordinal)).Replace(" | ", ",", StringComparison.Ordinal);

            var result = await lake.RunAsync(null, ["query", question, "--format", "csv", .. arguments]);

            result.ShouldExitWith(0).Output.ShouldBe($"account_id,snapshot_date,count_star()\n{(answer.Length == 0 ? "" : $"{answer}\n")}");
        }
    }

    [Theory]
    [MemberData(nameof(Filters))]
    [Trait(S3Server.Trait, S3Server.TraitValue)]
    public async Task Of_a_bucket_only_what_a_filter_leaves_is_listed_and_fetched(int? since, string accounts)
    {
        await using var bucket = await QueriedBucket.CreateAsync(s3, await demo.FilesAsync());
        var (arguments, condition, isLeft) = await PartAsync(since, accounts);
        foreach (var question in (string[])[Experiments, Coverage])
        {
            var answer = (await demo.FilesAsync()).Query(question.Replace("WHERE true", condition, StringComparison.Ordinal)).Replace(" | ", ",", StringComparison.Ordinal);

            var result = await bucket.QueryAsync(question, arguments);

            result.ShouldExitWith(0).Output.ShouldBe($"account_id,snapshot_date,count_star()\n{(answer.Length == 0 ? "" : $"{answer}\n")}");
            var (fetched, listed) = bucket.Asked();
            fetched.ShouldBe((await KeysAsync()).Where(key => question.Contains(key.Split('/')[0], StringComparison.Ordinal) && isLeft(key)));
            listed.ShouldBe(await ListingsAsync(question, arguments));
        }
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task A_view_counts_no_account_region_that_a_filter_leaves_out(int? since, string accounts)
    {
        var lake = await demo.LakeAsync();
        var (arguments, condition, _) = await PartAsync(since, accounts);

        var result = await lake.RunAsync(null, ["query", "SELECT coalesce(sum(account_regions), 0) AS n FROM snapshots", "--format", "csv", .. arguments]);

        result.ShouldExitWith(0).Output.ShouldBe($"n\n{(await lake.FilesAsync()).Query($"SELECT count(*) FROM snapshot_coverage {condition}")}\n");
    }

    [Fact]
    [Trait(S3Server.Trait, S3Server.TraitValue)]
    public async Task A_filtered_query_forgets_nothing_that_it_did_not_look_for()
    {
        await using var bucket = await QueriedBucket.CreateAsync(s3, await demo.FilesAsync());
        await bucket.QueryAsync(Experiments);
        var copies = bucket.Copies;
        var (arguments, _, isLeft) = await PartAsync(2, "0");
        foreach (var key in copies)
        {
            await bucket.Lake.DeleteAsync(key);
        }

        (await bucket.QueryAsync(Coverage, arguments)).ShouldExitWith(0);
        bucket.Copies.Where(key => key.StartsWith("inference", StringComparison.Ordinal)).ShouldBe(copies);
        (await bucket.QueryAsync(Experiments, arguments)).ShouldExitWith(0);

        bucket.Copies.Where(key => key.StartsWith("inference", StringComparison.Ordinal)).ShouldBe(copies.Where(key => !isLeft(key)));
    }

    [Fact]
    public async Task Accounts_may_be_given_one_by_one()
    {
        var lake = await demo.LakeAsync();
        var ids = await IdsAsync();

        var result = await lake.RunAsync(null, "query", "--account", ids[0], "SELECT DISTINCT account_id FROM snapshot_coverage ORDER BY 1", "--account", ids[2], "--format", "csv");

        result.ShouldExitWith(0).Output.ShouldBe($"account_id\n{ids[0]}\n{ids[2]}\n");
    }

    [Theory]
    [InlineData("--account '1234' is no account id", "--account", "1234")]
    [InlineData("--account '' is no account id", "--account", "012345678901,")]
    [InlineData("--account '../../etc' is no account id", "--account", "012345678901,../../etc")]
    [InlineData("'--since'", "--since", "yesterday")]
    public async Task A_filter_that_makes_no_sense_is_refused(string message, params string[] arguments)
    {
        await using var lake = TestLake.InDirectory();

        (await lake.RunAsync(null, ["query", "SELECT 1", .. arguments])).ShouldExitWith(3).Error.ShouldContain(message);
    }

    /// <summary>The arguments, what SQL says for them, and which files they leave.</summary>
    private async Task<(List<string> Arguments, string Condition, Func<string, bool> IsLeft)> PartAsync(int? since, string accounts)
    {
        var (dates, ids) = (await DatesAsync(), await IdsAsync());
        var date = since is null ? null : since == 3 ? "9999-01-01" : dates[since.Value];
        var chosen = accounts.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(index => ids[int.Parse(index, System.Globalization.CultureInfo.InvariantCulture)]).ToList();
        return (
            [.. date is null ? (string[])[] : ["--since", date], .. chosen.Count == 0 ? (string[])[] : ["--account", string.Join(',', chosen)]],
            $"WHERE {(date is null ? "true" : $"snapshot_date >= '{date}'")} AND {(chosen.Count == 0 ? "true" : $"account_id IN ('{string.Join("', '", chosen)}')")}",
            key => (date is null || string.CompareOrdinal(key.Split("snapshot_date=")[1][..10], date) >= 0)
                && (chosen.Count == 0 || !key.Contains("account_id=", StringComparison.Ordinal) || chosen.Any(id => key.Contains(id, StringComparison.Ordinal))));
    }

    /// <summary>Accounts are only looked for where none is given, and below a folder nothing before the first date.</summary>
    private async Task<IEnumerable<string>> ListingsAsync(string question, List<string> arguments)
    {
        var (since, account) = (arguments.IndexOf("--since"), arguments.IndexOf("--account"));
        var folders = question == Coverage ? ["snapshot_coverage/"]
            : (account < 0 ? await IdsAsync() : arguments[account + 1].Split(',')).Select(id => $"inference_experiments/account_id={id}/");
        return [.. question == Coverage || account >= 0 ? (string[])[] : ["inference_experiments/"],
            .. folders.Select(folder => since < 0 ? folder : $"{folder} after {folder}snapshot_date={arguments[since + 1]}")];
    }

    private async Task<string[]> DatesAsync() => (await demo.FilesAsync()).Query("SELECT DISTINCT snapshot_date FROM snapshot_coverage ORDER BY 1").Split('\n');

    private async Task<string[]> IdsAsync() => (await demo.FilesAsync()).Query("SELECT DISTINCT account_id FROM snapshot_coverage ORDER BY 1").Split('\n');

    private async Task<IReadOnlyList<string>> KeysAsync() =>
        [.. (await (await demo.LakeAsync()).StampsAsync()).Keys.Where(key => key.EndsWith(".parquet", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
}

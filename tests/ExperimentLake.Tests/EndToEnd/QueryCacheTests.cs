using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>What of a bucket is fetched, and what is kept.</summary>
[Trait(S3Server.Trait, S3Server.TraitValue)]
public sealed class QueryCacheTests(S3Server s3, DemoFiles demo)
{
    private const string Count = "SELECT count(*) FROM inference_experiments";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_query_fetches_nothing_and_lists_by_account()
    {
        await using var bucket = await CreateAsync();
        var keys = await KeysAsync();

        var first = await bucket.QueryAsync(Count);
        bucket.Asked().Fetched.ShouldBe(keys);
        var second = await bucket.QueryAsync(Count);

        var (fetched, listed) = bucket.Asked();
        fetched.ShouldBeEmpty();
        listed.ShouldBe(["inference_experiments/", .. keys.Select(key => key[..(key.IndexOf("/snapshot", StringComparison.Ordinal) + 1)]).Distinct()]);
        var answer = $"count_star()\n{(await demo.FilesAsync()).Query(Count)}\n";
        first.ShouldExitWith(0).Output.ShouldBe(answer);
        second.ShouldExitWith(0).Output.ShouldBe(answer);
        bucket.Copies.ShouldBe(keys);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path.Combine(bucket.Cache, "experiment-lake")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task What_has_changed_is_fetched_again_and_what_is_gone_is_forgotten()
    {
        await using var bucket = await CreateAsync();
        var keys = await KeysAsync();
        await bucket.QueryAsync(Count);
        await bucket.Lake.PutAsync(keys[0], await bucket.Lake.GetAsync(keys[1]));
        // As long as before: the account in what the file says of itself.
        var content = await bucket.Lake.GetAsync(keys[1]);
        content[content.AsSpan().LastIndexOf("012345678901"u8)]++;
        await bucket.Lake.PutAsync(keys[1], content);
        await bucket.Lake.DeleteAsync(keys[^1]);
        bucket.Asked();

        var result = await bucket.QueryAsync(Count);

        bucket.Asked().Fetched.ShouldBe([keys[0], keys[1]]);
        result.ShouldExitWith(0).Output.ShouldBe($"count_star()\n{(await bucket.Lake.FilesAsync()).Query(Count)}\n");
        bucket.Copies.ShouldBe(keys.SkipLast(1));
    }

    [Fact]
    public async Task A_copy_of_another_size_is_fetched_again()
    {
        await using var bucket = await CreateAsync();
        await bucket.QueryAsync(Count);
        bucket.Asked();
        var copy = Directory.EnumerateFiles(bucket.Cache, "*.parquet", SearchOption.AllDirectories).First();
        await using (var file = File.OpenWrite(copy))
        {
            file.SetLength(file.Length - 1);
        }

        var result = await bucket.QueryAsync(Count);

        bucket.Asked().Fetched.Count.ShouldBe(1);
        result.ShouldExitWith(0).Output.ShouldBe($"count_star()\n{(await demo.FilesAsync()).Query(Count)}\n");
    }

    [Fact]
    public async Task A_copy_that_another_query_reads_stays_until_that_has_ended()
    {
        await using var bucket = await CreateAsync();
        var keys = await KeysAsync();
        await bucket.QueryAsync(Count);
        await bucket.Lake.PutAsync(keys[0], await bucket.Lake.GetAsync(keys[1]));
        var (reached, open) = (new TaskCompletionSource(), new TaskCompletionSource());
        bucket.Answer = async (_, _) =>
        {
            reached.TrySetResult();
            await open.Task;
            return false;
        };
        await using var slow = bucket.Start(Count);
        await reached.Task.WaitAsync(Cancellation);
        bucket.Answer = (_, _) => Task.FromResult(false);
        var before = (await bucket.Lake.FilesAsync()).Query(Count);
        await bucket.Lake.DeleteAsync(keys[^1]);

        (await bucket.QueryAsync(Count)).ShouldExitWith(0).Output.ShouldBe($"count_star()\n{(await bucket.Lake.FilesAsync()).Query(Count)}\n");

        bucket.Copies.ShouldContain(keys[^1]);
        open.SetResult();
        (await slow.EndAsync()).ShouldExitWith(0).Output.ShouldBe($"count_star()\n{before}\n");
        (await bucket.QueryAsync(Count)).ShouldExitWith(0);
        bucket.Copies.ShouldNotContain(keys[^1]);
    }

    [Fact]
    public async Task Queries_at_once_fetch_side_by_side()
    {
        await using var bucket = await CreateAsync();
        var keys = await KeysAsync();
        var (asking, all) = (0, new TaskCompletionSource());
        bucket.Answer = async (key, _) =>
        {
            if (key == keys[0] && Interlocked.Increment(ref asking) == 4)
            {
                all.SetResult();
            }

            await all.Task.WaitAsync(TimeSpan.FromMinutes(2), Cancellation);
            return false;
        };

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => bucket.QueryAsync(Count)));

        foreach (var result in results)
        {
            result.ShouldExitWith(0).Output.ShouldBe($"count_star()\n{(await demo.FilesAsync()).Query(Count)}\n");
        }

        bucket.Copies.ShouldBe(keys);
        bucket.Leftovers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_lakes_share_no_copies()
    {
        await using var one = await CreateAsync();
        await using var other = await CreateAsync();
        await one.QueryAsync(Count);

        await using var process = other.StartWith([new("XDG_CACHE_HOME", one.Cache)], Count);

        (await process.EndAsync()).ShouldExitWith(0);
        other.Asked().Fetched.ShouldBe(await KeysAsync());
    }

    [Fact]
    public async Task Without_a_place_for_a_cache_a_query_answers_all_the_same()
    {
        await using var bucket = await CreateAsync();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["file"], "no directory", Cancellation);

        await using var process = bucket.StartWith([new("HOME", folder["file"]), new("TMPDIR", folder.Path)], Count);

        var result = (await process.EndAsync()).ShouldExitWith(0);
        result.Output.ShouldBe($"count_star()\n{(await demo.FilesAsync()).Query(Count)}\n");
        result.Error.ShouldContain("is not kept for the next query");
        result.Error.ShouldContain("Set XDG_CACHE_HOME");
        Directory.EnumerateFiles(folder.Path, "*.parquet", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    private async Task<QueriedBucket> CreateAsync() => await QueriedBucket.CreateAsync(s3, await demo.FilesAsync());

    private async Task<IReadOnlyList<string>> KeysAsync() => [.. (await (await demo.LakeAsync()).DataStampsAsync()).Keys.Order(StringComparer.Ordinal)];
}

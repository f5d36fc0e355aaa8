using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>Fetches that take long, break off, or meet with a bucket that changes meanwhile.</summary>
[Trait(S3Server.Trait, S3Server.TraitValue)]
public sealed class QueryFetchTests(S3Server s3, DemoFiles demo)
{
    private const string Count = "SELECT count(*) FROM inference_experiments";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_fetch_that_ends_midway_leaves_whole_copies_and_the_next_query_fetches_the_rest(bool kill)
    {
        await using var bucket = await CreateAsync();
        var keys = await KeysAsync();
        var reached = new TaskCompletionSource();
        bucket.Answer = async (key, http) =>
        {
            if (key == keys[^1])
            {
                // The head of the answer, a little of its body, and then nothing.
                var content = await bucket.Lake.GetAsync(key);
                http.Response.ContentLength = content.Length;
                http.Response.Headers.ETag = (await bucket.Lake.StampsAsync())[key].Split(' ')[1];
                await http.Response.Body.WriteAsync(content.AsMemory(0, 100), http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                try
                {
                    await UntilAsync(() => bucket.Copies.Count == keys.Count - 1 && bucket.Leftovers.Count == 1);
                    reached.TrySetResult();
                }
                catch (Exception exception)
                {
                    reached.TrySetException(exception);
                }

                await Task.Delay(Timeout.Infinite, http.RequestAborted);
            }

            return false;
        };
        await using (var process = bucket.Start(Count))
        {
            await reached.Task.WaitAsync(Cancellation);
            if (kill)
            {
                process.Kill();
                (await process.EndAsync()).ExitCode.ShouldBe(137);
            }
            else
            {
                await process.InterruptAsync();
                (await process.EndAsync()).ShouldExitWith(2).Error.ShouldEndWith("Stopped.\n");
                bucket.Leftovers.ShouldBeEmpty();
            }
        }

        bucket.Answer = (_, _) => Task.FromResult(false);
        bucket.Asked();
        bucket.Copies.ShouldBe(keys.SkipLast(1));

        var result = await bucket.QueryAsync(Count);

        bucket.Asked().Fetched.ShouldBe([keys[^1]]);
        result.ShouldExitWith(0).Output.ShouldBe($"count_star()\n{(await demo.FilesAsync()).Query(Count)}\n");
        bucket.Leftovers.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_object_that_is_replaced_after_it_was_listed_is_read_as_it_is_now_and_one_that_is_deleted_is_not()
    {
        await using var bucket = await CreateAsync();
        var keys = await KeysAsync();
        var other = await bucket.Lake.GetAsync(keys[1]);
        var first = 0;
        bucket.Answer = async (key, _) =>
        {
            if (key == keys[0] && Interlocked.Increment(ref first) == 1)
            {
                await bucket.Lake.PutAsync(key, other);
            }
            else if (key == keys[^1])
            {
                await bucket.Lake.DeleteAsync(key);
            }

            return false;
        };

        var result = await bucket.QueryAsync(Count);

        result.ShouldExitWith(0).Output.ShouldBe($"count_star()\n{(await bucket.Lake.FilesAsync()).Query(Count)}\n");
        bucket.Asked();
        (await bucket.QueryAsync(Count)).ShouldExitWith(0);
        bucket.Asked().Fetched.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_asked_for_again()
    {
        await using var bucket = await CreateAsync();
        var keys = await KeysAsync();
        var broken = 0;
        bucket.Answer = async (key, http) =>
        {
            if (key != keys[0] || Interlocked.Increment(ref broken) > 1)
            {
                return false;
            }

            http.Response.ContentLength = 5000;
            http.Response.Headers.ETag = (await bucket.Lake.StampsAsync())[key].Split(' ')[1];
            await http.Response.Body.WriteAsync(new byte[100], http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            // Before it has come to the answer, the SDK asks again by itself.
            await UntilAsync(() => bucket.Copies.Count == keys.Count - 1 && bucket.Leftovers.Count == 1);
            http.Abort();
            return true;
        };

        var result = await bucket.QueryAsync(Count);

        broken.ShouldBe(2);
        result.ShouldExitWith(0).Output.ShouldBe($"count_star()\n{(await demo.FilesAsync()).Query(Count)}\n");
    }

    [Fact]
    public async Task A_long_fetch_tells_how_far_it_is_and_the_result_stays_clean()
    {
        await using var bucket = await CreateAsync();
        var keys = await KeysAsync();
        var open = new TaskCompletionSource();
        bucket.Answer = async (key, _) =>
        {
            await (key == keys[^1] ? open.Task : Task.CompletedTask);
            return false;
        };
        await using var process = bucket.Start(Count);

        var line = await process.LineAsync(line => line.StartsWith("Fetching from ", StringComparison.Ordinal));

        line.ShouldMatch($@"^Fetching from {bucket.Lake.Uri}: \d+ of {keys.Count} files, \d+\.\d of \d+\.\d MB$");
        open.SetResult();
        (await process.EndAsync()).ShouldExitWith(0).Output.ShouldBe($"count_star()\n{(await demo.FilesAsync()).Query(Count)}\n");
    }

    private async Task<QueriedBucket> CreateAsync() => await QueriedBucket.CreateAsync(s3, await demo.FilesAsync());

    private async Task<IReadOnlyList<string>> KeysAsync() => [.. (await (await demo.LakeAsync()).DataStampsAsync()).Keys.Order(StringComparer.Ordinal)];

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var begun = TimeProvider.System.GetTimestamp();
        while (!isSo() && await timer.WaitForNextTickAsync(Cancellation))
        {
            TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromMinutes(2));
        }
    }
}

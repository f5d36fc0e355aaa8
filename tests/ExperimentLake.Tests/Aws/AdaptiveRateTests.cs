using ExperimentLake.Aws;
using Microsoft.Extensions.Time.Testing;

namespace ExperimentLake.Tests.Aws;

public sealed class AdaptiveRateTests
{
    private static readonly (double Min, double Max) s_near = (20, 50);
    private static readonly (double Min, double Max) s_nearer = (1, 3);
    private static readonly (double Min, double Max) s_far = (100, 300);

    [Theory]
    [InlineData(1, 1, 1000)]
    [InlineData(1, 10, 1000)]
    [InlineData(5, 5, 1000)]
    [InlineData(10, 10, 1000)]
    [InlineData(10, 100, 1000)]
    [InlineData(25, 25, 1000)]
    [InlineData(50, 50, 1000)]
    [InlineData(100, 100, 2000)]
    [InlineData(100, 10, 2000)]
    [InlineData(300, 300, 8000)]
    public void A_quota_is_found_and_used_with_few_calls_throttled(int perSecond, int burst, int calls)
    {
        foreach (var latency in new[] { s_near, s_nearer })
        {
            using var run = new QuotaRun(_ => perSecond, burst, latency);
            run.Accept(calls);

            (run.Elapsed.TotalSeconds / ((calls - burst) / (double)perSecond)).ShouldBeLessThanOrEqualTo(1.15);
            run.ThrottledShare.ShouldBeLessThanOrEqualTo(0.02);
        }
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(50, 50)]
    [InlineData(100, 100)]
    public void Far_away_it_takes_longer_to_learn_but_not_to_use_the_quota(int perSecond, int burst)
    {
        using var run = new QuotaRun(_ => perSecond, burst, s_far);
        run.Accept(50 * perSecond);

        run.Elapsed.TotalSeconds.ShouldBeLessThan(50 * 1.15);
        run.ThrottledShare.ShouldBeLessThan(0.05);
    }

    [Fact]
    public void A_quota_that_halves_is_followed_at_once()
    {
        using var run = new QuotaRun(at => at.TotalSeconds < 100 ? 20 : 10, burst: 10, s_near);
        run.Pass(TimeSpan.FromSeconds(100));
        var (accepted, throttled) = (run.Accepted, run.Throttled);
        run.Pass(TimeSpan.FromSeconds(100));

        (run.Accepted - accepted).ShouldBeGreaterThan(870);
        (run.Throttled - throttled).ShouldBeLessThan(20);
    }

    [Fact]
    public void A_quota_that_grows_tenfold_is_found()
    {
        using var run = new QuotaRun(at => at.TotalSeconds < 100 ? 10 : 100, burst: 10, s_near);
        run.Pass(TimeSpan.FromSeconds(100));
        run.Rate.PerSecond.ShouldBeInRange(8, 12);
        run.Pass(TimeSpan.FromSeconds(100));

        run.Rate.PerSecond.ShouldBeInRange(80, 120);
        run.ThrottledShare.ShouldBeLessThan(0.02);
    }

    [Fact]
    public void Where_everything_is_throttled_few_calls_are_made_and_once_accepted_it_is_soon_fast_again()
    {
        using var run = new QuotaRun(at => at.TotalMinutes < 10 ? 0 : 10, burst: 10, s_near);
        run.Pass(TimeSpan.FromMinutes(5));
        var (accepted, throttled) = (run.Accepted, run.Throttled);
        run.Pass(TimeSpan.FromMinutes(5));
        (run.Throttled - throttled).ShouldBeLessThanOrEqualTo(5 * 30);
        run.Accepted.ShouldBe(accepted);

        run.Pass(TimeSpan.FromSeconds(15));
        run.Rate.PerSecond.ShouldBeGreaterThan(5);
        run.Pass(TimeSpan.FromMinutes(1));
        run.Accepted.ShouldBeGreaterThan(accepted + 500);
    }

    [Theory]
    [InlineData(0.05, 1000, 60)]
    [InlineData(0.1, 1000, 180)]
    [InlineData(0.2, 1000, 60)]
    [InlineData(0.2, 50, 30)]
    [InlineData(0.3, 1000, 300)]
    public void Calls_throttled_at_whatever_rate_slow_a_region_down_but_do_not_stop_it(double share, int calls, int seconds)
    {
        using var run = new QuotaRun(_ => 1000, burst: 1000, s_near) { Luckless = share };
        run.Accept(calls);

        run.Elapsed.TotalSeconds.ShouldBeLessThan(seconds);
    }

    [Fact]
    public void After_a_rest_calls_do_not_come_all_at_once()
    {
        var clock = new FakeTimeProvider();
        using var rate = new AdaptiveRate(clock);
        clock.Advance(TimeSpan.FromHours(1));

        Enumerable.Range(0, 100).Count(_ => rate.Take() == TimeSpan.Zero).ShouldBe(1);
    }

    [Fact]
    public void A_rate_that_holds_nobody_back_does_not_grow()
    {
        var clock = new FakeTimeProvider();
        using var rate = new AdaptiveRate(clock);
        var before = rate.PerSecond;
        for (var call = 0; call < 100; call++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            rate.Accepted(new Turn(TimeSpan.FromSeconds(call), Waited: false));
        }

        rate.PerSecond.ShouldBe(before);
    }

    [Fact]
    public void Calls_throttled_together_count_as_one()
    {
        var clock = new FakeTimeProvider();
        using var rate = new AdaptiveRate(clock);
        var before = rate.PerSecond;
        clock.Advance(TimeSpan.FromSeconds(1));
        for (var call = 0; call < 10; call++)
        {
            rate.Throttled(new Turn(TimeSpan.FromSeconds(0.5), Waited: true));
        }

        rate.PerSecond.ShouldBe(before * 0.4);
    }

    [Fact]
    public async Task Who_waits_first_goes_first_and_one_who_leaves_holds_nobody_up()
    {
        var clock = new FakeTimeProvider();
        using var rate = new AdaptiveRate(clock);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        while (rate.Take() == TimeSpan.Zero)
        {
        }

        var leaver = rate.WaitAsync(leaving.Token).AsTask();
        var waiters = Enumerable.Range(0, 5).Select(_ => rate.WaitAsync(TestContext.Current.CancellationToken).AsTask()).ToList();
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(leaver);
        var last = TimeSpan.Zero;
        foreach (var waiter in waiters)
        {
            while (!waiter.IsCompleted)
            {
                clock.Advance(TimeSpan.FromMilliseconds(1));
                await Task.Yield();
            }

            var turn = await waiter;
            turn.Waited.ShouldBeTrue();
            turn.At.ShouldBeGreaterThanOrEqualTo(last);
            last = turn.At;
        }
    }
}

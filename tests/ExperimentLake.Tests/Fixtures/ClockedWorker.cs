using ExperimentLake.Lake;
using ExperimentLake.Simulator;
using ExperimentLake.Worker.Configuration;
using ExperimentLake.Worker.Schedule;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Quartz;

namespace ExperimentLake.Tests.Fixtures;

/// <summary>
/// The worker in this process, on a clock that only moves when told. The standard AWS variables are those of the whole process, so
/// its tests run one at a time and apart from all others.
/// </summary>
internal sealed class ClockedWorker : IAsyncDisposable
{
    // Real time; nothing here takes as long unless it hangs.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly Lazy<Task<SimulatedAws>> s_aws = new(StartAwsAsync);

    private static readonly TimeSpan s_longStep = TimeSpan.FromMinutes(5);

    // Reading takes real time, and as little as that of the clock.
    private static readonly TimeSpan s_shortStep = TimeSpan.FromSeconds(2);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock;
    private WorkerService? _service;
    private LakeSettings? _lake;

    private readonly SimulatedAws? _own;

    private ClockedWorker(SimulatedAws? own, DateTimeOffset now)
    {
        _own = own;
        _clock = new FakeTimeProvider(now);
    }

    /// <summary>The one in this process.</summary>
    public SimulatedAws Aws => _own ?? throw new InvalidOperationException("Its AWS is in another process.");

    public DateTimeOffset Now => _clock.GetUtcNow();

    public bool IsUnderWay => _service!.Services.GetRequiredService<WorkerState>().UnderWay is not null;

    private IScheduler Scheduler { get; set; } = null!;

    public string Lake => _folder["lake"];

    public LakeFiles Files => new(Lake);

    /// <summary>One account in two regions, with some experiments in each.</summary>
    public static async Task<ClockedWorker> AtAsync(string now)
    {
        var aws = await s_aws.Value;
        aws.Faults.Clear();
        aws.Calls.Clear();
        Use(aws.Environment);
        return new ClockedWorker(aws, DateTimeOffset.Parse(now, null));
    }

    /// <summary>Of an AWS in another process, which the environment names.</summary>
    public static ClockedWorker Elsewhere(DateTimeOffset now) => new(null, now);

    /// <summary>Sets what the worker finds in its environment.</summary>
    public static void Use(IEnumerable<KeyValuePair<string, string>> environment)
    {
        foreach (var (name, value) in environment)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    public async Task StartAsync(Action<Settings>? change = null)
    {
        var settings = new Settings { Lake = { Uri = Lake }, Health = { Url = "http://127.0.0.1:0" } };
        settings.Aws.Accounts = ["self"];
        settings.Aws.Regions = [World.Regions[0], World.Regions[1]];
        change?.Invoke(settings);
        _lake = settings.Lake;
        _service = WorkerService.Create(settings, _clock);
        await _service.StartAsync(TestContext.Current.CancellationToken);
        Scheduler = await _service.Services.GetRequiredService<ISchedulerFactory>().GetScheduler(TestContext.Current.CancellationToken);
    }

    public async Task StopAsync()
    {
        if (_service is not null)
        {
            await _service.StopAsync();
            await _service.DisposeAsync();
            _service = null;
        }
    }

    /// <summary>Moves the clock to an instant: from one thing that is due to the next, and slowly while a pass is under way.</summary>
    public async Task ToAsync(string instant, Action? look = null)
    {
        var end = DateTimeOffset.Parse(instant, null);
        while (Now < end)
        {
            var next = Now + (IsUnderWay ? s_shortStep : s_longStep);
            var due = await NextAsync();
            // Not over it: a trigger that finds itself a minute late does not fire.
            next = due is { } time && time > Now && time < next ? time : next;
            await MoveAsync((next < end ? next : end) - Now);
            look?.Invoke();
        }
    }

    /// <summary>The clock jumps, over whatever is due: as that of a machine that stood still.</summary>
    public void Jump(TimeSpan by) => _clock.Advance(by);

    /// <summary>Waits, in real time, until something is so.</summary>
    /// <param name="what">In words, for when it never is.</param>
    /// <param name="isSo">Whether it is.</param>
    /// <param name="meanwhile">Done between two looks; nothing but waiting when null.</param>
    public static async Task SeenAsync(string what, Func<Task<bool>> isSo, Func<Task>? meanwhile = null)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(begun) > s_patience)
            {
                throw new TimeoutException($"Not seen within {s_patience}: {what}.");
            }

            await (meanwhile?.Invoke() ?? Task.Delay(1));
        }
    }

    /// <summary>Lets a little time pass, again and again, until something is so. A pass takes some seconds of the clock.</summary>
    public Task UntilAsync(string what, Func<Task<bool>> isSo) => SeenAsync(what, isSo, () => MoveAsync(s_shortStep / 20));

    /// <summary>Lets the clock jump again and again until something is so.</summary>
    public Task JumpUntilAsync(string what, TimeSpan by, Func<Task<bool>> isSo) => SeenAsync(what, isSo, () =>
    {
        Jump(by);
        return Task.Delay(5);
    });

    public Task UntilManifestAsync(DateOnly date, string state, int? revision = null) => UntilAsync(
        $"a {state} manifest of {date:O}",
        async () => await ManifestAsync(date) is { } manifest && manifest.State == state && (revision is null || manifest.Revision == revision));

    public Task UntilPassedAsync() => UntilAsync("the end of the pass", () => Task.FromResult(!IsUnderWay));

    public Task<string> ReadyAsync() => _service!.Services.GetRequiredService<WorkerState>().ReadyAsync();

    public async Task<Manifest?> ManifestAsync(DateOnly date)
    {
        using var store = LakeStore.Open(_lake ?? new LakeSettings { Uri = Lake }, _clock);
        return await Manifest.ReadAsync(store, date, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    /// <summary>Moves the clock, and waits until whatever is due by then has begun: threads are not the clock's.</summary>
    public async Task MoveAsync(TimeSpan step)
    {
        _clock.Advance(step);
        await Task.Delay(1);
        await SeenAsync("the begin of what is due", async () => !(await NextAsync() <= Now || await IsPlanningAsync()));
    }

    /// <summary>When something is due next.</summary>
    public async Task<DateTimeOffset?> NextAsync()
    {
        var triggers = await Scheduler.QueryTriggers(new TriggerQuery { Take = 10 });
        return triggers.Items.Where(one => one.State == TriggerState.Normal).Min(one => one.NextFireTimeUtc);
    }

    private async Task<bool> IsPlanningAsync() => (await Scheduler.QueryFireInstances(new FireInstanceQuery())).Items.Any(one => one.JobKey == PlanJob.Key);

    private static async Task<SimulatedAws> StartAwsAsync()
    {
        var aws = await World.StartAsync(new() { Accounts = [World.Accounts[0], World.Accounts[1]], Regions = [World.Regions[0], World.Regions[1]], ExperimentsPerAccount = 12, Deletions = false });
        Use(aws.Environment);
        return aws;
    }
}

/// <summary>Tests of <see cref="ClockedWorker"/>.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ClockedWorkerTests
{
    public const string Name = "Clocked worker";
}

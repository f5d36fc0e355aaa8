using ExperimentLake.Aws;
using ExperimentLake.Catalog;
using ExperimentLake.Lake;
using ExperimentLake.Snapshots;
using ExperimentLake.Worker.Commands;
using ExperimentLake.Worker.Configuration;
using ExperimentLake.Worker.Output;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Quartz;

namespace ExperimentLake.Worker.Schedule;

/// <summary>The long-running process: schedule, health, logs.</summary>
internal sealed class WorkerService : IAsyncDisposable
{
    /// <summary>Longest time that requests and jobs under way are waited for. A file that is being put is put whole.</summary>
    public static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(100);

    // Well within the half minute that orchestrators give by default, with time for the commit.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(20);

    private readonly WebApplication _app;
    private readonly Settings _settings;
    private readonly TimeProvider _clock;

    private WorkerService(WebApplication app, Settings settings, TimeProvider clock) => (_app, _settings, _clock) = (app, settings, clock);

    public IServiceProvider Services => _app.Services;

    private WorkerState State => Services.GetRequiredService<WorkerState>();

    public static WorkerService Create(Settings settings, TimeProvider clock)
    {
        // The empty builder reads no configuration of its own: nothing of the environment opens another address.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(settings.Health.Url);
        Log(builder.Logging);
        builder.Services.AddSingleton(settings).AddSingleton(clock).AddSingleton<WorkerState>().AddSingleton(new DaySchedule(settings.Schedule)).AddSingleton<Passes>();
        var store = LakeStore.Open(settings.Lake, clock);
        builder.Services.AddSingleton(_ => store);
        builder.Services.AddSingleton(_ => new AwsSession(settings.Aws, settings.Limits));
        builder.Services.AddSingleton(services => new Snapshot(
            services.GetRequiredService<ILakeStore>(), services.GetRequiredService<AwsSession>(), settings.Aws, settings.Limits, clock)
        { Grace = s_grace, Catalog = GlueCatalog.Of(settings.Catalog, settings.Lake, services.GetRequiredService<AwsSession>()) });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestStop);
        builder.Services.AddSingleton<IHostLifetime, LifetimeOfTheCommand>();
        Jobs.Add(builder, settings, store.Location, clock);
        var app = builder.Build();
        app.Run(http => HealthAnswers.AnswerAsync(http, app.Services.GetRequiredService<WorkerState>()));
        return new WorkerService(app, settings, clock);
    }

    /// <exception cref="ConfigurationException">The lake is one of <c>demo</c>.</exception>
    /// <exception cref="LakeException">The lake could not be read.</exception>
    /// <exception cref="IOException">The health address is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var store = Services.GetRequiredService<ILakeStore>();
        await DemoLake.RefuseAsync(store, cancellationToken);
        // Wrong or missing credentials are told at the start, not at night.
        var caller = await Services.GetRequiredService<AwsSession>().WhoAmIAsync(cancellationToken);
        await _app.StartAsync(cancellationToken);
        // Here and not by the host, which would not tell what goes wrong with it.
        var scheduler = await Services.GetRequiredService<ISchedulerFactory>().GetScheduler(cancellationToken);
        await scheduler.Start(cancellationToken);
        State.Started(scheduler);
        Observe(State);
        var times = string.Join(", ", Services.GetRequiredService<DaySchedule>().After(_clock.GetUtcNow()).Take(5).Select(time => $"{time:yyyy-MM-dd HH:mm}"));
        WorkerLog.Started(_app.Logger, Writer.Version, caller.Arn, store.Location, times);
        if (_settings.Schedule.CatchUp)
        {
            await scheduler.TriggerJob(PlanJob.Key, cancellationToken: cancellationToken);
        }
    }

    public async Task StopAsync()
    {
        await _app.StopAsync();
        // Of a cluster, the other workers go on with the pass, and commit it.
        if (_settings.Cluster.ConnectionString is null && State.UnderWay is { } pass)
        {
            var result = await Services.GetRequiredService<Snapshot>().CommitAsync(pass.Date, pass.BeganAt, pass.Trace, new CancellationToken(canceled: true));
            WorkerLog.Committed(_app.Logger, LakeKeys.Text(pass.Date), result.Manifest.State, result.Manifest.Revision);
        }

        WorkerLog.Stopped(_app.Logger);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void Observe(WorkerState state) => Telemetry.ObserveAge(() =>
    {
        // A measurement cannot wait: it is of the last look at the lake, and has the next one taken.
        _ = state.ReadyAsync();
        return state.Age;
    });

    private static void Log(ILoggingBuilder logging)
    {
        logging.AddFilter("Quartz", LogLevel.Warning).AddFilter("Microsoft", LogLevel.Warning);
        if (Console.IsOutputRedirected)
        {
            logging.AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ"));
        }
        else
        {
            logging.AddConsole(console => console.FormatterName = TerminalLog.Name).AddConsoleFormatter<TerminalLog, ConsoleFormatterOptions>();
        }
    }

    // Signals belong to the command line.
    private sealed class LifetimeOfTheCommand : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

internal static partial class WorkerLog
{
    [LoggerMessage(LogLevel.Information, "ExperimentLake {Version} as {Arn} into {Lake}. Next times (UTC): {Times}.")]
    public static partial void Started(ILogger logger, string version, string arn, string lake, string times);

    [LoggerMessage(LogLevel.Information, "What was read of {SnapshotDate} is committed: {State}, revision {Revision}.")]
    public static partial void Committed(ILogger logger, string snapshotDate, string state, int revision);

    [LoggerMessage(LogLevel.Information, "Stopped.")]
    public static partial void Stopped(ILogger logger);
}

using System.Diagnostics;
using System.Diagnostics.Metrics;
using ExperimentLake.Lake;
using ExperimentLake.Snapshots;

namespace ExperimentLake;

/// <summary>
/// The spans and metrics of a run, for whoever listens; when nobody does they cost next to nothing. Names are those of OpenTelemetry's
/// semantic conventions where it has any (https://opentelemetry.io/docs/specs/semconv/). They leave the house: no credential is in them,
/// and of what AWS said only error codes.
/// </summary>
public static class Telemetry
{
    /// <summary>Name of the source of the spans, and of the meter.</summary>
    public const string Name = "ExperimentLake";

    /// <summary>The one metric that has a series for every account region.</summary>
    public const string AccountRegions = "experimentlake.account_regions.read";

    internal const string Account = "cloud.account.id";
    internal const string Region = "cloud.region";
    internal const string Service = "rpc.service";
    internal const string Method = "rpc.method";

    private const string SnapshotDate = "experimentlake.snapshot.date";
    private const string SnapshotState = "experimentlake.snapshot.state";
    private const string OutcomeOf = "experimentlake.outcome";

    private static readonly ActivitySource s_source = new(Name, Writer.Version);
    private static readonly Meter s_meter = new(Name, Writer.Version);

    private static readonly Counter<long> s_accountRegions = s_meter.CreateCounter<long>(
        AccountRegions, "{account_region}", "Attempts at account regions, by what came of them.");

    private static readonly Counter<long> s_written = s_meter.CreateCounter<long>(
        "experimentlake.experiments.written", "{experiment}", "Rows of the data files put into the lake.");

    private static readonly Counter<long> s_bytes = s_meter.CreateCounter<long>(
        "experimentlake.files.written", "By", "Bytes of the data files put into the lake.");

    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram(
        "experimentlake.run.duration", "s", "Time from the begin of a run to its commit.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 21600] });

    internal static Counter<long> CallsSent { get; } = s_meter.CreateCounter<long>(
        "experimentlake.calls.sent", "{call}", "Requests sent to SageMaker, STS, Organizations and Glue, every attempt counted.");

    internal static Counter<long> CallsThrottled { get; } = s_meter.CreateCounter<long>(
        "experimentlake.calls.throttled", "{call}", "Those of them that AWS throttled.");

    /// <summary>The run as a whole. Null when nobody listens.</summary>
    /// <param name="date">The day that everything is filed under.</param>
    /// <param name="lake">Where the lake is.</param>
    public static Activity? StartRun(DateOnly date, string lake) =>
        s_source.StartActivity("snapshot")?.SetTag(SnapshotDate, LakeKeys.Text(date)).SetTag("experimentlake.lake", lake);

    /// <summary>A step of a run.</summary>
    /// <param name="name">Name of the span.</param>
    /// <param name="run">W3C traceparent of the run that it belongs to; null is whatever it is part of here.</param>
    internal static Activity? StartStep(string name, string? run) =>
        s_source.StartActivity(name, ActivityKind.Internal, ActivityContext.TryParse(run, null, isRemote: true, out var parent) ? parent : default);

    internal static Activity? StartRegion(AccountRegion accountRegion) =>
        s_source.StartActivity("region")?.SetTag(Account, accountRegion.Account).SetTag(Region, accountRegion.Region);

    internal static Activity? StartCall(string service, string operation, string region)
    {
        // The calls for an account know it from what they are part of.
        var account = Activity.Current?.GetTagItem(Account);
        return s_source.StartActivity($"{service}.{operation}", ActivityKind.Client)?
            .SetTag("rpc.system", "aws-api").SetTag(Service, service).SetTag(Method, operation).SetTag(Account, account).SetTag(Region, region);
    }

    /// <summary>Adds to the seconds that the call under way has waited and not been at work.</summary>
    /// <param name="tag">What for.</param>
    /// <param name="since">Timestamp of the wait's begin.</param>
    internal static void AddWait(string tag, long since)
    {
        if (Activity.Current is { } span && span.Source == s_source)
        {
            span.SetTag(tag, (span.GetTagItem(tag) as double? ?? 0) + Stopwatch.GetElapsedTime(since).TotalSeconds);
        }
    }

    /// <summary>Tells the code that the coverage would have for an exception, and not the message: that is AWS's.</summary>
    public static void Fail(this Activity? span, Exception exception) => span.Fail(Failure.Of(exception, "").Code);

    /// <summary>What came of an attempt at an account region.</summary>
    /// <param name="span">The attempt.</param>
    /// <param name="attempt">Its result.</param>
    /// <param name="isPut">Whether its data file is in the lake now.</param>
    internal static void End(this Activity? span, RegionState attempt, bool isPut)
    {
        var outcome = attempt.Outcome.Name();
        s_accountRegions.Add(1, new(Account, attempt.AccountId), new(Region, attempt.Region), new(OutcomeOf, outcome));
        span?.SetTag(OutcomeOf, outcome).SetTag("experimentlake.written", isPut ? attempt.Written : 0);
        if (isPut)
        {
            s_written.Add(attempt.Written);
            s_bytes.Add(attempt.Bytes ?? 0);
        }

        if (!attempt.Outcome.IsSettled())
        {
            span.Fail(attempt.ErrorCode ?? outcome);
        }
    }

    /// <summary>What came of a run.</summary>
    internal static void End(this Activity? span, Manifest manifest) =>
        span?.SetTag(SnapshotDate, LakeKeys.Text(manifest.SnapshotDate)).SetTag(SnapshotState, manifest.State);

    internal static void RunEnded(Manifest manifest, TimeSpan took) =>
        s_duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>(SnapshotState, manifest.State));

    /// <summary>Has the age of the newest complete snapshot told, for as long as the process lives.</summary>
    public static void ObserveAge(Func<TimeSpan?> age) => s_meter.CreateObservableGauge(
        "experimentlake.snapshot.age", () => age() is { } known ? (Measurement<double>[])[new(known.TotalSeconds)] : [],
        "s", "Time since the newest complete snapshot was committed.");

    private static void Fail(this Activity? span, string code) => span?.SetTag("error.type", code).SetStatus(ActivityStatusCode.Error);
}

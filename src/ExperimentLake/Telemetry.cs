using System.Diagnostics;
using System.Diagnostics.Metrics;
using ExperimentLake.Lake;

namespace ExperimentLake;

/// <summary>
/// The spans and metrics of a run, for whoever listens; when nobody does they cost next to nothing. Names are those of OpenTelemetry's
/// semantic conventions where it has any (https://opentelemetry.io/docs/specs/semconv/). They leave the house, so nothing that AWS said
/// but error codes is in them, and no credential.
/// </summary>
public static class Telemetry
{
    /// <summary>Name of the source of the spans, and of the meter.</summary>
    public const string Name = "ExperimentLake";

    internal const string Account = "cloud.account.id";
    internal const string Region = "cloud.region";
    internal const string Service = "rpc.service";
    internal const string Method = "rpc.method";

    private static readonly Meter s_meter = new(Name, Writer.Version);

    internal static ActivitySource Source { get; } = new(Name, Writer.Version);

    internal static Counter<long> CallsSent { get; } = s_meter.CreateCounter<long>(
        "experimentlake.calls.sent", "{call}", "Requests sent to SageMaker, STS and Organizations, each attempt counted.");

    internal static Counter<long> CallsThrottled { get; } = s_meter.CreateCounter<long>(
        "experimentlake.calls.throttled", "{call}", "Those of them that AWS throttled.");

    /// <summary>A step of a run. Null when nobody listens.</summary>
    internal static Activity? Start(string name, ActivityKind kind = ActivityKind.Internal) => Source.StartActivity(name, kind);

    /// <param name="span">What failed.</param>
    /// <param name="code">AWS's error code, or one of ours. Not the message: it is AWS's.</param>
    internal static void Fail(this Activity? span, string code) => span?.SetTag("error.type", code).SetStatus(ActivityStatusCode.Error);

    /// <summary>Adds to the time, in seconds, that the call under way has waited and not been at work.</summary>
    /// <param name="tag">What for.</param>
    /// <param name="since">Timestamp of the wait's begin.</param>
    internal static void AddWait(string tag, long since)
    {
        if (Activity.Current is { } span && span.Source == Source)
        {
            span.SetTag(tag, (span.GetTagItem(tag) as double? ?? 0) + Stopwatch.GetElapsedTime(since).TotalSeconds);
        }
    }
}

using ExperimentLake.Lake;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ExperimentLake.Worker.Output;

/// <summary>
/// Sends what <see cref="Telemetry"/> tells by OTLP, as the standard variables say; nothing when none names a receiver
/// (https://opentelemetry.io/docs/specs/otel/protocol/exporter/).
/// </summary>
internal sealed class OtlpExport : IAsyncDisposable
{
    // Spans that may wait to be sent: half a minute of calls at full speed. They are a kilobyte or two each.
    private const int Queue = 16 * 1024;

    // A receiver that does not answer must not hold up the end of a run for longer.
    private const int LongestFlush = 5_000;

    // 2,000 accounts in all regions. What is beyond the limit is told without its attributes.
    private static readonly MetricStreamConfiguration s_many = new() { CardinalityLimit = 70_000 };

    private readonly LostTelemetry _lost = new();
    private readonly OpenTelemetrySdk _sdk = OpenTelemetrySdk.Create(telemetry =>
    {
        // What comes later wins: what the environment says.
        telemetry.ConfigureResource(resource => resource.Clear().AddService("experiment-lake", serviceVersion: Writer.Version)
            .AddTelemetrySdk().AddEnvironmentVariableDetector());
        if (IsWanted("TRACES"))
        {
            telemetry.WithTracing(tracing => tracing.AddSource(Telemetry.Name));
        }

        if (IsWanted("METRICS"))
        {
            telemetry.WithMetrics(metrics => metrics.AddMeter(Telemetry.Name).AddView(Telemetry.AccountRegions, s_many));
        }

        if (!IsSet("OTEL_BSP_MAX_QUEUE_SIZE"))
        {
            telemetry.Services.Configure<ActivityExportProcessorOptions>(processor => processor.BatchExportProcessorOptions.MaxQueueSize = Queue);
        }

        telemetry.UseOtlpExporter();
    });

    private OtlpExport()
    {
    }

    /// <returns>To be disposed of at the end: what is still to be sent then is. Null when nothing is to be sent anywhere.</returns>
    public static OtlpExport? Start() => IsWanted("TRACES") || IsWanted("METRICS") ? new OtlpExport() : null;

    public async ValueTask DisposeAsync()
    {
        var sent = await Task.WhenAll(Task.Run(() => _sdk.TracerProvider.Shutdown(LongestFlush)), Task.Run(() => _sdk.MeterProvider.Shutdown(LongestFlush)));
        if (sent.Contains(false))
        {
            Terminal.Error($"Telemetry: the receiver did not take the rest within {LongestFlush / 1000} seconds after the end, and it was dropped.");
        }

        _lost.Dispose();
        _sdk.Dispose();
    }

    private static bool IsWanted(string signal) =>
        IsSet("OTEL_EXPORTER_OTLP_ENDPOINT") || IsSet($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT");

    private static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };
}

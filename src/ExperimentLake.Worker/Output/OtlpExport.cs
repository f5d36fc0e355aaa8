using ExperimentLake.Lake;
using OpenTelemetry;
using OpenTelemetry.Exporter;
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

    private readonly LostTelemetry _lost = new();
    private readonly TracerProvider? _spans;
    private readonly MeterProvider? _metrics;

    private OtlpExport()
    {
        // What comes later wins: what the environment says.
        var resource = ResourceBuilder.CreateEmpty().AddService("experiment-lake", serviceVersion: Writer.Version)
            .AddTelemetrySdk().AddEnvironmentVariableDetector();
        _spans = IsWanted("TRACES") ? Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Telemetry.Name).AddOtlpExporter(KeepMore).Build() : null;
        _metrics = IsWanted("METRICS") ? Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Telemetry.Name).AddOtlpExporter().Build() : null;
    }

    /// <returns>To be disposed of at the end: what is still to be sent then is. Null when nothing is to be sent anywhere.</returns>
    public static OtlpExport? Start() => IsWanted("TRACES") || IsWanted("METRICS") ? new OtlpExport() : null;

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(
            Task.Run(() => _spans?.Shutdown(LongestFlush)),
            Task.Run(() => _metrics?.Shutdown(LongestFlush)));
        _spans?.Dispose();
        _metrics?.Dispose();
        _lost.Dispose();
    }

    private static bool IsWanted(string signal) =>
        IsSet("OTEL_EXPORTER_OTLP_ENDPOINT") || IsSet($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT");

    private static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };

    private static void KeepMore(OtlpExporterOptions options)
    {
        if (!IsSet("OTEL_BSP_MAX_QUEUE_SIZE"))
        {
            options.BatchExportProcessorOptions.MaxQueueSize = Queue;
        }
    }
}

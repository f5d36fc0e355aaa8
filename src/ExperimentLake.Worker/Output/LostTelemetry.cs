using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace ExperimentLake.Worker.Output;

/// <summary>Says, once for each kind of trouble, that telemetry does not arrive: OpenTelemetry keeps that to itself, in events.</summary>
internal sealed class LostTelemetry : EventListener
{
    private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
    private const string Dropped = "ExistsDroppedExportProcessorItems";

    private readonly ConcurrentDictionary<string, bool> _told = new();

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name is Exporter or "OpenTelemetry-Sdk")
        {
            EnableEvents(eventSource, EventLevel.Warning);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData is { EventName: { } name, Payload: [var first, ..] payload }
            && (name == Dropped || eventData.EventSource.Name == Exporter) && _told.TryAdd(name, true))
        {
            // The exporter names an address and then an exception, or a variable and then its value.
            var what = first is string text && text.StartsWith("http", StringComparison.Ordinal) ? payload[^1] : first;
            Terminal.Error(name == Dropped
                ? $"Telemetry: {payload[^1]} spans were dropped, since the receiver did not take them as fast as they came."
                : $"Telemetry is not sent as it should be: {name}: {what?.ToString()?.Split('\n')[0]}");
        }
    }
}

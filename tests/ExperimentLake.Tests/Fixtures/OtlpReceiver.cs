using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ExperimentLake.Tests.Fixtures;

/// <summary>
/// Takes what is exported by OTLP, over HTTP at one address and over gRPC at another.
/// https://github.com/open-telemetry/opentelemetry-proto/tree/main/opentelemetry/proto has the numbers of the fields.
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<byte[]> _traces = [];
    private readonly ConcurrentQueue<byte[]> _metrics = [];

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, port => port.Protocols = HttpProtocols.Http2);
        });
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    /// <summary>What makes a process export to here.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.First(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
    };

    /// <summary>The same by the exporter's default protocol.</summary>
    public IReadOnlyDictionary<string, string> GrpcEnvironment => new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.Last() };

    /// <summary>Waited before each answer.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>All spans so far, those that began first first.</summary>
    public IReadOnlyList<OtlpSpan> Spans =>
    [
        .. from request in _traces
           from resource in new ProtobufMessage(request).All(1)
           from span in resource.All(2, 2)
           orderby span.Number(7)
           select new OtlpSpan(
               span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), (int)span.Number(6), span.Number(8) - span.Number(7),
               Attributes(span, 9), (int)span.All(15).Select(status => status.Number(3)).FirstOrDefault(), Attributes(resource.All(1).Single(), 1)),
    ];

    /// <summary>The points of a metric, as they were told last.</summary>
    public IReadOnlyList<OtlpPoint> Points(string metric) =>
    [
        .. from request in _metrics
           from told in new ProtobufMessage(request).All(1, 2, 2)
           where told.Text(1) == metric
           from kind in (int[])[5, 7, 9]
           from data in told.All(kind)
           from point in data.All(1)
           let attributes = Attributes(point, kind == 9 ? 9 : 7)
           select new OtlpPoint(
               told.Text(3),
               attributes,
               kind == 9 ? point.Double(5) : point.Has(4) ? point.Double(4) : (long)point.Number(6),
               kind == 9 ? (long)point.Number(4) : 1) into one
           group one by one.Key into series
           select series.Last(),
    ];

    /// <summary>Names of all metrics so far.</summary>
    public IReadOnlyList<string> Metrics =>
        [.. _metrics.SelectMany(request => new ProtobufMessage(request).All(1, 2, 2)).Select(metric => metric.Text(1)).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Everything that was sent, for a search of it.</summary>
    public string Raw => string.Concat(_traces.Concat(_metrics).Select(Encoding.UTF8.GetString));

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        await Task.Delay(Latency, http.RequestAborted);
        var isGrpc = http.Request.ContentType == "application/grpc";
        // Before a message of gRPC: whether it is compressed, and its length.
        var message = body.ToArray()[(isGrpc ? 5 : 0)..];
        var all = http.Request.Path.Value switch
        {
            "/v1/traces" or "/opentelemetry.proto.collector.trace.v1.TraceService/Export" => _traces,
            "/v1/metrics" or "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export" => _metrics,
            var path => throw new InvalidOperationException($"Nothing is sent to {path}."),
        };
        all.Enqueue(message);
        http.Response.ContentType = http.Request.ContentType;
        if (isGrpc)
        {
            await http.Response.Body.WriteAsync(new byte[5], http.RequestAborted);
            http.Response.AppendTrailer("grpc-status", "0");
        }
    }

    private static Dictionary<string, string> Attributes(ProtobufMessage message, int number) => message.All(number).ToDictionary(
        pair => pair.Text(1), pair => pair.All(2).Select(Value).Single());

    private static string Value(ProtobufMessage value) =>
        value.Has(2) ? value.Number(2) == 1 ? "true" : "false"
        : value.Has(3) ? ((long)value.Number(3)).ToString(CultureInfo.InvariantCulture)
        : value.Has(4) ? value.Double(4).ToString(CultureInfo.InvariantCulture)
        : value.Text(1);
}

/// <param name="Trace">Hexadecimal, as all ids.</param>
/// <param name="Id">Its own.</param>
/// <param name="Parent">Empty for the root.</param>
/// <param name="Name">Name.</param>
/// <param name="Kind">1 internal, 3 client.</param>
/// <param name="Nanoseconds">How long it took.</param>
/// <param name="Attributes">Values as text.</param>
/// <param name="Status">0 unset, 2 error.</param>
/// <param name="Resource">Attributes of who sent it.</param>
internal sealed record OtlpSpan(
    string Trace, string Id, string Parent, string Name, int Kind, ulong Nanoseconds, IReadOnlyDictionary<string, string> Attributes, int Status,
    IReadOnlyDictionary<string, string> Resource)
{
    public string? this[string attribute] => Attributes.GetValueOrDefault(attribute);
}

/// <param name="Unit">Unit of the metric.</param>
/// <param name="Attributes">Values as text.</param>
/// <param name="Value">Of a histogram the sum.</param>
/// <param name="Count">Of a histogram how many values it has.</param>
internal sealed record OtlpPoint(string Unit, IReadOnlyDictionary<string, string> Attributes, double Value, long Count)
{
    public string? this[string attribute] => Attributes.GetValueOrDefault(attribute);

    internal string Key => string.Join(';', Attributes.OrderBy(one => one.Key, StringComparer.Ordinal));
}

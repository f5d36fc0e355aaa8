using System.Diagnostics;
using System.Net;
using Amazon.Runtime;

namespace ExperimentLake.Aws;

/// <summary>Connections to AWS: shared by all clients, with a bound on the requests under way, on their time and on their replies.</summary>
internal sealed class Wire(LimitSettings limits) : IDisposable
{
    /// <summary>Bytes. A page of 100 summaries, every text of it as long as allowed and escaped, stays below two megabytes.</summary>
    public const int LargestReply = 8 << 20;

    private readonly SocketsHttpHandler _connections = new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = limits.Call < TimeSpan.FromSeconds(10) ? limits.Call : TimeSpan.FromSeconds(10),
        // So that a change of address is seen by a process that runs for years.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        // Our traces are no business of AWS.
        ActivityHeadersPropagator = null,
    };

    private readonly SemaphoreSlim _inFlight = new(limits.CallsInFlight);

    /// <summary>A client factory that counts what is sent through it.</summary>
    public HttpClientFactory For(CallCount calls) => new Factory(this, calls);

    public void Dispose()
    {
        _connections.Dispose();
        _inFlight.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(
        Func<CancellationToken, Task<HttpResponseMessage>> send, CallCount calls, CancellationToken cancellationToken)
    {
        var asked = Stopwatch.GetTimestamp();
        await _inFlight.WaitAsync(cancellationToken);
        Telemetry.AddWait("experimentlake.wait.connection", asked);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limits.Call);
        try
        {
            calls.Sent();
            var response = await send(deadline.Token);
            await ReadWholeAsync(response, deadline.Token);
            return response;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // An IOException is what the SDK tries again.
            throw new IOException($"No whole answer within {limits.Call} (Limits:Call).");
        }
        finally
        {
            _inFlight.Release();
        }
    }

    /// <summary>Reads the body here, where a time limit holds: the SDK reads it synchronously, and a server that stalls would keep the thread.</summary>
    private static async Task ReadWholeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = new MemoryStream();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[16 << 10];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            body.Write(buffer, 0, read);
            if (body.Length > LargestReply)
            {
                response.Dispose();
                throw new ReplyTooLargeException($"The reply is larger than {LargestReply >> 20} MiB; no reply of this API can be.");
            }
        }

        body.Position = 0;
        var whole = new StreamContent(body);
        foreach (var (name, values) in response.Content.Headers.Where(header => header.Key != "Content-Encoding"))
        {
            whole.Headers.TryAddWithoutValidation(name, values);
        }

        whole.Headers.ContentLength = body.Length;
        response.Content = whole;
    }

    private sealed class Factory(Wire wire, CallCount calls) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
            new(new Handler(wire, calls) { InnerHandler = wire._connections }, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }

    private sealed class Handler(Wire wire, CallCount calls) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            wire.SendAsync(token => base.SendAsync(request, token), calls, cancellationToken);
    }
}

/// <summary>A reply that cannot be what it should be, by its size. Not tried again.</summary>
internal sealed class ReplyTooLargeException(string message) : Exception(message);

/// <summary>What was sent to AWS, retries included. Safe for use by many calls at once.</summary>
internal sealed class CallCount
{
    private int _sent;
    private int _throttled;

    public int Total => Volatile.Read(ref _sent);

    public int ThrottledTotal => Volatile.Read(ref _throttled);

    public void Sent() => Interlocked.Increment(ref _sent);

    public void Throttled() => Interlocked.Increment(ref _throttled);
}

using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Signing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace ExperimentLake.Tests.Fixtures;

/// <summary>
/// Passes requests on to an S3 server with another signature. A process has one set of credentials, and in a test that is the
/// simulated AWS's; a server that checks signatures wants its own.
/// </summary>
internal sealed class SigningDoor : IAsyncDisposable
{
    private static readonly string[] Replaced = ["Host", "Connection", "Authorization", "X-Amz-Date", "X-Amz-Content-Sha256", "X-Amz-Security-Token"];

    private readonly WebApplication _app;
    private readonly HttpClient _server;
    private readonly Func<HttpContext, Task<bool>> _answers;

    private SigningDoor(string endpoint, AWSCredentials credentials, Func<HttpContext, Task<bool>>? answers)
    {
        _answers = answers ?? (_ => Task.FromResult(false));
        var connections = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        _server = new HttpClient(new SigV4SigningHandler(credentials, RegionEndpoint.USEast1, "s3", connections)) { BaseAddress = new Uri(endpoint) };
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(PassAsync);
    }

    public string Url => _app.Urls.Single();

    /// <param name="endpoint">Of the server.</param>
    /// <param name="credentials">What it wants.</param>
    /// <param name="answers">Given each request first; true when it has answered in the server's place.</param>
    public static async Task<SigningDoor> OpenAsync(string endpoint, AWSCredentials credentials, Func<HttpContext, Task<bool>>? answers = null)
    {
        var door = new SigningDoor(endpoint, credentials, answers);
        await door._app.StartAsync();
        return door;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _server.Dispose();
    }

    private async Task PassAsync(HttpContext http)
    {
        if (await _answers(http))
        {
            return;
        }

        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), new Uri(_server.BaseAddress!, http.Request.GetEncodedPathAndQuery()));
        request.Content = new ByteArrayContent(body.ToArray());
        foreach (var (name, values) in http.Request.Headers.Where(header => !Replaced.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, [.. values]))
            {
                request.Content.Headers.TryAddWithoutValidation(name, [.. values]);
            }
        }

        using var reply = await _server.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, http.RequestAborted);
        http.Response.StatusCode = (int)reply.StatusCode;
        foreach (var (name, values) in reply.Headers.Concat(reply.Content.Headers).Where(header => header.Key is not ("Transfer-Encoding" or "Connection")))
        {
            http.Response.Headers[name] = values.ToArray();
        }

        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await reply.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
        }
    }
}

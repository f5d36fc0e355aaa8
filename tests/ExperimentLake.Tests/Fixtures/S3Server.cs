using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Amazon.Runtime;
using Amazon.S3;

[assembly: AssemblyFixture(typeof(ExperimentLake.Tests.Fixtures.S3Server))]

namespace ExperimentLake.Tests.Fixtures;

/// <summary>
/// An S3 server that nobody here wrote: the one at <c>EXPERIMENTLAKE_TEST_S3_ENDPOINT</c>, else one of our own on loopback, started
/// when first asked for. It takes any signature, as one of the environment must: the process that is tested signs as the simulated AWS wants it.
/// </summary>
public sealed class S3Server : IAsyncDisposable
{
    public const string Trait = "Needs";
    public const string TraitValue = "S3";

    private const string EndpointVariable = "EXPERIMENTLAKE_TEST_S3_ENDPOINT";

    private readonly Lazy<Task<string>> _endpoint;
    private Process? _process;

    public S3Server() => _endpoint = new(async () => Environment.GetEnvironmentVariable(EndpointVariable) is { Length: > 0 } given ? given : await StartAsync());

    internal static string NpmFolder { get; } =
        typeof(S3Server).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "NpmFolder").Value!;

    /// <summary>The node that came with the packages; on systems it does not exist for, the one on the PATH.</summary>
    internal static string Node
    {
        get
        {
            var own = Path.Combine(NpmFolder, "node_modules", $"node-linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}", "bin", "node");
            return File.Exists(own) ? own : "node";
        }
    }

    internal Task<string> EndpointAsync() => _endpoint.Value;

    /// <summary>A client with path-style addresses and any credentials.</summary>
    internal async Task<AmazonS3Client> ClientAsync() => new(
        new BasicAWSCredentials(
            Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID") ?? "any", Environment.GetEnvironmentVariable("AWS_SECRET_ACCESS_KEY") ?? "any"),
        new AmazonS3Config { ServiceURL = await EndpointAsync(), AuthenticationRegion = "us-east-1", ForcePathStyle = true });

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }

    private async Task<string> StartAsync()
    {
        try
        {
            // It ends when its input does: also when this process is killed.
            _process = Process.Start(new ProcessStartInfo(Node, ["--disable-warning=ExperimentalWarning", Path.Combine(NpmFolder, "s3-server.mjs")])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            return await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("It ended at once.");
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"The S3 server does not start. Install it: npm ci --prefix {NpmFolder} (needs Node.js 22 or later)", exception);
        }
    }
}

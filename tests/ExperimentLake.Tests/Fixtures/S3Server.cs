using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Amazon.Runtime;
using Amazon.S3;

[assembly: AssemblyFixture(typeof(ExperimentLake.Tests.Fixtures.S3Server))]

namespace ExperimentLake.Tests.Fixtures;

/// <summary>
/// An S3 server that nobody here wrote: the one at <c>EXPERIMENTLAKE_TEST_S3_ENDPOINT</c>, for which <c>AWS_ACCESS_KEY_ID</c> and
/// <c>AWS_SECRET_ACCESS_KEY</c> are the credentials, else one of our own on loopback. Started when first asked for.
/// </summary>
public sealed class S3Server : IAsyncDisposable
{
    public const string Trait = "Needs";
    public const string TraitValue = "S3";

    private const string EndpointVariable = "EXPERIMENTLAKE_TEST_S3_ENDPOINT";

    private readonly Lazy<Task<string>> _endpoint;
    private Process? _process;
    private SigningDoor? _door;

    public S3Server() => _endpoint = new(async () =>
    {
        if (Environment.GetEnvironmentVariable(EndpointVariable) is not { Length: > 0 } given)
        {
            return await StartAsync();
        }

        _door = await SigningDoor.OpenAsync(given, new BasicAWSCredentials(Given("AWS_ACCESS_KEY_ID"), Given("AWS_SECRET_ACCESS_KEY")));
        return _door.Url;
    });

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

    /// <summary>A client for anyone, with path-style addresses.</summary>
    internal async Task<AmazonS3Client> ClientAsync() => new(
        new BasicAWSCredentials("any", "any"),
        new AmazonS3Config { ServiceURL = await EndpointAsync(), AuthenticationRegion = "us-east-1", ForcePathStyle = true });

    public async ValueTask DisposeAsync()
    {
        if (_door is not null)
        {
            await _door.DisposeAsync();
        }

        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }

    private static string Given(string variable) =>
        Environment.GetEnvironmentVariable(variable) ?? throw new InvalidOperationException($"Set {variable} to the credentials of the server at {EndpointVariable}.");

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

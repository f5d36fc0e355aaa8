using System.Net;
using ExperimentLake.Simulator.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ExperimentLake.Simulator;

/// <summary>
/// A look-alike of the AWS calls that a snapshot needs, on loopback: SageMaker's ListInferenceExperiments,
/// DescribeInferenceExperiment and ListTags, Organizations' ListAccounts, STS's AssumeRole and GetCallerIdentity, and the tables
/// and partitions of Glue's Data Catalog. Every signature is checked.
/// </summary>
public sealed class SimulatedAws : IAsyncDisposable
{
    // The largest are 100 partitions with all their columns.
    private const long MostRequestBytes = 4 << 20;

    private readonly WebApplication _app;
    private readonly WorldClock _now;
    private readonly Credentials _credentials;

    private SimulatedAws(WebApplication app, SimulatorOptions options, TimeProvider clock)
    {
        _app = app;
        _now = new WorldClock(clock);
        World = new SimulatedWorld(options);
        Faults = new FaultList(options.Seed, clock);
        var credentials = _credentials = new Credentials(options);
        var desk = new Desk(options, World, _now, clock, credentials);
        var listener = new Listener(options, clock, new Gate(credentials, clock), desk, Faults, Calls);
        var panel = new ControlPanel(Faults, Calls, _now);
        app.Run(http => http.Request.Path.StartsWithSegments(ControlPanel.Path, StringComparison.Ordinal)
            ? panel.AnswerAsync(http)
            : listener.AnswerAsync(http));
        Region = options.Regions[0];
    }

    public Uri Url => new(_app.Urls.Single());

    /// <summary>
    /// Set these and any AWS client talks to the simulator. The endpoints are those of SageMaker, Organizations, STS and
    /// Glue alone, so S3 and others still go to AWS.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["AWS_ENDPOINT_URL_SAGEMAKER"] = Url.GetLeftPart(UriPartial.Authority),
        ["AWS_ENDPOINT_URL_ORGANIZATIONS"] = Url.GetLeftPart(UriPartial.Authority),
        ["AWS_ENDPOINT_URL_STS"] = Url.GetLeftPart(UriPartial.Authority),
        ["AWS_ENDPOINT_URL_GLUE"] = Url.GetLeftPart(UriPartial.Authority),
        ["AWS_ACCESS_KEY_ID"] = Own.AccessKey,
        ["AWS_SECRET_ACCESS_KEY"] = Own.Secret,
        ["AWS_REGION"] = Region,
    };

    /// <summary>
    /// The instant of the world: which experiments exist, in what state. Follows the clock in whole minutes until set.
    /// Signatures and credentials are always checked against the clock itself.
    /// </summary>
    public DateTimeOffset Now
    {
        get => _now.Now;
        set => _now.Set(value);
    }

    public SimulatedWorld World { get; }

    public FaultList Faults { get; }

    public CallLog Calls { get; } = new();

    /// <summary>All that nobody but a caller may know: what requests are signed with.</summary>
    internal IReadOnlyCollection<string> Secrets => _credentials.Secrets;

    private Identity Own => _credentials.Own;

    private string Region { get; }

    /// <exception cref="IOException">The port is taken.</exception>
    /// <exception cref="ArgumentException">
    /// The options name no account, no region, an account that is not 12 digits, or a management account that is none of them.
    /// </exception>
    public static async Task<SimulatedAws> StartAsync(SimulatorOptions options, TimeProvider? clock = null, CancellationToken ct = default)
    {
        if (options.Accounts.Count == 0 || options.Regions.Count == 0 ||
            !options.Accounts.All(account => account.Length == 12 && account.All(char.IsAsciiDigit)) ||
            !options.Accounts.Contains(options.ManagementAccount ?? options.Accounts[0]))
        {
            throw new ArgumentException("There must be a region, and an account of 12 digits; the management account is one of them.", nameof(options));
        }

        // The empty builder reads no configuration and logs nothing: no ASPNETCORE_URLS can open it to the network.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostRequestBytes;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.AddSingleton<IHostLifetime, HostedByOthers>();
        var aws = new SimulatedAws(builder.Build(), options, clock ?? TimeProvider.System);
        await aws._app.StartAsync(ct);
        return aws;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    // The usual lifetime takes Ctrl+C and SIGTERM for itself; here they belong to whoever started the simulator.
    private sealed class HostedByOthers : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

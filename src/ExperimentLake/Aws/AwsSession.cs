using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using ExperimentLake.Lake;

namespace ExperimentLake.Aws;

/// <summary>Who we are, and clients in the name of other accounts.</summary>
public sealed class AwsSession : IDisposable
{
    private readonly AwsSettings _settings;
    private readonly Wire _wire;
    private readonly ConcurrentDictionary<AccountRegion, AdaptiveRate> _rates = new();
    private readonly TokenService _sts;
    private Caller? _caller;

    /// <exception cref="AmazonClientException">The default credential chain finds no credentials.</exception>
    public AwsSession(AwsSettings settings, LimitSettings limits)
    {
        _settings = settings;
        _wire = new Wire(limits);
        // Where the process runs, else the first region to read. Tokens of the global endpoint are refused in opt-in regions.
        Home = FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)
            ?? RegionEndpoint.GetBySystemName(settings.Regions[0] == AwsSettings.All ? "us-east-1" : settings.Regions[0]);
        Credentials = DefaultAWSCredentialsIdentityResolver.GetCredentials();
        _sts = NewSts(Credentials);
    }

    /// <summary>Region whose STS is asked.</summary>
    public RegionEndpoint Home { get; }

    internal AWSCredentials Credentials { get; }

    /// <summary>
    /// Asked once; credentials that are renewed stay those of the same caller.
    /// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html: needs no permission.
    /// </summary>
    public async Task<Caller> WhoAmIAsync(CancellationToken cancellationToken)
    {
        if (_caller is null)
        {
            var identity = await _sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken);
            _caller = new Caller(identity.Account, identity.Arn.Split(':')[1], identity.Arn);
        }

        return _caller;
    }

    /// <summary>Credentials of the reading role in another account; renewed as they near their end.</summary>
    /// <exception cref="AmazonServiceException">The role may not be assumed, or does not exist.</exception>
    internal Task<AWSCredentials> AssumeAsync(Caller caller, string account, CancellationToken cancellationToken) =>
        AssumeAsync(RoleIn(caller, account), cancellationToken);

    /// <summary>Arn of the reading role in another account.</summary>
    internal string RoleIn(Caller caller, string account) => $"arn:{caller.Partition}:iam::{account}:role/{_settings.RoleName}";

    /// <summary>The active accounts of the organization, asked in the name of <see cref="AwsSettings.OrganizationRoleArn"/> when set.</summary>
    /// <exception cref="AmazonServiceException">We may not, or the account is in no organization.</exception>
    /// <exception cref="InvalidReplyException">What AWS said is not a list of accounts.</exception>
    internal async Task<IReadOnlyList<Account>> ListAccountsAsync(Caller caller, CancellationToken cancellationToken)
    {
        var home = Organization.HomeOf(caller.Partition) is { } region ? RegionEndpoint.GetBySystemName(region) : Home;
        var credentials = _settings.OrganizationRoleArn is { } role ? await AssumeAsync(role, cancellationToken) : Credentials;
        var config = new AwsJsonConfig(AwsJsonService.Organizations, home, _wire.For(new CallCount()));
        using var organization = new Organization(
            new AwsJsonClient(AwsJsonService.Organizations, credentials, config));
        return await organization.ListActiveAsync(cancellationToken).ToListAsync(cancellationToken);
    }

    private async Task<AWSCredentials> AssumeAsync(string roleArn, CancellationToken cancellationToken)
    {
        var request = new AssumeRoleRequest
        {
            RoleArn = roleArn,
            RoleSessionName = _settings.SessionName,
            ExternalId = _settings.ExternalId,
        };
        var credentials = new MemberCredentials(_sts, request, TimeProvider.System);
        // At once, so that a refusal is the account's and not that of whichever region comes first.
        await credentials.GetCredentialsAsync().WaitAsync(cancellationToken);
        return credentials;
    }

    /// <summary>Whether STS accepts credentials that a region's endpoint does not: then the region is not enabled.</summary>
    internal async Task<bool> KnowsAsync(AWSCredentials credentials, CancellationToken cancellationToken)
    {
        using var sts = NewSts(credentials);
        try
        {
            await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Refused, or not reached: either way there is no evidence.
            return false;
        }
    }

    /// <summary>
    /// Whether a region is there, as its STS endpoint has a name. Where SageMaker's has none, the region lacks the service; where
    /// neither has one, the region is misspelt or our name server does not answer for AWS, and nothing follows from it.
    /// </summary>
    internal static async Task<bool> HasRegionAsync(string region, CancellationToken cancellationToken)
    {
        try
        {
            var host = $"sts.{region}.{RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix}";
            return (await Dns.GetHostAddressesAsync(host, cancellationToken)).Length > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>A client of an account region. All of a session's clients of one account region share one rate, and what it has learned.</summary>
    internal SageMakerClient SageMaker(AWSCredentials credentials, AccountRegion accountRegion, CallCount calls)
    {
        var config = new AwsJsonConfig(AwsJsonService.SageMaker, RegionEndpoint.GetBySystemName(accountRegion.Region), _wire.For(calls));
        // Real time, whatever the clock that snapshots are dated by: AWS's quotas keep to no other.
        var rate = _rates.GetOrAdd(accountRegion, _ => new AdaptiveRate(TimeProvider.System));
        return new(new AwsJsonClient(AwsJsonService.SageMaker, credentials, config, new PacedAttempts(rate, calls)));
    }

    /// <summary>A client of a region's Data Catalog, in our own name.</summary>
    internal AwsJsonClient Glue(string region) =>
        new(AwsJsonService.Glue, Credentials, new AwsJsonConfig(AwsJsonService.Glue, RegionEndpoint.GetBySystemName(region), _wire.For(new CallCount())));

    public void Dispose()
    {
        _sts.Dispose();
        _wire.Dispose();
        foreach (var rate in _rates.Values)
        {
            rate.Dispose();
        }
    }

    private TokenService NewSts(AWSCredentials credentials) =>
        new(credentials, new AmazonSecurityTokenServiceConfig
        {
            RegionEndpoint = Home,
            AuthenticationRegion = Home.SystemName,
            HttpClientFactory = _wire.For(new CallCount()),
        });
}

/// <summary>Who AWS says we are.</summary>
/// <param name="Account">12 digits.</param>
/// <param name="Partition"><c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c> and the like.</param>
/// <param name="Arn">Arn of the user or role session.</param>
public sealed record Caller(string Account, string Partition, string Arn);

using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace ExperimentLake.Aws;

/// <summary>How a client of a region is set up.</summary>
internal sealed class AwsJsonConfig : ClientConfig, IEndpointProvider
{
    // One wait for every doubling from about a second to twenty: a region in trouble gets about half a minute to recover.
    private const int Retries = 6;

    private readonly AwsJsonService _service;

    public AwsJsonConfig(AwsJsonService service, RegionEndpoint region, HttpClientFactory http)
        : base(new DefaultConfigurationProvider(
            Enum.GetValues<DefaultConfigurationMode>().Select(mode => new DefaultConfiguration { Name = mode, RetryMode = RequestRetryMode.Standard })))
    {
        _service = service;
        ServiceId = service.Id;
        AuthenticationServiceName = service.SigningName;
        RegionEndpoint = region;
        // Without it a request to an endpoint of the environment is signed for AWS_REGION, whatever its region.
        AuthenticationRegion = region.SystemName;
        EndpointProvider = this;
        HttpClientFactory = http;
        RetryMode = RequestRetryMode.Standard;
        MaxErrorRetry = Retries;
        // The retry quota is one per process and endpoint: one throttled account would cut off all others of its region.
        ThrottleRetries = false;
    }

    public override string ServiceVersion => "2017-07-24";

    public override string UserAgent => "experiment-lake";

    public override string RegionEndpointServiceName => _service.HostPrefix;

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => ResolveEndpoint(new());

    public Endpoint ResolveEndpoint(EndpointParameters parameters) => new(ServiceURL ?? _service.Url(RegionEndpoint, UseFIPSEndpoint));
}

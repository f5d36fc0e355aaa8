using Amazon.Runtime;
using Amazon.SecurityToken;

namespace ExperimentLake.Aws;

/// <summary>STS, with its calls told of.</summary>
internal sealed class TokenService : AmazonSecurityTokenServiceClient
{
    public TokenService(AWSCredentials credentials, AmazonSecurityTokenServiceConfig config)
        : base(credentials, config) => CallTelemetry.AddTo(RuntimePipeline, "STS", config.AuthenticationRegion);
}

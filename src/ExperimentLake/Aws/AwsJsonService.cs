using Amazon;

namespace ExperimentLake.Aws;

/// <summary>A service that speaks AWS JSON 1.1 (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html).</summary>
/// <param name="Id">Service id; <c>AWS_ENDPOINT_URL_&lt;ID&gt;</c> follows from it.</param>
/// <param name="SigningName">Name in the scope of a signature.</param>
/// <param name="TargetPrefix">First part of <c>X-Amz-Target</c>.</param>
/// <param name="HostPrefix">First part of the host name.</param>
internal sealed record AwsJsonService(string Id, string SigningName, string TargetPrefix, string HostPrefix)
{
    public static AwsJsonService SageMaker { get; } = new("SageMaker", "sagemaker", "SageMaker", "api.sagemaker");

    /// <summary>Asked in <see cref="Organization.HomeOf"/>: it has one region in each partition.</summary>
    public static AwsJsonService Organizations { get; } = new("Organizations", "organizations", "AWSOrganizationsV20161128", "organizations");

    public static AwsJsonService Glue { get; } = new("Glue", "glue", "AWSGlue", "glue");

    /// <summary>The public endpoint, or with <paramref name="fips"/> the one that runs validated cryptography.</summary>
    /// <remarks>https://docs.aws.amazon.com/general/latest/gr/sagemaker.html, https://docs.aws.amazon.com/general/latest/gr/ao.html and https://docs.aws.amazon.com/general/latest/gr/glue.html</remarks>
    public string Url(RegionEndpoint region, bool fips)
    {
        var first = HostPrefix.Split('.')[0];
        var host = !fips ? HostPrefix
            // In GovCloud its one endpoint is the validated one.
            : this == Organizations && region.PartitionName == "aws-us-gov" ? HostPrefix
            : region.PartitionName is "aws" or "aws-us-gov" ? $"{first}-fips{HostPrefix[first.Length..]}"
            : $"{HostPrefix}-fips";
        return $"https://{host}.{region.SystemName}.{region.PartitionDnsSuffix}/";
    }
}

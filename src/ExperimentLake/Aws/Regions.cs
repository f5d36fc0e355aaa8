namespace ExperimentLake.Aws;

/// <summary>Where SageMaker's control plane is: what <c>all</c> stands for in <c>Aws:Regions</c>.</summary>
/// <remarks>
/// From the endpoints that the AWS SDKs know, https://docs.aws.amazon.com/general/latest/gr/sagemaker.html. A region where the service
/// has no inference experiments, or that is not enabled for an account, answers so and becomes <c>unsupported</c>: a region is left
/// out here only when there is nobody to ask. A new region is one word here.
/// </remarks>
public static class Regions
{
    private static readonly Dictionary<string, string[]> ByPartition = new()
    {
        ["aws"] =
        [
            "af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1",
            "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
            "ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1",
            "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1",
            "mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
        ],
        ["aws-cn"] = ["cn-north-1", "cn-northwest-1"],
        ["aws-us-gov"] = ["us-gov-east-1", "us-gov-west-1"],
        ["aws-iso"] = ["us-iso-east-1"],
        ["aws-iso-b"] = ["us-isob-east-1"],
        ["aws-iso-e"] = ["eu-isoe-west-1"],
        ["aws-iso-f"] = ["us-isof-east-1", "us-isof-south-1"],
        ["aws-eusc"] = ["eusc-de-east-1"],
    };

    public static bool HaveSageMaker(string region) => ByPartition.Values.Any(regions => regions.Contains(region));

    /// <summary>The regions of a partition such as <c>aws</c>; none for a partition that is not known.</summary>
    public static IReadOnlyList<string> Of(string partition) => ByPartition.GetValueOrDefault(partition) ?? [];
}

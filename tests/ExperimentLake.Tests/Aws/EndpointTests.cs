using Amazon;
using ExperimentLake.Aws;

namespace ExperimentLake.Tests.Aws;

public sealed class EndpointTests
{
    [Theory]
    [InlineData("aws", false, "https://organizations.us-east-1.amazonaws.com/")]
    [InlineData("aws", true, "https://organizations-fips.us-east-1.amazonaws.com/")]
    [InlineData("aws-cn", false, "https://organizations.cn-northwest-1.amazonaws.com.cn/")]
    [InlineData("aws-us-gov", false, "https://organizations.us-gov-west-1.amazonaws.com/")]
    [InlineData("aws-us-gov", true, "https://organizations.us-gov-west-1.amazonaws.com/")]
    public void Organizations_has_one_endpoint_in_a_partition(string partition, bool fips, string url) =>
        AwsJsonService.Organizations.Url(RegionEndpoint.GetBySystemName(Organization.HomeOf(partition)), fips).ShouldBe(url);

    [Theory]
    [InlineData("us-east-1", false, "https://api.sagemaker.us-east-1.amazonaws.com/")]
    [InlineData("us-east-1", true, "https://api-fips.sagemaker.us-east-1.amazonaws.com/")]
    [InlineData("us-gov-west-1", true, "https://api-fips.sagemaker.us-gov-west-1.amazonaws.com/")]
    [InlineData("cn-north-1", false, "https://api.sagemaker.cn-north-1.amazonaws.com.cn/")]
    public void SageMaker_has_one_in_every_region(string region, bool fips, string url) =>
        AwsJsonService.SageMaker.Url(RegionEndpoint.GetBySystemName(region), fips).ShouldBe(url);

    [Theory]
    [InlineData("us-east-1", false, "https://glue.us-east-1.amazonaws.com/")]
    [InlineData("us-gov-west-1", true, "https://glue-fips.us-gov-west-1.amazonaws.com/")]
    [InlineData("cn-north-1", false, "https://glue.cn-north-1.amazonaws.com.cn/")]
    public void Glue_has_one_in_every_region(string region, bool fips, string url) =>
        AwsJsonService.Glue.Url(RegionEndpoint.GetBySystemName(region), fips).ShouldBe(url);

    [Theory]
    [InlineData("aws", 34)]
    [InlineData("aws-cn", 2)]
    [InlineData("aws-us-gov", 2)]
    [InlineData("aws-nowhere", 0)]
    public void All_regions_of_a_partition_are_ones_that_the_SDK_puts_there(string partition, int count)
    {
        var regions = Regions.Of(partition);

        regions.Count.ShouldBe(count);
        regions.ShouldBeUnique();
        regions.ShouldAllBe(region => RegionEndpoint.GetBySystemName(region).PartitionName == partition);
    }
}

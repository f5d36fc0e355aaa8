using Microsoft.AspNetCore.Http;

namespace ExperimentLake.Tests.Deploy;

/// <summary>What a request to S3 is taken for. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html</summary>
public sealed class BucketLogTests
{
    [Theory]
    [InlineData("GET", "/lake?list-type=2&prefix=a/&delimiter=/", "ListObjectsV2")]
    [InlineData("GET", "/lake/a/b?x-id=GetObject", "GetObject")]
    [InlineData("HEAD", "/lake/a", "HeadObject")]
    [InlineData("PUT", "/lake/a", "PutObject")]
    [InlineData("DELETE", "/lake/a", "DeleteObject")]
    [InlineData("GET", "/lake?list-type=2&fetch-owner=true", "GET with list-type, fetch-owner")]
    [InlineData("GET", "/lake?versions", "GET with versions")]
    [InlineData("GET", "/lake/a?versionId=1", "GET with versionId")]
    [InlineData("DELETE", "/lake/a?versionId=1", "DELETE with versionId")]
    [InlineData("POST", "/lake?delete", "POST with delete")]
    [InlineData("PUT", "/lake/a?partNumber=1&uploadId=x", "PUT with partNumber, uploadId")]
    [InlineData("PUT", "/lake", "PUT of a bucket")]
    [InlineData("PUT", "/lake/a", "PUT with x-amz-copy-source", "x-amz-copy-source")]
    [InlineData("PUT", "/lake/a", "PUT with x-amz-tagging", "x-amz-tagging")]
    public void Only_what_is_known_for_sure_has_a_name(string method, string address, string operation, string? header = null)
    {
        var http = new DefaultHttpContext();
        var parts = address.Split('?');
        (http.Request.Method, http.Request.Path, http.Request.QueryString) = (method, parts[0], new QueryString(parts.Length > 1 ? $"?{parts[1]}" : ""));
        if (header is not null)
        {
            http.Request.Headers[header] = "x";
        }

        BucketLog.OperationOf(http.Request).ShouldBe(operation);
    }
}

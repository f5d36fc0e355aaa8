using System.Collections.Concurrent;
using ExperimentLake.Tests.Fixtures;
using Microsoft.AspNetCore.Http;

namespace ExperimentLake.Tests.Deploy;

/// <summary>What was asked of S3.</summary>
/// <param name="AccessKey">Of who signed it.</param>
/// <param name="Operation">Such as <c>GetObject</c>; of a request that is none of those known here, the request.</param>
/// <param name="Bucket">Its name.</param>
/// <param name="Key">Of the object; empty when it is of the bucket.</param>
/// <param name="Prefix">Of a listing.</param>
/// <param name="Found">False when the answer was that there is no such object.</param>
internal sealed record BucketCall(string AccessKey, string Operation, string Bucket, string Key, string? Prefix, bool Found);

/// <summary>Stands between a process and an S3 server and notes what is asked, in path-style addresses.</summary>
internal sealed class BucketLog
{
    // Each would need a right of its own beside that to put.
    private static readonly string[] s_more = ["x-amz-copy-source", "x-amz-acl", "x-amz-tagging", "x-amz-object-lock-mode", "x-amz-bypass-governance-retention"];

    private readonly ConcurrentDictionary<BucketCall, int> _calls = new();

    public IReadOnlyCollection<BucketCall> Calls => [.. _calls.Keys];

    /// <summary>For a <see cref="SigningDoor"/>.</summary>
    public Task<bool> NoteAsync(HttpContext http)
    {
        var request = http.Request;
        var key = AccessKey(request);
        http.Response.OnStarting(() =>
        {
            var (bucket, name) = Place(request);
            var call = new BucketCall(key, OperationOf(request), bucket, name, request.Query["prefix"], http.Response.StatusCode != StatusCodes.Status404NotFound);
            _calls.AddOrUpdate(call, 1, static (_, count) => count + 1);
            return Task.CompletedTask;
        });
        return Task.FromResult(false);
    }

    /// <summary>The operation; where it is none that is known for sure, what is asked, which no table has.</summary>
    public static string OperationOf(HttpRequest request)
    {
        var key = Place(request).Key;
        var query = request.Query.Keys.Where(name => name != "x-id").ToList();
        var isListing = query.Contains("list-type") && query.All(name => name is "list-type" or "prefix" or "delimiter" or "start-after" or "continuation-token" or "max-keys" or "encoding-type");
        var more = s_more.FirstOrDefault(request.Headers.ContainsKey);
        return (request.Method, key.Length > 0) switch
        {
            _ when more is not null => $"{request.Method} with {more}",
            ("GET", false) when isListing => "ListObjectsV2",
            _ when query.Count > 0 => $"{request.Method} with {string.Join(", ", query)}",
            ("GET", true) => "GetObject",
            ("HEAD", true) => "HeadObject",
            ("PUT", true) => "PutObject",
            ("DELETE", true) => "DeleteObject",
            _ => $"{request.Method} of {(key.Length > 0 ? "an object" : "a bucket")}",
        };
    }

    private static (string Bucket, string Key) Place(HttpRequest request)
    {
        var path = request.Path.Value!.TrimStart('/');
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (path, "") : (path[..slash], path[(slash + 1)..]);
    }

    // Authorization: AWS4-HMAC-SHA256 Credential=<key>/<date>/…
    private static string AccessKey(HttpRequest request) =>
        request.Headers.Authorization.ToString().Split("Credential=") is [_, var scope] ? scope.Split('/')[0] : "nobody";
}

using System.Collections.Concurrent;
using Amazon.Runtime;
using Microsoft.AspNetCore.Http;

namespace ExperimentLake.Tests.Fixtures;

/// <summary>A lake in a bucket, asked through a door that notes what is asked of the bucket, with a cache that outlives the process.</summary>
internal sealed class QueriedBucket : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<(string Key, string? Prefix)> _requests = [];
    private readonly TestLake _lake;
    private SigningDoor? _door;

    private QueriedBucket(TestLake lake) => _lake = lake;

    public TestLake Lake => _lake;

    public string Cache => _folder["cache"];

    /// <summary>Given each request for an object first, with its key; true when it has answered in the server's place.</summary>
    public Func<string, HttpContext, Task<bool>> Answer { get; set; } = (_, _) => Task.FromResult(false);

    /// <summary>Copies of objects, without the hash in their names.</summary>
    public IReadOnlyList<string> Copies => Directory.Exists(Cache)
        ? [.. Directory.EnumerateFiles(Cache, "*.parquet", SearchOption.AllDirectories).Select(path => LakePart(Path.GetRelativePath(Cache, path))).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>What lies in the cache and is no copy, beside its lock.</summary>
    public IReadOnlyList<string> Leftovers =>
        [.. Directory.EnumerateFiles(Cache, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".parquet", StringComparison.Ordinal) && Path.GetFileName(path) != "_lock")];

    /// <summary>With the files of a lake in a directory.</summary>
    public static async Task<QueriedBucket> CreateAsync(S3Server s3, LakeFiles files)
    {
        var bucket = new QueriedBucket(await TestLake.CreateAsync(LakeKind.S3, s3));
        foreach (var path in Directory.EnumerateFiles(files.Folder, "*", SearchOption.AllDirectories))
        {
            await bucket._lake.PutAsync(Path.GetRelativePath(files.Folder, path), await File.ReadAllBytesAsync(path));
        }

        bucket._door = await SigningDoor.OpenAsync(await s3.EndpointAsync(), new BasicAWSCredentials("any", "any"), bucket.NoteAsync);
        return bucket;
    }

    public async Task<ProcessResult> QueryAsync(string sql, params IEnumerable<string> more)
    {
        await using var process = Start(sql, more);
        return await process.EndAsync();
    }

    public ExperimentLakeProcess Start(string sql, params IEnumerable<string> more) => StartWith([new("XDG_CACHE_HOME", Cache)], sql, more);

    public ExperimentLakeProcess StartWith(IEnumerable<KeyValuePair<string, string>> environment, string sql, params IEnumerable<string> more) =>
        ExperimentLakeProcess.Start(["query", sql, "--lake", _lake.Uri, "--format", "csv", .. more],
        [
            new("AWS_ACCESS_KEY_ID", "any"), new("AWS_SECRET_ACCESS_KEY", "any"), new("AWS_REGION", "us-east-1"), new("AWS_ENDPOINT_URL_S3", _door!.Url),
            new("EXPERIMENTLAKE_Lake__ForcePathStyle", "true"), new("EXPERIMENTLAKE_Lake__Region", "us-east-1"), .. environment,
        ]);

    /// <summary>Keys that were fetched, and prefixes that were listed, such as <c>folder/ after folder/key</c>, since this was last asked.</summary>
    public (IReadOnlyList<string> Fetched, IReadOnlyList<string> Listed) Asked()
    {
        var asked = new List<(string Key, string? Prefix)>();
        while (_requests.TryDequeue(out var request))
        {
            asked.Add(request);
        }

        return ([.. asked.Where(one => one.Prefix is null).Select(one => one.Key).Order(StringComparer.Ordinal)],
            [.. asked.Select(one => one.Prefix).OfType<string>().Order(StringComparer.Ordinal)]);
    }

    public async ValueTask DisposeAsync()
    {
        await _door!.DisposeAsync();
        await _lake.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<bool> NoteAsync(HttpContext http)
    {
        var prefix = http.Request.Query.ContainsKey("list-type") ? Listing(http.Request.Query) : null;
        var key = LakePart(http.Request.Path.Value!);
        _requests.Enqueue((key, prefix));
        return prefix is null && await Answer(key, http);
    }

    private static string Listing(IQueryCollection query) =>
        $"{LakePart(query["prefix"]!)}{(query["start-after"] is [{ Length: > 0 } after] ? $" after {LakePart(after)}" : "")}";

    private static string LakePart(string path)
    {
        var start = path.IndexOf("inference_experiments", StringComparison.Ordinal) is >= 0 and var data ? data : path.IndexOf("snapshot_coverage", StringComparison.Ordinal);
        var part = start < 0 ? path : path[start..];
        // <name>.<hash>.parquet
        return part.Split('.') is [var name, _, "parquet"] ? $"{name}.parquet" : part;
    }
}

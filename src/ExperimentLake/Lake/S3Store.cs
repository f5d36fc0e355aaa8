using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace ExperimentLake.Lake;

/// <summary>A lake under a prefix of a bucket.</summary>
internal sealed class S3Store : ILakeStore
{
    /// <summary>User metadata that carries the hash, since an ETag is no hash of encrypted objects.</summary>
    private const string Sha256Metadata = "sha256";

    // S3 asks writers to slow down now and then.
    private const int Retries = 5;

    // For one attempt: the largest file has some tens of megabytes.
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(2);

    private readonly LakeSettings _settings;
    private readonly AmazonS3Client _s3;
    private readonly string _bucket;
    private readonly string _prefix;

    /// <param name="settings">With a URI such as <c>s3://bucket/prefix</c>.</param>
    public S3Store(LakeSettings settings)
    {
        _settings = settings;
        var rest = settings.Uri["s3://".Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        _bucket = slash < 0 ? rest : rest[..slash];
        _prefix = slash < 0 || slash == rest.Length - 1 ? "" : rest[(slash + 1)..].TrimEnd('/') + "/";
        var region = settings.Region ?? FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName ?? "us-east-1";
        _s3 = new AmazonS3Client(new AmazonS3Config
        {
            ForcePathStyle = settings.ForcePathStyle,
            RegionEndpoint = RegionEndpoint.GetBySystemName(region),
            // With an endpoint of the environment the SDK would sign for AWS_REGION.
            AuthenticationRegion = region,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = Retries,
            Timeout = s_timeout,
            ConnectTimeout = TimeSpan.FromSeconds(10),
        });
    }

    public string Location => $"s3://{_bucket}/{_prefix}";

    public string Address => $"{_s3.DetermineServiceOperationEndpoint(new ListObjectsV2Request { BucketName = _bucket }).URL} {Location}";

    public string? Folder => null;

    public SpooledFile Spool()
    {
        try
        {
            // The folder is everybody's, the rows are a company's.
            return new SpooledFile(Path.Combine(Path.GetTempPath(), $"experiment-lake-{Guid.NewGuid():N}"), isPrivate: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LakeException($"Cannot create a temporary file in {Path.GetTempPath()}: {exception.Message} Set TMPDIR to a directory with free space.", exception);
        }
    }

    public async Task PutAsync(string key, SpooledFile file, CancellationToken cancellationToken)
    {
        var facts = await file.FactsAsync(cancellationToken);
        file.Stream.Position = 0;
        var request = new PutObjectRequest
        {
            BucketName = _bucket,
            Key = _prefix + key,
            InputStream = file.Stream,
            AutoCloseStream = false,
            // One body of known length and hash: the chunked framing is not understood by every S3-compatible server.
            UseChunkEncoding = false,
            // S3 refuses the put when what arrives is something else.
            ChecksumSHA256 = Convert.ToBase64String(Convert.FromHexString(facts.Sha256)),
            ExpectedBucketOwner = _settings.ExpectedBucketOwner,
        };
        request.Metadata.Add(Sha256Metadata, facts.Sha256);
        if (_settings.KmsKeyId is not null)
        {
            request.ServerSideEncryptionMethod = ServerSideEncryptionMethod.AWSKMS;
            request.ServerSideEncryptionKeyManagementServiceKeyId = _settings.KmsKeyId;
        }

        await Explained("write", key, () => _s3.PutObjectAsync(request, cancellationToken));
    }

    public async Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = _bucket, Key = _prefix + key, ExpectedBucketOwner = _settings.ExpectedBucketOwner };
        var response = await OrNull("read", key, () => _s3.GetObjectAsync(request, cancellationToken));
        return response?.ResponseStream;
    }

    public async Task<Stream?> OpenAsync(LakeObject listed, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest
        {
            BucketName = _bucket,
            Key = _prefix + listed.Key,
            ExpectedBucketOwner = _settings.ExpectedBucketOwner,
            EtagToMatch = listed.Version?.ETag,
        };
        var response = await OrNull("read", listed.Key, () => _s3.GetObjectAsync(request, cancellationToken));
        if (response is not null && response.ETag != listed.Version?.ETag)
        {
            // A server that has not heard of the condition.
            response.Dispose();
            return null;
        }

        return response?.ResponseStream;
    }

    public async Task<ObjectFacts?> FactsAsync(string key, CancellationToken cancellationToken)
    {
        var request = new GetObjectMetadataRequest { BucketName = _bucket, Key = _prefix + key, ExpectedBucketOwner = _settings.ExpectedBucketOwner };
        var head = await OrNull("look for", key, () => _s3.GetObjectMetadataAsync(request, cancellationToken));
        if (head is null)
        {
            return null;
        }

        // S3 has checked this hash against the content when it took the object.
        if (head.Metadata[Sha256Metadata] is { Length: 64 } sha256)
        {
            return new ObjectFacts(head.ContentLength, sha256);
        }

        await using var content = await OpenAsync(key, cancellationToken);
        return content is null
            ? null
            : new ObjectFacts(head.ContentLength, Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken)));
    }

    public async IAsyncEnumerable<LakeObject> ObjectsAsync(string prefix, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in PagesAsync(prefix, new ListObjectsV2Request { StartAfter = after is null ? null : _prefix + after }, cancellationToken))
        {
            foreach (var item in page.S3Objects ?? [])
            {
                yield return new LakeObject(item.Key[_prefix.Length..], new ObjectVersion(item.ETag, item.Size ?? 0));
            }
        }
    }

    public async IAsyncEnumerable<string> FoldersAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in PagesAsync(folder, new ListObjectsV2Request { Delimiter = "/" }, cancellationToken))
        {
            foreach (var prefix in page.CommonPrefixes ?? [])
            {
                yield return prefix[(_prefix.Length + folder.Length)..^1];
            }
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var request = new DeleteObjectRequest { BucketName = _bucket, Key = _prefix + key, ExpectedBucketOwner = _settings.ExpectedBucketOwner };
        return Explained("delete", key, () => _s3.DeleteObjectAsync(request, cancellationToken), "s3:DeleteObject");
    }

    public void Dispose() => _s3.Dispose();

    private async IAsyncEnumerable<ListObjectsV2Response> PagesAsync(
        string prefix, ListObjectsV2Request request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (request.BucketName, request.Prefix, request.ExpectedBucketOwner) = (_bucket, _prefix + prefix, _settings.ExpectedBucketOwner);
        ListObjectsV2Response page;
        do
        {
            page = await Explained("list", prefix, () => _s3.ListObjectsV2Async(request, cancellationToken));
            yield return page;
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
    }

    private async Task<T?> OrNull<T>(string verb, string key, Func<Task<T>> call)
        where T : class
    {
        try
        {
            return await Explained(verb, key, call);
        }
        catch (LakeException exception) when (
            exception.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed, ErrorCode: not "NoSuchBucket" })
        {
            return null;
        }
    }

    private async Task<T> Explained<T>(string verb, string key, Func<Task<T>> call, string rights = S3Errors.SnapshotRights)
    {
        try
        {
            return await call();
        }
        catch (AmazonS3Exception exception)
        {
            throw S3Errors.Explain($"{verb} {Location}{key}", _settings, exception, rights);
        }
        catch (Exception exception) when (exception is AmazonClientException or HttpRequestException or IOException)
        {
            throw S3Errors.Explain($"{verb} {Location}{key}", exception);
        }
    }
}

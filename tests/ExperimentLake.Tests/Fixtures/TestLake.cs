using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using ExperimentLake.Simulator;

namespace ExperimentLake.Tests.Fixtures;

/// <summary>Where a test's lake is.</summary>
public enum LakeKind
{
    Directory,
    S3,
}

/// <summary>A lake of one test's own, and the process at work on it.</summary>
internal abstract class TestLake : IAsyncDisposable
{
    public abstract string Uri { get; }

    protected TemporaryFolder Folder { get; } = new();

    /// <summary>How a process finds it.</summary>
    public virtual IEnumerable<KeyValuePair<string, string>> Environment => Also;

    /// <summary>What else processes at work on it have in their environment.</summary>
    public List<KeyValuePair<string, string>> Also { get; } = [];

    public static async Task<TestLake> CreateAsync(LakeKind kind, S3Server s3) =>
        kind == LakeKind.Directory ? new DirectoryLake() : await BucketLake.CreateAsync(s3);

    /// <summary>A lake in a directory.</summary>
    public static TestLake InDirectory() => new DirectoryLake();

    /// <summary>Runs a command on this lake.</summary>
    public Task<ProcessResult> RunAsync(SimulatedAws? aws, params IEnumerable<string> arguments) =>
        ExperimentLakeProcess.RunAsync([.. arguments, "--lake", Uri], [.. aws?.Environment ?? Anyone, .. Environment]);

    public ExperimentLakeProcess Start(SimulatedAws aws, params IEnumerable<string> arguments) =>
        ExperimentLakeProcess.Start([.. arguments, "--lake", Uri], [.. aws.Environment, .. Environment]);

    public ExperimentLakeProcess Start(SimulatedAws aws, PostgresDatabase database, params IEnumerable<string> arguments) =>
        ExperimentLakeProcess.Start(
            [.. arguments, "--lake", Uri, "--Cluster:ConnectionString", database.ConnectionString], [.. aws.Environment, .. Environment, .. database.Environment]);

    /// <summary>Takes a snapshot of accounts and regions.</summary>
    public Task<ProcessResult> SnapshotAsync(SimulatedAws aws, IEnumerable<string> accounts, IEnumerable<string> regions, params IEnumerable<string> more) =>
        RunAsync(aws, Snapshot(accounts, regions, more));

    public static string[] Snapshot(IEnumerable<string> accounts, IEnumerable<string> regions, params IEnumerable<string> more) =>
        ["snapshot", "--Aws:Accounts", string.Join(',', accounts), "--Aws:Regions", string.Join(',', regions), .. more];

    /// <summary>What is there now, as files on this machine.</summary>
    public abstract Task<LakeFiles> FilesAsync();

    /// <summary>Every object, by key: when it was last put, and what it is.</summary>
    public abstract Task<IReadOnlyDictionary<string, string>> StampsAsync();

    /// <param name="key">Where.</param>
    /// <param name="content">What.</param>
    /// <param name="sha256">What a bucket is told to be its hash, which is not looked at; a directory has no place for it.</param>
    public abstract Task PutAsync(string key, byte[] content, string? sha256 = null);

    public abstract Task<byte[]> GetAsync(string key);

    public abstract Task DeleteAsync(string key);

    public virtual ValueTask DisposeAsync()
    {
        Folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static IEnumerable<KeyValuePair<string, string>> Anyone =>
        new Dictionary<string, string> { ["AWS_ACCESS_KEY_ID"] = "any", ["AWS_SECRET_ACCESS_KEY"] = "any", ["AWS_REGION"] = "us-east-1" };

    private sealed class DirectoryLake : TestLake
    {
        public override string Uri => Folder["lake"];

        public override Task<LakeFiles> FilesAsync() => Task.FromResult(new LakeFiles(Uri));

        public override async Task<IReadOnlyDictionary<string, string>> StampsAsync()
        {
            var stamps = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var path in Directory.EnumerateFiles(Uri, "*", SearchOption.AllDirectories))
            {
                var content = await File.ReadAllBytesAsync(path);
                stamps[Path.GetRelativePath(Uri, path)] = $"{File.GetLastWriteTimeUtc(path):O} {Convert.ToHexString(SHA256.HashData(content))}";
            }

            return stamps;
        }

        public override async Task PutAsync(string key, byte[] content, string? sha256 = null)
        {
            var path = Path.Combine(Uri, key);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, content);
        }

        public override Task<byte[]> GetAsync(string key) => File.ReadAllBytesAsync(Path.Combine(Uri, key));

        public override Task DeleteAsync(string key)
        {
            File.Delete(Path.Combine(Uri, key));
            return Task.CompletedTask;
        }
    }

    private sealed class BucketLake(AmazonS3Client client, string endpoint) : TestLake
    {
        private const string Prefix = "a/prefix/";

        private readonly string _bucket = $"experiment-lake-test-{Guid.NewGuid():N}";
        private int _copies;

        public override string Uri => $"s3://{_bucket}/{Prefix}";

        public override IEnumerable<KeyValuePair<string, string>> Environment =>
        [
            .. Also,
            KeyValuePair.Create("AWS_ENDPOINT_URL_S3", endpoint),
            KeyValuePair.Create("EXPERIMENTLAKE_Lake__ForcePathStyle", "true"),
            KeyValuePair.Create("EXPERIMENTLAKE_Lake__Region", "us-east-1"),
        ];

        public static async Task<TestLake> CreateAsync(S3Server s3)
        {
            var lake = new BucketLake(await s3.ClientAsync(), await s3.EndpointAsync());
            await lake.Client.PutBucketAsync(lake._bucket);
            return lake;
        }

        private AmazonS3Client Client => client;

        public override async Task<LakeFiles> FilesAsync()
        {
            var folder = Folder[$"copy-{++_copies}"];
            foreach (var item in await ListAsync())
            {
                var path = Path.Combine(folder, item.Key[Prefix.Length..]);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllBytesAsync(path, await GetAsync(item.Key[Prefix.Length..]));
            }

            return new LakeFiles(folder);
        }

        public override async Task<IReadOnlyDictionary<string, string>> StampsAsync() => new SortedDictionary<string, string>(
            (await ListAsync()).ToDictionary(item => item.Key[Prefix.Length..], item => $"{item.LastModified:O} {item.ETag}"), StringComparer.Ordinal);

        public override async Task PutAsync(string key, byte[] content, string? sha256 = null)
        {
            using var stream = new MemoryStream(content);
            var request = new PutObjectRequest { BucketName = _bucket, Key = Prefix + key, InputStream = stream, UseChunkEncoding = false };
            if (sha256 is not null)
            {
                request.Metadata.Add("sha256", sha256);
            }

            await client.PutObjectAsync(request);
        }

        public override async Task<byte[]> GetAsync(string key)
        {
            using var response = await client.GetObjectAsync(_bucket, Prefix + key);
            using var content = new MemoryStream();
            await response.ResponseStream.CopyToAsync(content);
            return content.ToArray();
        }

        public override async Task DeleteAsync(string key) => await client.DeleteObjectAsync(_bucket, Prefix + key);

        public override ValueTask DisposeAsync()
        {
            client.Dispose();
            return base.DisposeAsync();
        }

        private async Task<List<S3Object>> ListAsync()
        {
            var objects = new List<S3Object>();
            await foreach (var item in client.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = _bucket }).S3Objects)
            {
                objects.Add(item);
            }

            return objects;
        }
    }
}

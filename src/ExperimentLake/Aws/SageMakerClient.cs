using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace ExperimentLake.Aws;

/// <summary>The three operations that are read, in one account and region.</summary>
internal sealed class SageMakerClient(AwsJsonClient client) : IDisposable
{
    /// <summary>
    /// Every experiment's summary, oldest first, so that experiments created meanwhile land at the end. A name is given once: an
    /// experiment deleted and created again between two pages is listed twice.
    /// https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListInferenceExperiments.html
    /// </summary>
    /// <param name="drifted">Told the path of what else a page says: it is about no experiment, so there is no row for it.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <exception cref="InvalidReplyException">The reply has no list, or the pages do not end.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ListAsync(Action<string> drifted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string Operation = "ListInferenceExperiments";
        // Hashes, since names of 200,000 experiments are not small.
        var seen = new HashSet<UInt128>();
        var withoutNews = 0;
        string? token = null;
        do
        {
            var reply = await client.CallAsync(
                Operation, Paging.Request(("NextToken", token), ("MaxResults", 100), ("SortBy", "CreationTime"), ("SortOrder", "Ascending")), cancellationToken);
            var summaries = Json.Elements(reply, "InferenceExperiments"u8) ?? throw new InvalidReplyException(Operation, "has no list of experiments");
            foreach (var name in Json.Names(reply).Except(["InferenceExperiments", "NextToken"]))
            {
                drifted($"{Operation}.{name}");
            }

            var before = seen.Count;
            foreach (var summary in summaries)
            {
                if (seen.Add(Identity(summary)))
                {
                    yield return summary;
                }
            }

            token = Paging.Token(Operation, reply);
            withoutNews = seen.Count > before ? 0 : withoutNews + 1;
            Paging.ThrowIfEndless(Operation, withoutNews);
        }
        while (!string.IsNullOrEmpty(token));
    }

    /// <summary>https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeInferenceExperiment.html</summary>
    public Task<ReadOnlyMemory<byte>> DescribeAsync(string name, CancellationToken cancellationToken) =>
        client.CallAsync("DescribeInferenceExperiment", Paging.Request(("Name", name)), cancellationToken);

    /// <summary>All pages of tags. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListTags.html</summary>
    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> ListTagsAsync(string arn, CancellationToken cancellationToken)
    {
        const string Operation = "ListTags";
        var pages = new List<ReadOnlyMemory<byte>>();
        string? token = null;
        do
        {
            pages.Add(await client.CallAsync(Operation, Paging.Request(("ResourceArn", arn), ("NextToken", token)), cancellationToken));
            token = Paging.Token(Operation, pages[^1]);
            Paging.ThrowIfEndless(Operation, pages.Count);
        }
        while (!string.IsNullOrEmpty(token));
        return pages;
    }

    public void Dispose() => client.Dispose();

    private static UInt128 Identity(ReadOnlyMemory<byte> summary)
    {
        var name = Json.Text(summary, "Name"u8);
        var hash = SHA256.HashData(name is null ? summary.ToArray() : System.Text.Encoding.UTF8.GetBytes(name));
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}

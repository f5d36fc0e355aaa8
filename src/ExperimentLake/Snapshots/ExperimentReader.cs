using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using ExperimentLake.Aws;
using ExperimentLake.Columns;

namespace ExperimentLake.Snapshots;

/// <summary>Reads every experiment of an account region, many at a time, and gives them in the order of the listing.</summary>
internal sealed class ExperimentReader(SageMakerClient sageMaker, string region, int atOnce, TimeProvider clock, Action<string> drifted)
{
    /// <summary>One reading per listed experiment.</summary>
    /// <exception cref="Exception">The listing failed; readings given so far stand.</exception>
    public async IAsyncEnumerable<Reading> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // A window over the listing: memory does not grow with the number of experiments, and no page waits for its slowest.
        var window = new Queue<Task<Reading>>(atOnce);
        try
        {
            await using var summaries = sageMaker.ListAsync(drifted, cancellationToken).GetAsyncEnumerator(cancellationToken);
            Exception? broken = null;
            while (broken is null)
            {
                try
                {
                    if (!await summaries.MoveNextAsync())
                    {
                        break;
                    }
                }
                catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
                {
                    // What is listed is still read before the listing's failure is told.
                    broken = exception;
                    break;
                }

                window.Enqueue(ReadOneAsync(summaries.Current, stop.Token));
                if (window.Count >= atOnce)
                {
                    yield return await window.Dequeue();
                }
            }

            while (window.TryDequeue(out var next))
            {
                yield return await next;
            }

            if (broken is not null)
            {
                ExceptionDispatchInfo.Throw(broken);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(window).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task<Reading> ReadOneAsync(ReadOnlyMemory<byte> summary, CancellationToken cancellationToken)
    {
        var name = Json.Text(summary, "Name"u8);
        try
        {
            return name is null
                ? throw new InvalidReplyException("ListInferenceExperiments", "has an experiment without a name")
                : await DescribeAsync(name, summary, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var failure = Failure.Of(exception, region);
            return AwsErrors.IsNotFound(failure.Code) ? new Reading(name) : new Reading(name) { Failure = failure };
        }
    }

    private async Task<Reading> DescribeAsync(string name, ReadOnlyMemory<byte> summary, CancellationToken cancellationToken)
    {
        var described = await sageMaker.DescribeAsync(name, cancellationToken);
        var observedAt = clock.GetUtcNow();
        if (Json.Text(described, "Arn"u8) is not { Length: > 0 } arn)
        {
            throw new InvalidReplyException("DescribeInferenceExperiment", "has no Arn");
        }

        var (tags, failure) = await TagsAsync(arn, cancellationToken);
        return new Reading(name) { Document = new Document(arn, region, observedAt, described, summary, tags), Failure = failure };
    }

    /// <summary>
    /// Without tags when we may not know them, when the experiment is gone by now, or when they could not be read this time. In each
    /// case it was there when Describe answered: its row is true, and may be the last chance to have it. Only the last is a failure.
    /// </summary>
    private async Task<(IReadOnlyList<ReadOnlyMemory<byte>>? Pages, Failure? Failure)> TagsAsync(string arn, CancellationToken cancellationToken)
    {
        try
        {
            return (await sageMaker.ListTagsAsync(arn, cancellationToken), null);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var failure = Failure.Of(exception, region);
            var isFinal = AwsErrors.IsDenied(failure.Code) || AwsErrors.IsNotFound(failure.Code);
            return (null, isFinal ? null : failure with { Message = $"ListTags: {failure.Message}" });
        }
    }
}

/// <summary>What came of one listed experiment: a document, a failure, or neither when it has vanished.</summary>
/// <param name="Name">Its name; null when the listing gave none.</param>
internal sealed record Reading(string? Name)
{
    public Document? Document { get; init; }

    /// <summary>Why there is no document; beside one, why it lacks its tags.</summary>
    public Failure? Failure { get; init; }
}

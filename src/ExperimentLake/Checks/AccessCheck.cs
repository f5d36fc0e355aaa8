using System.Collections.Concurrent;
using Amazon.Runtime;
using ExperimentLake.Aws;
using ExperimentLake.Lake;
using ExperimentLake.Snapshots;

namespace ExperimentLake.Checks;

/// <summary>Whether account regions may be read: found out by the calls of a snapshot, which change nothing.</summary>
public sealed class AccessCheck(AwsSession aws, LimitSettings limits)
{
    // Asked about where there is no experiment. AWS tells those who may ask that there is none, and the others that they may not.
    private readonly string _nobody = $"experiment-lake-check-{Guid.NewGuid():N}";

    /// <param name="caller">Who we are.</param>
    /// <param name="accountRegions">What to ask.</param>
    /// <param name="answered">Told how many have answered.</param>
    /// <param name="cancellationToken">Stops all of it.</param>
    /// <returns>One finding for all account regions that answer alike.</returns>
    public async Task<IReadOnlyList<Finding>> AskAsync(
        Caller caller, IReadOnlyCollection<AccountRegion> accountRegions, Action<int> answered, CancellationToken cancellationToken)
    {
        var credentials = accountRegions.Select(one => one.Account).Where(account => account != caller.Account).Distinct().ToDictionary(
            account => account, account => new Lazy<Task<AWSCredentials>>(() => aws.AssumeAsync(caller, account, cancellationToken)));
        var accesses = new ConcurrentBag<Access>();
        var count = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = limits.CallsInFlight, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(accountRegions, options, async (one, token) =>
        {
            accesses.Add(new Access(one, one.Account == caller.Account
                ? await AskAsync(caller, one, aws.Credentials, token)
                : await AskAsync(caller, one, credentials[one.Account].Value, token)));
            answered(Interlocked.Increment(ref count));
        });
        return new AccessFindings(caller, aws).Of(accesses);
    }

    private async Task<List<Reply>> AskAsync(Caller caller, AccountRegion accountRegion, Task<AWSCredentials> assumed, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(caller, accountRegion, await assumed, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return [Reply.Of(Operation.AssumeRole, Failure.Of(exception, aws.Home.SystemName))];
        }
    }

    private async Task<List<Reply>> AskAsync(Caller caller, AccountRegion accountRegion, AWSCredentials credentials, CancellationToken cancellationToken)
    {
        using var sageMaker = aws.SageMaker(credentials, accountRegion, new CallCount());
        string? name = null;
        var arn = $"arn:{caller.Partition}:sagemaker:{accountRegion.Region}:{accountRegion.Account}:inference-experiment/{_nobody}";
        var list = await ReplyAsync(Operation.List, async () =>
        {
            await foreach (var summary in sageMaker.ListAsync(_ => { }, cancellationToken))
            {
                name = Json.Text(summary, "Name"u8);
                break;
            }
        });
        if (list.Answer is not (Answer.Yes or Answer.No))
        {
            return [list];
        }

        var describe = await ReplyAsync(Operation.Describe, async () =>
        {
            var described = await sageMaker.DescribeAsync(name ?? _nobody, cancellationToken);
            arn = Json.Text(described, "Arn"u8) ?? throw new InvalidReplyException("DescribeInferenceExperiment", "has no Arn");
        });
        return [list, describe, await ReplyAsync(Operation.Tags, () => sageMaker.ListTagsAsync(arn, cancellationToken))];

        async Task<Reply> ReplyAsync(Operation operation, Func<Task> call)
        {
            try
            {
                await call();
                return new Reply(operation, Answer.Yes);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                var failure = await Failure.OfAsync(exception, aws, credentials, accountRegion.Region, cancellationToken);
                return operation != Operation.List && AwsErrors.HasLooked(failure.Code, failure.Message)
                    ? new Reply(operation, Answer.Yes)
                    : Reply.Of(operation, failure);
            }
        }
    }
}

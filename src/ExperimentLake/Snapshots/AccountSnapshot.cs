using Amazon.Runtime;
using ExperimentLake.Aws;
using ExperimentLake.Lake;

namespace ExperimentLake.Snapshots;

/// <summary>One attempt at what is missing of one account, all its regions at once.</summary>
/// <param name="aws">As whom.</param>
/// <param name="regions">Reads an account region.</param>
/// <param name="turns">Bounds the account regions under way, over all accounts.</param>
internal sealed class AccountSnapshot(AwsSession aws, RegionSnapshot regions, SemaphoreSlim turns)
{
    /// <param name="missing">What to read, all of one account.</param>
    /// <param name="deadline">When to end, and what to note of what is cut.</param>
    /// <param name="stop">A wish to stop: no account region is begun any more.</param>
    /// <param name="abort">Ends those under way; nothing is noted of them.</param>
    /// <returns>Number of account regions of which something was noted.</returns>
    /// <exception cref="LakeException">A result could not be noted.</exception>
    public async Task<int> TakeAsync(IReadOnlyList<AccountRegion> missing, Deadline deadline, CancellationToken stop, CancellationToken abort)
    {
        var credentials = new Lazy<Task<AWSCredentials>>(() => CredentialsAsync(missing[0].Account, abort));
        var noted = await Task.WhenAll(missing.Select(one => TakeAsync(one, credentials, deadline, stop, abort)));
        return noted.Count(isNoted => isNoted);
    }

    private async Task<bool> TakeAsync(
        AccountRegion accountRegion, Lazy<Task<AWSCredentials>> credentials, Deadline deadline, CancellationToken stop, CancellationToken abort)
    {
        using var turn = CancellationTokenSource.CreateLinkedTokenSource(stop, deadline.Passed);
        try
        {
            await turns.WaitAsync(turn.Token);
        }
        catch (OperationCanceledException)
        {
            return !stop.IsCancellationRequested && await CutAsync(accountRegion, deadline);
        }

        deadline.Begin();
        try
        {
            await regions.TakeAsync(accountRegion, await credentials.Value, deadline, abort);
            return true;
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception) when (credentials.Value.IsFaulted)
        {
            // Whatever forbids us to enter an account, it is not the account's regions that are not for us.
            var failure = Failure.Of(exception, aws.Home.SystemName);
            await regions.FailAsync(accountRegion, failure.Outcome.IsSettled() ? failure with { Outcome = Outcome.Denied } : failure);
            return true;
        }
        finally
        {
            turns.Release();
        }
    }

    private async Task<bool> CutAsync(AccountRegion accountRegion, Deadline deadline)
    {
        await regions.FailAsync(accountRegion, deadline.Failure);
        return true;
    }

    private async Task<AWSCredentials> CredentialsAsync(string account, CancellationToken cancellationToken)
    {
        var caller = await aws.WhoAmIAsync(cancellationToken);
        return account == caller.Account ? aws.Credentials : await aws.AssumeAsync(caller, account, cancellationToken);
    }
}

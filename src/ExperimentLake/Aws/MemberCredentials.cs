using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace ExperimentLake.Aws;

/// <summary>
/// Credentials of a role, taken again before they end: a run may take longer than the hour they last. Not the SDK's own kind, which
/// knows no clock but the system's and gives up good credentials when it cannot have newer ones yet.
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
/// </summary>
internal sealed class MemberCredentials(IAmazonSecurityTokenService sts, AssumeRoleRequest request, TimeProvider clock) : AWSCredentials, IDisposable
{
    // A call signed just before the end arrives in time, and STS has some minutes to be out of order.
    private static readonly TimeSpan s_early = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _one = new(1);
    private ImmutableCredentials? _current;
    private DateTimeOffset _end;

    public override ImmutableCredentials GetCredentials() => GetCredentialsAsync().GetAwaiter().GetResult();

    /// <exception cref="AmazonServiceException">The role may not be assumed, or does not exist, and what we have has ended.</exception>
    public override async Task<ImmutableCredentials> GetCredentialsAsync()
    {
        if (Current(s_early) is { } current)
        {
            return current;
        }

        await _one.WaitAsync();
        try
        {
            return Current(s_early) ?? await TakeAsync();
        }
        catch (Exception) when (Current(TimeSpan.Zero) is not null)
        {
            return Current(TimeSpan.Zero)!;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private ImmutableCredentials? Current(TimeSpan before) => clock.GetUtcNow() + before < _end ? _current : null;

    private async Task<ImmutableCredentials> TakeAsync()
    {
        var credentials = (await sts.AssumeRoleAsync(request)).Credentials;
        _current = new ImmutableCredentials(credentials.AccessKeyId, credentials.SecretAccessKey, credentials.SessionToken);
        _end = credentials.Expiration!.Value;
        return _current;
    }
}

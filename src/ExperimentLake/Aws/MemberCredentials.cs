using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace ExperimentLake.Aws;

/// <summary>
/// Credentials of a role, taken again before they end: a run may take longer than the hour they last. Not the SDK's own kind, which
/// knows no clock but the system's and gives up good credentials when it cannot have newer ones yet.
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
/// </summary>
internal sealed class MemberCredentials(IAmazonSecurityTokenService sts, AssumeRoleRequest request, TimeProvider clock) : AWSCredentials
{
    // A call signed just before the end arrives in time, and STS has some minutes to be out of order.
    private static readonly TimeSpan s_early = TimeSpan.FromMinutes(5);

    // STS that has just refused does so to all the calls that wait.
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private Task<ImmutableCredentials>? _renewal;
    private DateTimeOffset _renewedAt;
    private ImmutableCredentials? _current;
    private DateTimeOffset _end;

    // Parts of the SDK ask without awaiting. What is there is given at once; only a renewal under way is waited for.
    public override ImmutableCredentials GetCredentials() => GetCredentialsAsync().GetAwaiter().GetResult();

    /// <exception cref="AmazonServiceException">The role may not be assumed, or does not exist, and what we have has ended.</exception>
    public override Task<ImmutableCredentials> GetCredentialsAsync()
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (now + s_early < _end)
            {
                return Task.FromResult(_current!);
            }

            if (_renewal is null || (_renewal.IsCompleted && (_renewal.IsCompletedSuccessfully || now - _renewedAt > s_rest)))
            {
                _renewedAt = now;
                _renewal = Task.Run(TakeAsync);
            }

            return now < _end ? Task.FromResult(_current!) : _renewal;
        }
    }

    private async Task<ImmutableCredentials> TakeAsync()
    {
        var credentials = (await sts.AssumeRoleAsync(request)).Credentials;
        var taken = new ImmutableCredentials(credentials.AccessKeyId, credentials.SecretAccessKey, credentials.SessionToken);
        lock (_lock)
        {
            (_current, _end) = (taken, credentials.Expiration!.Value);
        }

        return taken;
    }
}

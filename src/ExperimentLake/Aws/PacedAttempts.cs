using System.Diagnostics;
using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace ExperimentLake.Aws;

/// <summary>
/// Has every attempt of a call wait for the turn of its account region. In the SDK's pipeline, and before the signer: a signature
/// ages, and its five minutes are not for waiting.
/// </summary>
internal sealed class PacedAttempts(AdaptiveRate rate, CallCount calls) : PipelineHandler
{
    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var asked = Stopwatch.GetTimestamp();
        var turn = await rate.WaitAsync(executionContext.RequestContext.CancellationToken);
        Telemetry.AddWait("experimentlake.wait.rate", asked);
        try
        {
            var reply = await base.InvokeAsync<T>(executionContext);
            rate.Accepted(turn);
            return reply;
        }
        catch (AmazonServiceException exception) when (AwsErrors.IsThrottle(exception))
        {
            calls.Throttled();
            rate.Throttled(turn);
            PacedRetries.CountThrottle(executionContext);
            throw;
        }
        catch (AmazonServiceException exception) when (exception.StatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError)
        {
            // A refusal has taken its token as any other answer.
            rate.Accepted(turn);
            throw;
        }
    }
}

/// <summary>
/// The SDK's standard retries, but a throttle is no sign of trouble: a call that is throttled waits for its next turn and not for a
/// back-off as well, and is tried more often. One throttled again and again backs off as ever.
/// </summary>
internal sealed class PacedRetries(IClientConfig config) : StandardRetryPolicy(config)
{
    private const int WithoutBackoff = 4;
    private const int MostAttempts = 10;
    private const string Throttles = "ExperimentLake.Throttles";

    public static void CountThrottle(IExecutionContext executionContext)
    {
        var (throttles, _) = Of(executionContext);
        executionContext.RequestContext.ContextAttributes[Throttles] = (throttles + 1, executionContext.RequestContext.Retries);
    }

    public override bool RetryLimitReached(IExecutionContext executionContext)
    {
        var attempts = executionContext.RequestContext.Retries + 1;
        return attempts >= MostAttempts || attempts - Of(executionContext).Count > MaxRetries;
    }

    public override Task WaitBeforeRetryAsync(IExecutionContext executionContext)
    {
        // The retry that this is the wait for is counted already.
        var (throttles, last) = Of(executionContext);
        return throttles is > 0 and <= WithoutBackoff && last == executionContext.RequestContext.Retries - 1
            ? Task.CompletedTask
            : base.WaitBeforeRetryAsync(executionContext);
    }

    /// <summary>How often the call was throttled, and at which retry last.</summary>
    private static (int Count, int LastAt) Of(IExecutionContext executionContext) =>
        executionContext.RequestContext.ContextAttributes.TryGetValue(Throttles, out var value) ? ((int, int))value : (0, -1);
}

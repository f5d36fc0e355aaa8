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
        PacedRetries.Mark(executionContext, throttled: false);
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
            PacedRetries.Mark(executionContext, throttled: true);
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
/// The SDK's standard retries, but a call that is throttled for the first times waits for its next turn and not for a back-off as
/// well. One throttled again and again meets a region in trouble, and backs off as ever.
/// </summary>
internal sealed class PacedRetries(IClientConfig config) : StandardRetryPolicy(config)
{
    private const int WithoutBackoff = 2;
    private const string Throttled = "ExperimentLake.Throttled";

    public static void Mark(IExecutionContext executionContext, bool throttled) =>
        executionContext.RequestContext.ContextAttributes[Throttled] = throttled;

    public override Task WaitBeforeRetryAsync(IExecutionContext executionContext)
    {
        var context = executionContext.RequestContext;
        return context.Retries <= WithoutBackoff && context.ContextAttributes.TryGetValue(Throttled, out var throttled) && throttled is true
            ? Task.CompletedTask
            : base.WaitBeforeRetryAsync(executionContext);
    }
}

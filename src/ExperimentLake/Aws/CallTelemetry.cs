using System.Diagnostics;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace ExperimentLake.Aws;

/// <summary>
/// What is told of calls to AWS: a span for each, which its attempts and all their waiting belong to, and counts of the attempts. In the
/// SDK's pipeline, so that it is the same for every client.
/// </summary>
internal static class CallTelemetry
{
    /// <summary>To be added before what else has its place after the retries.</summary>
    public static void AddTo(RuntimePipeline pipeline, string service, string region)
    {
        pipeline.AddHandler(new CallSpan(service, region));
        pipeline.AddHandlerAfter<RetryHandler>(new AttemptCounts(service, region));
    }

    private static string OperationOf(IExecutionContext executionContext)
    {
        var request = executionContext.RequestContext.OriginalRequest;
        return request is JsonRequest json ? json.Operation : request.GetType().Name[..^"Request".Length];
    }

    private sealed class CallSpan(string service, string region) : PipelineHandler
    {
        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            using var span = Telemetry.StartCall(service, OperationOf(executionContext), region);
            try
            {
                return await base.InvokeAsync<T>(executionContext);
            }
            catch (Exception exception)
            {
                span.Fail(exception);
                throw;
            }
            finally
            {
                span?.SetTag("experimentlake.attempts", executionContext.RequestContext.Retries + 1);
            }
        }
    }

    private sealed class AttemptCounts(string service, string region) : PipelineHandler
    {
        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            var tags = new TagList
            {
                { Telemetry.Service, service },
                { Telemetry.Method, OperationOf(executionContext) },
                { Telemetry.Region, region },
            };
            Telemetry.CallsSent.Add(1, tags);
            try
            {
                return await base.InvokeAsync<T>(executionContext);
            }
            catch (AmazonServiceException exception) when (AwsErrors.IsThrottle(exception))
            {
                Telemetry.CallsThrottled.Add(1, tags);
                throw;
            }
        }
    }
}

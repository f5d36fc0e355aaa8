using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace ExperimentLake.Aws;

/// <summary>
/// Any operation of an AWS JSON 1.1 service, as bytes in and bytes out, on the SDK's own pipeline: its credentials, signing,
/// endpoint variables, profiles and retries. What is tried again is decided there and nowhere else.
/// </summary>
internal sealed class AwsJsonClient : AmazonServiceClient
{
    private readonly AwsJsonService _service;

    /// <param name="service">The service.</param>
    /// <param name="credentials">As whom.</param>
    /// <param name="config">Where.</param>
    /// <param name="attempts">When each attempt may go; null is at once.</param>
    public AwsJsonClient(AwsJsonService service, AWSCredentials credentials, AwsJsonConfig config, PacedAttempts? attempts = null)
        : base(credentials, config)
    {
        _service = service;
        CallTelemetry.AddTo(RuntimePipeline, service.Id, config.AuthenticationRegion);
        if (attempts is not null)
        {
            RuntimePipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new PacedRetries(config)));
            RuntimePipeline.AddHandlerAfter<RetryHandler>(attempts);
        }
    }

    /// <returns>The reply: one whole JSON value.</returns>
    /// <exception cref="AmazonServiceException">AWS refused, with its error code; or what it said is not JSON.</exception>
    /// <exception cref="ReplyTooLargeException">The reply is larger than <see cref="Wire.LargestReply"/>.</exception>
    public async Task<ReadOnlyMemory<byte>> CallAsync(string operation, object parameters, CancellationToken cancellationToken)
    {
        var options = new InvokeOptions { RequestMarshaller = new RequestMarshaller(_service), ResponseUnmarshaller = ReplyUnmarshaller.Instance };
        var reply = await InvokeAsync<JsonReply>(new JsonRequest(operation, parameters), options, cancellationToken);
        return reply.Body;
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        // The order of the SDK's generated clients: Marshaller, auth, endpoint.
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new ServiceEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new SigV4Resolver());
    }

    private sealed class JsonReply : AmazonWebServiceResponse
    {
        public ReadOnlyMemory<byte> Body { get; init; }
    }

    private sealed class RequestMarshaller(AwsJsonService service) : IMarshaller<IRequest, AmazonWebServiceRequest>
    {
        public IRequest Marshall(AmazonWebServiceRequest input)
        {
            var request = (JsonRequest)input;
            return new DefaultRequest(request, service.Id)
            {
                HttpMethod = HttpMethod.Post.Method,
                ResourcePath = "/",
                Content = request.Body,
                Headers =
                {
                    ["X-Amz-Target"] = $"{service.TargetPrefix}.{request.Operation}",
                    ["Content-Type"] = "application/x-amz-json-1.1",
                },
            };
        }
    }

    private sealed class ReplyUnmarshaller : JsonResponseUnmarshaller
    {
        public static ReplyUnmarshaller Instance { get; } = new();

        public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
        {
            // In memory already: the wire handler has read all of it, within a limit.
            using var body = new MemoryStream();
            input.Stream.CopyTo(body);
            var reply = body.ToArray();
            Json.Validate(reply);
            return new JsonReply { Body = reply };
        }

        public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
        {
            var reader = new StreamingUtf8JsonReader(input.Stream);
            var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
            return new AwsRefusal(
                error.Message is { } message ? AwsErrors.WithoutRequest(message) : $"HTTP status {(int)statusCode} without a message.", innerException, error.Type, error.Code, error.RequestId, statusCode);
        }
    }

    private sealed class ServiceEndpointResolver : BaseEndpointResolver
    {
        protected override void ServiceSpecificHandler(IExecutionContext executionContext, EndpointParameters parameters)
        {
        }

        protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) => new();
    }

    private sealed class SigV4Resolver : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
    }
}

/// <summary>Any operation, with its parameters as JSON.</summary>
internal sealed class JsonRequest(string operation, object parameters) : AmazonWebServiceRequest
{
    public string Operation => operation;

    public byte[] Body { get; } = JsonSerializer.SerializeToUtf8Bytes(parameters);
}

/// <summary>AWS answered with an error.</summary>
internal sealed class AwsRefusal(
    string message, Exception? inner, ErrorType type, string? code, string? requestId, HttpStatusCode status)
    : AmazonServiceException(message, inner, type, code, requestId, status);

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Signing;
using ExperimentLake.Simulator;

namespace ExperimentLake.Tests.Simulator;

/// <summary>The plainest client that signs, for tests of the simulator alone.</summary>
internal sealed class SignedClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly Uri _url;
    private readonly string _target;

    public SignedClient(SimulatedAws aws, string region = "us-east-1", string? secret = null)
        : this(aws.Url, Own(aws, secret), region, "sagemaker", "SageMaker")
    {
    }

    private SignedClient(Uri url, AWSCredentials credentials, string region, string service, string target)
    {
        _url = url;
        _target = target;
        _http = new HttpClient(new SigV4SigningHandler(credentials, RegionEndpoint.GetBySystemName(region), service, new HttpClientHandler()));
    }

    public static SignedClient OfOrganizations(SimulatedAws aws, AWSCredentials? credentials = null, string region = "us-east-1") =>
        new(aws.Url, credentials ?? Own(aws), region, "organizations", "AWSOrganizationsV20161128");

    public static SignedClient OfGlue(Uri url, AWSCredentials credentials, string region = "us-east-1") => new(url, credentials, region, "glue", "AWSGlue");

    public static AWSCredentials Own(SimulatedAws aws, string? secret = null) =>
        new BasicAWSCredentials(aws.Environment["AWS_ACCESS_KEY_ID"], secret ?? aws.Environment["AWS_SECRET_ACCESS_KEY"]);

    public async Task<HttpResponseMessage> SendAsync(string operation, object parameters, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _url);
        request.Headers.Add("X-Amz-Target", $"{_target}.{operation}");
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(parameters)));
        request.Content.Headers.ContentType = new("application/x-amz-json-1.1");
        return await _http.SendAsync(request, ct);
    }

    public async Task<JsonNode> AskAsync(string operation, object parameters, CancellationToken ct)
    {
        using var response = await SendAsync(operation, parameters, ct);
        return JsonNode.Parse(await response.Content.ReadAsStreamAsync(ct))!;
    }

    /// <summary>One page of names and the token of the next.</summary>
    public async Task<(string[] Names, string? Token)> ListAsync(object parameters, CancellationToken ct)
    {
        var reply = await AskAsync("ListInferenceExperiments", parameters, ct);
        return ([.. reply["InferenceExperiments"]!.AsArray().Select(each => (string)each!["Name"]!)], (string?)reply["NextToken"]);
    }

    public void Dispose() => _http.Dispose();
}

using System.Text.Json.Nodes;
using System.Xml.Linq;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Signing;

namespace ExperimentLake.Tests.Deploy;

/// <summary>
/// A stack at the server that <c>EXPERIMENTLAKE_TEST_CLOUDFORMATION_ENDPOINT</c> names, such as moto, which makes of a template what it knows.
/// </summary>
internal sealed class Stack : IAsyncDisposable
{
    public const string Trait = "Needs";
    public const string TraitValue = "CloudFormation";

    /// <summary>The account of a server that does not ask who we are.</summary>
    public const string Account = "123456789012";

    private const string EndpointVariable = "EXPERIMENTLAKE_TEST_CLOUDFORMATION_ENDPOINT";

    private readonly string _name = $"lake-{Guid.NewGuid():N}"[..12];

    private Stack()
    {
    }

    /// <summary>Its resources that the server made: names and the ids they were given.</summary>
    public IReadOnlyDictionary<string, string> Resources { get; private set; } = new Dictionary<string, string>();

    /// <exception cref="InvalidOperationException">The server says why it makes none.</exception>
    public static async Task<Stack> CreateAsync(JsonObject template, IReadOnlyDictionary<string, string> parameters)
    {
        SkipWithoutServer();
        var stack = new Stack();
        await QueryAsync("cloudformation", "2010-05-15", "CreateStack",
        [
            new("StackName", stack._name), new("TemplateBody", template.ToJsonString()), new("Capabilities.member.1", "CAPABILITY_NAMED_IAM"),
            .. parameters.SelectMany((one, index) => new KeyValuePair<string, string>[]
            {
                new($"Parameters.member.{index + 1}.ParameterKey", one.Key), new($"Parameters.member.{index + 1}.ParameterValue", one.Value),
            }),
        ]);
        (await stack.AskAsync("DescribeStacks")).Text("StackStatus").ShouldBe("CREATE_COMPLETE");
        // What it does not know has no id.
        stack.Resources = (await stack.AskAsync("DescribeStackResources")).Descendants().Where(one => one.Name.LocalName == "member" && one.Text("PhysicalResourceId").Length > 0)
            .ToDictionary(one => one.Text("LogicalResourceId"), one => one.Text("PhysicalResourceId"));
        return stack;
    }

    public static void SkipWithoutServer() => Assert.SkipUnless(Endpoint is { Length: > 0 }, $"Set {EndpointVariable} to the address of a server that makes stacks.");

    /// <summary>Asks a service that answers in XML.</summary>
    public static async Task<XElement> QueryAsync(string service, string version, string action, params IEnumerable<KeyValuePair<string, string>> parameters)
    {
        using var content = new FormUrlEncodedContent([new("Action", action), new("Version", version), .. parameters]);
        return XElement.Parse(await SendAsync(service, content, action));
    }

    /// <summary>Asks a service that answers in JSON.</summary>
    public static async Task<JsonNode> JsonAsync(string service, string target, JsonObject request)
    {
        using var content = new StringContent(request.ToJsonString());
        content.Headers.ContentType = new("application/x-amz-json-1.1");
        content.Headers.Add("X-Amz-Target", target);
        return JsonNode.Parse(await SendAsync(service, content, target))!;
    }

    /// <summary>A part of a bucket's settings.</summary>
    public static async Task<XElement> BucketAsync(string bucket, string part)
    {
        using var http = new HttpClient(new SigV4SigningHandler(new BasicAWSCredentials("any", "any"), RegionEndpoint.USEast1, "s3", new HttpClientHandler()));
        return XElement.Parse(await http.GetStringAsync(new Uri($"{Endpoint}/{bucket}?{part}"), TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync() => await AskAsync("DeleteStack");

    private static string? Endpoint => Environment.GetEnvironmentVariable(EndpointVariable);

    private Task<XElement> AskAsync(string action) => QueryAsync("cloudformation", "2010-05-15", action, new KeyValuePair<string, string>("StackName", _name));

    private static async Task<string> SendAsync(string service, HttpContent content, string what)
    {
        using var http = new HttpClient(new SigV4SigningHandler(new BasicAWSCredentials("any", "any"), RegionEndpoint.USEast1, service, new HttpClientHandler()));
        using var response = await http.PostAsync(new Uri(Endpoint!), content, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return response.IsSuccessStatusCode ? text : throw new InvalidOperationException($"{what}: {text}");
    }
}

internal static class StackReply
{
    /// <summary>The text of the first element of that name; empty without one.</summary>
    public static string Text(this XElement reply, string name) => reply.Descendants().FirstOrDefault(one => one.Name.LocalName == name)?.Value ?? "";
}

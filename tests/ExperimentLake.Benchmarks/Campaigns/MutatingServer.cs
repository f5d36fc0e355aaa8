using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ExperimentLake.Benchmarks.Campaigns;

/// <summary>A SageMaker of one account region whose replies of Describe are all mutated, and half of those of ListTags, each by its own seed.</summary>
internal sealed class MutatingServer : IAsyncDisposable
{
    private const int PageSize = 100;

    private readonly WebApplication _app;
    private readonly IReadOnlyList<(JsonNode Described, JsonNode Listed)> _right;
    private readonly int _first;
    private readonly int _count;
    private readonly int _seed;

    private MutatingServer(IReadOnlyList<(JsonNode Described, JsonNode Listed)> right, int first, int count, int seed)
    {
        (_right, _first, _count, _seed) = (right, first, count, seed);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Has a process ask it.</summary>
    public KeyValuePair<string, string> Environment => new("AWS_ENDPOINT_URL_SAGEMAKER", _app.Urls.Single());

    /// <param name="aws">Whose experiments are right.</param>
    /// <param name="first">Number of the first document.</param>
    /// <param name="count">Documents.</param>
    /// <param name="seed">Of all mutations.</param>
    public static async Task<MutatingServer> StartAsync(SimulatedAws aws, int first, int count, int seed)
    {
        var right = aws.World.Experiments(World.Accounts[0], World.Regions[0], aws.Now).Select(experiment => (
            JsonNode.Parse(experiment.Describe.Span)!,
            (JsonNode)new JsonObject { ["Tags"] = new JsonArray([.. experiment.Tags.Select(tag => new JsonObject { ["Key"] = tag.Key, ["Value"] = tag.Value })]) })).ToList();
        var server = new MutatingServer(right, first, count, seed);
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var request = await JsonNode.ParseAsync(http.Request.Body);
        var reply = http.Request.Headers["X-Amz-Target"].ToString().Split('.')[1] switch
        {
            "ListInferenceExperiments" => Page((string?)request!["NextToken"]),
            "DescribeInferenceExperiment" => Described(NumberIn((string)request!["Name"]!)),
            _ => Listed((string)request!["ResourceArn"]!),
        };
        http.Response.ContentType = "application/x-amz-json-1.1";
        http.Response.ContentLength = reply.Length;
        await http.Response.Body.WriteAsync(reply);
    }

    private byte[] Page(string? token)
    {
        var start = token is null ? 0 : int.Parse(token, CultureInfo.InvariantCulture);
        var end = Math.Min(start + PageSize, _count);
        var page = new JsonObject { ["InferenceExperiments"] = new JsonArray([.. Enumerable.Range(start, end - start).Select(Summary)]) };
        if (end < _count)
        {
            page["NextToken"] = end.ToString(CultureInfo.InvariantCulture);
        }

        return JsonSerializer.SerializeToUtf8Bytes(page);
    }

    private JsonNode Summary(int index) => new JsonObject { ["Name"] = $"experiment-{_first + index}", ["Type"] = "ShadowMode", ["Status"] = "Running", ["CreationTime"] = 1.7e9 + index, ["LastModifiedTime"] = 1.7e9 + index };

    private byte[] Described(int number)
    {
        var random = new Random(_seed * 1_000_003 + number);
        var (mutator, right, share) = (new Mutator(random.Next()), _right[random.Next(_right.Count)].Described, random.Next(8) == 0 ? 0.5 : 0.08);
        byte[] spelled;
        do
        {
            spelled = mutator.Spell(right, share);
        }
        while (spelled.AsSpan().SequenceEqual(mutator.Spell(right, 0)));

        return spelled;
    }

    private byte[] Listed(string arn)
    {
        // Not the hash of the process's own, which is another each time.
        var random = new Random(_seed ^ BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes(arn))));
        return new Mutator(random.Next()).Spell(_right[random.Next(_right.Count)].Listed, random.Next(2) == 0 ? 0 : 0.1);
    }

    private static int NumberIn(string name) => int.Parse(name.Split('-')[1], CultureInfo.InvariantCulture);
}

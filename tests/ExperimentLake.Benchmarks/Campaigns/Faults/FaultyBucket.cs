using System.Collections.Concurrent;
using Amazon.Runtime;
using ExperimentLake.Tests.Fixtures;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace ExperimentLake.Benchmarks.Campaigns.Faults;

/// <summary>A bucket behind a door that does not let everything through.</summary>
internal sealed class FaultyBucket : FaultyLake
{
    private static readonly HttpClient s_server = new();

    private readonly ConcurrentDictionary<string, int> _asked = [];
    private readonly string _endpoint;
    private readonly Func<HttpContext, Func<Task>, Task> _strikeAsync;
    private readonly AccountRegionName? _lasting;
    private SigningDoor? _door;
    private int _struck;

    private FaultyBucket(TestLake lake, string endpoint, Func<HttpContext, Func<Task>, Task> strikeAsync, AccountRegionName? lasting)
        : base(lake) => (_endpoint, _strikeAsync, _lasting) = (endpoint, strikeAsync, lasting);

    public override IEnumerable<KeyValuePair<string, string>> Environment => [.. base.Environment, new("AWS_ENDPOINT_URL_S3", _door!.Url)];

    /// <param name="s3">Behind it.</param>
    /// <param name="strikeAsync">Answers a request in the server's place; given what has the server take it all the same.</param>
    /// <param name="lasting">Whose data file alone is concerned, every time; null: every request, the first time.</param>
    public static async Task<FaultyBucket> OpenAsync(S3Server s3, Func<HttpContext, Func<Task>, Task> strikeAsync, AccountRegionName? lasting)
    {
        var bucket = new FaultyBucket(await TestLake.CreateAsync(LakeKind.S3, s3), await s3.EndpointAsync(), strikeAsync, lasting);
        bucket._door = await SigningDoor.OpenAsync(bucket._endpoint, new BasicAWSCredentials("any", "any"), bucket.AnswerAsync);
        return bucket;
    }

    public override bool HasStruck(ProcessResult run) => _struck > 0;

    public override async ValueTask DisposeAsync()
    {
        await _door!.DisposeAsync();
        await base.DisposeAsync();
    }

    private async Task<bool> AnswerAsync(HttpContext http)
    {
        if (!IsConcerned(http.Request))
        {
            return false;
        }

        Interlocked.Increment(ref _struck);
        await _strikeAsync(http, () => TakeAsync(http.Request));
        return true;
    }

    private bool IsConcerned(HttpRequest request) => _lasting is { } one
        ? HttpMethods.IsPut(request.Method) && request.Path.Value!.Contains($"/inference_experiments/account_id={one.Account}/", StringComparison.Ordinal)
            && request.Path.Value.EndsWith($"/{one.Region}.parquet", StringComparison.Ordinal)
        : _asked.AddOrUpdate($"{request.Method} {request.GetEncodedPathAndQuery()}", 1, (_, times) => times + 1) == 1;

    /// <summary>Only a put changes anything.</summary>
    private async Task TakeAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        if (!HttpMethods.IsPut(request.Method))
        {
            return;
        }

        using var put = new HttpRequestMessage(HttpMethod.Put, new Uri(new Uri(_endpoint), request.GetEncodedPathAndQuery())) { Content = new ByteArrayContent(body.ToArray()) };
        foreach (var (name, values) in request.Headers.Where(header => header.Key.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase) || header.Key == "Authorization"))
        {
            put.Headers.TryAddWithoutValidation(name, [.. values]);
        }

        using var taken = await s_server.SendAsync(put);
        Broken.Unless(taken.IsSuccessStatusCode, $"the S3 server answered {taken.StatusCode} to a put");
    }
}

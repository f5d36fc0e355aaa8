using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ExperimentLake.Tests.Fixtures;

/// <summary>A SageMaker whose experiments have the names, texts and tags that somebody chose who means no good.</summary>
internal sealed class HostileAws : IAsyncDisposable
{
    /// <summary>Refused, with an error that would pass for other lines.</summary>
    public const string Refused = "refused";

    /// <summary>A line that would tell of an account region that is well.</summary>
    public const string Forged = "012345678901 eu-west-1: complete, 5 of 5 written";

    private readonly WebApplication _app;

    private HostileAws()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public static IReadOnlyList<string> Names { get; } =
    [
        "../../../../escaped", "/etc/escaped", "..\\..\\escaped", "nul\0nul", $"line\n{Forged}\r\n{Forged}", "\u001B[2J\u001B]0;mine\a\u009B2J", "invoice\u202Egpj.exe",
        "'; DROP TABLE inference_experiments; --", "</script><script>alert(1)</script>", "\" onmouseover=\"alert(1)", "{{script}}", "[red]markup[/]",
        "=HYPERLINK(\"http://127.0.0.1:9\")", "еxperiment", $"long {new string('n', 100_000)}", "snapshot_date=2020-01-01/us-east-1.parquet",
    ];

    /// <summary>Has a process ask it.</summary>
    public KeyValuePair<string, string> Environment => new("AWS_ENDPOINT_URL_SAGEMAKER", _app.Urls.Single());

    public static async Task<HostileAws> StartAsync()
    {
        var aws = new HostileAws();
        await aws._app.StartAsync();
        return aws;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task AnswerAsync(HttpContext http)
    {
        var request = await JsonNode.ParseAsync(http.Request.Body);
        var name = (string?)request!["Name"];
        JsonNode reply = http.Request.Headers["X-Amz-Target"].ToString().Split('.')[1] switch
        {
            "ListInferenceExperiments" => new JsonObject { ["InferenceExperiments"] = new JsonArray([.. Names.Prepend(Refused).Select(Summary)]), [$"New\u001B[31m\n{Forged}"] = 1 },
            "DescribeInferenceExperiment" when name == Refused => new JsonObject { ["__type"] = $"Odd\u001B[31m{new string('o', 100_000)}", ["message"] = $"no\n{Forged}\u001B[2J{new string('m', 100_000)}" },
            "DescribeInferenceExperiment" => new JsonObject { ["Arn"] = $"arn:{name}", ["Name"] = name, ["Status"] = name, ["Description"] = name, ["RoleArn"] = name },
            _ => new JsonObject { ["Tags"] = new JsonArray(new JsonObject { ["Key"] = "team", ["Value"] = ((string)request["ResourceArn"]!)["arn:".Length..] }) },
        };
        http.Response.StatusCode = name == Refused ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        http.Response.ContentType = "application/x-amz-json-1.1";
        await http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(reply));
    }

    private static JsonNode Summary(string name, int index) => new JsonObject { ["Name"] = name, ["CreationTime"] = 1.7e9 + index };
}

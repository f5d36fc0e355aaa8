using System.Text;
using System.Text.Json;
using ExperimentLake.Simulator.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ExperimentLake.Simulator.Wire;

/// <summary>Recognizes the protocol of an admitted request and what it is about.</summary>
internal static class RequestReader
{
    private const string Prefix = "SageMaker.";

    public static bool IsJson(HttpRequest request) => request.Headers.ContainsKey("X-Amz-Target");

    public static Call Read(HttpRequest request, byte[] body, Caller caller) =>
        IsJson(request) ? ReadJson(request.Headers["X-Amz-Target"].ToString(), body, caller) : ReadForm(body, caller);

    private static Call ReadJson(string target, byte[] body, Caller caller)
    {
        if (!target.StartsWith(Prefix, StringComparison.Ordinal))
        {
            throw Refusal.UnknownOperation();
        }

        var operation = target[Prefix.Length..];
        var parameters = Parse(body);
        var account = caller.Identity.Account;
        var (name, resource) = operation switch
        {
            "DescribeInferenceExperiment" => (Text(parameters, "Name"), Text(parameters, "Name")?.ToLowerInvariant()),
            "ListTags" => (Text(parameters, "ResourceArn")?.Split('/')[^1], Text(parameters, "ResourceArn")?.Split('/')[^1]),
            _ => (null, "*"),
        };
        var partition = caller.Identity.Arn.Split(':')[1];
        var arn = $"arn:{partition}:sagemaker:{caller.Region}:{account}:inference-experiment/{resource}";
        return new Call(caller, operation, account, name, arn, parameters, IsSts: false);
    }

    private static Call ReadForm(byte[] body, Caller caller)
    {
        var form = new FormReader(Encoding.UTF8.GetString(body)).ReadForm();
        var texts = form.ToDictionary(field => field.Key, field => field.Value.ToString());
        var roleArn = texts.GetValueOrDefault("RoleArn");
        return new Call(
            caller,
            texts.GetValueOrDefault("Action") ?? "",
            AssumeRole.AccountOf(roleArn) ?? caller.Identity.Account,
            Name: null,
            roleArn ?? "*",
            JsonSerializer.SerializeToElement(texts),
            IsSts: true);
    }

    private static JsonElement Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static string? Text(JsonElement parameters, string name) =>
        parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

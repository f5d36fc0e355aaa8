using System.Text;
using System.Text.Json;
using ExperimentLake.Simulator.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ExperimentLake.Simulator.Wire;

/// <summary>Recognizes the protocol of an admitted request and what it is about.</summary>
internal static class RequestReader
{
    private static readonly Dictionary<string, Service> s_targets = new()
    {
        ["SageMaker"] = Service.SageMaker,
        ["AWSOrganizationsV20161128"] = Service.Organizations,
        ["AWSGlue"] = Service.Glue,
    };

    public static bool IsJson(HttpRequest request) => request.Headers.ContainsKey("X-Amz-Target");

    /// <exception cref="Refusal">No such service.</exception>
    public static Service ServiceOf(HttpRequest request) =>
        !IsJson(request) ? Service.Sts
        : s_targets.TryGetValue(Target(request).Prefix, out var service) ? service
        : throw Refusal.UnknownOperation();

    public static Call Read(HttpRequest request, byte[] body, Caller caller) =>
        IsJson(request) ? ReadJson(ServiceOf(request), Target(request).Operation, body, caller) : ReadForm(body, caller);

    private static (string Prefix, string Operation) Target(HttpRequest request)
    {
        var target = request.Headers["X-Amz-Target"].ToString();
        var dot = target.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? (target, "") : (target[..dot], target[(dot + 1)..]);
    }

    private static Call ReadJson(Service service, string operation, byte[] body, Caller caller)
    {
        var parameters = Parse(body);
        var account = caller.Identity.Account;
        if (service == Service.Organizations)
        {
            return new Call(caller, operation, account, Name: null, "*", parameters, service);
        }

        var partition = caller.Identity.Arn.Split(':')[1];
        if (service == Service.Glue)
        {
            return new Call(caller, operation, account, Name: null, $"arn:{partition}:glue:{caller.Region}:{account}:catalog", parameters, service);
        }

        var (name, resource) = operation switch
        {
            "DescribeInferenceExperiment" => (Text(parameters, "Name"), Text(parameters, "Name")?.ToLowerInvariant()),
            "ListTags" => (Text(parameters, "ResourceArn")?.Split('/')[^1], Text(parameters, "ResourceArn")?.Split('/')[^1]),
            _ => (null, "*"),
        };
        var arn = $"arn:{partition}:sagemaker:{caller.Region}:{account}:inference-experiment/{resource}";
        return new Call(caller, operation, account, name, arn, parameters, service);
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
            Service.Sts);
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

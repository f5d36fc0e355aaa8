using System.Text.Json;
using System.Text.Json.Nodes;
using ExperimentLake.Simulator.Operations;

namespace ExperimentLake.Simulator.Wire;

/// <summary>Answers admitted calls, rightly or as the faults want it.</summary>
internal sealed class Desk(SimulatorOptions options, SimulatedWorld world, WorldClock now, TimeProvider clock, Credentials credentials)
{
    private readonly GlueDesk _glue = new(clock);
    private int _errors;
    private int _tokens;

    /// <summary>The answer that a fault decides, or the right one, possibly changed.</summary>
    /// <exception cref="Refusal">AWS would refuse the call.</exception>
    public Answer Answer(Call call, Fault? fault, string requestId) => fault?.Kind switch
    {
        FaultKind.Throttle or FaultKind.TokenBucket => throw Refusal.Throttled(call.Service),
        FaultKind.ServerError when Interlocked.Increment(ref _errors) % 2 == 0 => Wire.Answer.Html(503, "503 Service Unavailable"),
        FaultKind.ServerError => throw new Refusal("InternalFailure", "The request processing has failed because of an unknown error.", 500),
        FaultKind.Deny => throw Denied(call, $"because no identity-based policy allows the {Action(call)} action"),
        FaultKind.DenyByPolicy => throw Denied(call, "with an explicit deny in a service control policy"),
        FaultKind.Expire => throw Refusal.Expired(),
        FaultKind.BadSignature => throw Refusal.Signature(
            $"{Refusal.WrongSignature}\n\nThe Canonical String for this request should have been\n'POST\n/\n\n" +
            $"x-amz-security-token:{call.Caller.Identity.Token}\nx-amz-target:SageMaker.{call.Operation}\n'\n"),
        FaultKind.Unsupported => throw Refusal.UnknownOperation(),
        FaultKind.NotJson => Wire.Answer.Html(200, "Welcome to the hotel network"),
        FaultKind.Vanish => throw new Refusal("ResourceNotFound", $"Could not find inference experiment \"{call.Resource}\"."),
        FaultKind.NotInUse => throw new Refusal(
            "AWSOrganizationsNotInUseException", "Your account is not a member of an organization."),
        FaultKind.UnknownMembers => Distortion.WithUnknownMembers(Right(call, requestId)),
        FaultKind.EndlessToken => Endless(call, fault, requestId),
        FaultKind.PartitionErrors => Right(call, requestId, fault),
        _ => Right(call, requestId),
    };

    private static string Action(Call call) => $"{call.Service.ToString().ToLowerInvariant()}:{call.Operation}";

    private static Refusal Denied(Call call, string why) => new(
        "AccessDeniedException",
        $"User: {call.Caller.Identity.Arn} is not authorized to perform: {Action(call)} on resource: {call.Resource} {why}");

    private Answer Endless(Call call, Fault fault, string requestId)
    {
        var parameters = call.Parameters.ValueKind == JsonValueKind.Object ? JsonObject.Create(call.Parameters)! : [];
        parameters.Remove("NextToken");
        var first = call with { Parameters = JsonSerializer.SerializeToElement(parameters) };
        var token = fault.FreshTokens ? $"endless-{Interlocked.Increment(ref _tokens)}" : "endless";
        return Distortion.WithToken(Right(first, requestId), token);
    }

    private Answer Right(Call call, string requestId, Fault? fault = null)
    {
        if (call.Service == Service.Sts)
        {
            return call.Operation switch
            {
                "GetCallerIdentity" => GetCallerIdentity.Answer(call.Caller.Identity, requestId),
                "AssumeRole" => AssumeRole.Answer(call, options, world, credentials, clock.GetUtcNow(), requestId),
                _ => throw Refusal.UnknownOperation(),
            };
        }

        var input = call.Parameters.ValueKind == JsonValueKind.Object
            ? new Input(call.Parameters)
            : throw new Refusal("SerializationException", "The request body is not a JSON object.");
        if (call.Service == Service.Organizations)
        {
            return call.Operation == "ListAccounts"
                ? Wire.Answer.Json(ListAccounts.Answer(call.Caller.Identity, input, options, world))
                : throw Refusal.UnknownOperation();
        }

        if (call.Service == Service.Glue)
        {
            return _glue.Answer(call, input, fault);
        }

        // A region that is not enabled does not even know the caller's credentials.
        var home = world.Find(call.Account, call.Region) ?? throw Refusal.UnknownToken();
        return Wire.Answer.Json(call.Operation switch
        {
            "ListInferenceExperiments" => ListInferenceExperiments.Answer(input, home, now.Now),
            "DescribeInferenceExperiment" => DescribeInferenceExperiment.Answer(input, home, now.Now),
            "ListTags" => ListTags.Answer(input, home, now.Now, options.TagsPerPage),
            _ => throw Refusal.UnknownOperation(),
        });
    }
}

using System.Text.Json;

namespace ExperimentLake.Simulator.Wire;

/// <summary>An admitted request, before anything is done about it.</summary>
/// <param name="Account">Of the caller; for AssumeRole that of the role, which is the one a fault or a count is about.</param>
/// <param name="Name">The experiment that it is about, if any.</param>
/// <param name="Resource">The Arn that a refusal would name.</param>
/// <param name="Caller">Who signed it.</param>
/// <param name="Operation">Without the service's prefix.</param>
/// <param name="Parameters">The JSON request, or the form of a query request as an object of texts; undefined when it is no object.</param>
/// <param name="Service">Whose operation it is.</param>
internal sealed record Call(
    Caller Caller, string Operation, string Account, string? Name, string Resource, JsonElement Parameters, Service Service)
{
    public string Region => Caller.Region;
}

/// <summary>Each has, in lower case, its name in the scope of a signature and in actions such as <c>sts:AssumeRole</c>.</summary>
internal enum Service
{
    SageMaker,
    Organizations,
    Sts,
    Glue,
}

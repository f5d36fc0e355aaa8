namespace ExperimentLake.Simulator.Lives;

/// <summary>The reply of DescribeInferenceExperiment.</summary>
internal static class DescribeDocument
{
    private static readonly int[] s_percentages = [1, 5, 10, 20, 25, 50, 75, 100];
    private static readonly string[] s_csv = ["text/csv", "application/x-csv"];
    private static readonly string[] s_json = ["application/json", "application/jsonlines", "application/vnd.model.v2-1"];

    public static byte[] Of(SimulatedExperiment experiment) => Members.Object(experiment.Dice.Of("document"), members =>
    {
        members.Text("Arn", experiment.Arn);
        members.Text("Name", experiment.Name);
        members.Text("Type", "ShadowMode");
        members.Text("Status", experiment.Status);
        members.OptionalTime("CreationTime", experiment.CreatedAt);
        members.OptionalTime("LastModifiedTime", experiment.State.Modified);
        SummaryDocument.WriteShared(members, experiment);
        members.Object("EndpointMetadata", endpoint => WriteEndpoint(endpoint, experiment));
        WriteVariants(members, experiment);
        members.OptionalObject("DataStorageConfig", storage => WriteStorage(storage, experiment));
        members.OptionalObject("ShadowModeConfig", shadow => WriteShadow(shadow, experiment));
        members.OptionalText("KmsKey", KmsKey(experiment, "kms"));
    });

    private static void WriteEndpoint(Members endpoint, SimulatedExperiment experiment)
    {
        var state = experiment.State;
        var name = $"{experiment.Name[..Math.Min(experiment.Name.Length, 50)].TrimEnd('-')}-endpoint";
        endpoint.Text("EndpointName", name);
        endpoint.OptionalText("EndpointConfigName", $"{name[..^9]}-cfg{state.Changes % 1000}");
        endpoint.OptionalText("EndpointStatus", EndpointStatus(experiment), emptiable: false);
        endpoint.OptionalText("FailureReason", state.Failed ? experiment.Dice.Pick("failure", Words.Failures) : null);
    }

    private static string EndpointStatus(SimulatedExperiment experiment) => experiment.Status switch
    {
        "Creating" => "Creating",
        "Starting" or "Updating" or "Stopping" => "Updating",
        _ when experiment.State.Failed => experiment.Dice.Chance("rolled back", 0.2) ? "UpdateRollbackFailed" : "Failed",
        "Completed" or "Cancelled" => experiment.Dice.Pick("endpoint after", ["InService", "InService", "OutOfService", "Deleting"]),
        _ => experiment.Dice.Of(experiment.State.Changes).Fraction("endpoint") switch
        {
            < 0.04 => "SystemUpdating",
            < 0.06 => "RollingBack",
            _ => "InService",
        },
    };

    private static void WriteVariants(Members members, SimulatedExperiment experiment)
    {
        var dice = experiment.Dice;
        members.List("ModelVariants", dice.Chance("no variants", 0.03) ? 0 : 2, (variant, index) =>
        {
            var role = index == 0 ? "production" : "shadow";
            variant.Text("ModelName", $"model-{dice.Below("model", 1000) + index}");
            variant.Text("VariantName", $"{role}-variant");
            variant.Object("InfrastructureConfig", infrastructure =>
            {
                infrastructure.Text("InfrastructureType", "RealTimeInference");
                infrastructure.Object("RealTimeInferenceConfig", config =>
                {
                    // Types change with every fifth update, counts with every third: rarer than percentages.
                    config.Text("InstanceType", InstanceTypes.Of(dice.Of(experiment.State.Changes / 5), role));
                    config.Number("InstanceCount", dice.Of(experiment.State.Changes / 3).Below($"{role} count", 8));
                });
            });
            variant.Text("Status", VariantStatus(experiment, index));
        });
    }

    private static string VariantStatus(SimulatedExperiment experiment, int index) => (experiment.Status, index) switch
    {
        ("Creating", _) or ("Starting", 1) => "Creating",
        ("Updating", _) => "Updating",
        ("Stopping", 1) => "Deleting",
        ("Completed" or "Cancelled", 1) => "Deleted",
        _ => "InService",
    };

    private static void WriteStorage(Members storage, SimulatedExperiment experiment)
    {
        storage.Text("Destination", $"s3://capture-{experiment.Account}-{experiment.Region}/{experiment.Name}/");
        storage.OptionalText("KmsKey", KmsKey(experiment, "storage kms"));
        storage.OptionalObject(
            "ContentType",
            content =>
            {
                content.OptionalTexts("CsvContentTypes", s_csv[..(1 + experiment.Dice.Below("csv", s_csv.Length))]);
                content.OptionalTexts("JsonContentTypes", s_json[..(1 + experiment.Dice.Below("json", s_json.Length))]);
            },
            emptiable: true);
    }

    private static void WriteShadow(Members shadow, SimulatedExperiment experiment)
    {
        shadow.Text("SourceModelVariantName", "production-variant");
        shadow.List("ShadowModelVariants", 1, (variant, _) =>
        {
            variant.Text("ShadowModelVariantName", "shadow-variant");
            variant.Number("SamplingPercentage", experiment.Dice.Of(experiment.State.Changes).Pick("percentage", s_percentages));
        });
    }

    private static string? KmsKey(SimulatedExperiment experiment, string what)
    {
        var dice = experiment.Dice.Of(what);
        var prefix = $"arn:{experiment.Partition}:kms:{experiment.Region}:{experiment.Account}:";
        var id = $"{dice.Of("id").Seed & 0xFFFFFFFF:x8}-1234-4567-89ab-{dice.Of("more").Seed & 0xFFFFFFFFFFFF:x12}";
        return dice.Pick<string?>("form", [null, id, $"{prefix}key/{id}", "alias/ml-shadow", $"{prefix}alias/ml-shadow"]);
    }
}

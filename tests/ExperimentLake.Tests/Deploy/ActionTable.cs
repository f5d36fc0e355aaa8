using System.Text.Json;
using ExperimentLake.Simulator;

namespace ExperimentLake.Tests.Deploy;

/// <summary>Which actions an operation needs, on what. Both are often called the same, and some are not.</summary>
internal static class ActionTable
{
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
    // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html: no permissions are required
    // https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html: the catalog, the database and the table, each of them
    private static readonly Dictionary<string, Func<SeenCall, IEnumerable<(string Action, string Resource)>>> s_aws = new()
    {
        ["sagemaker ListInferenceExperiments"] = _ => [("sagemaker:ListInferenceExperiments", "*")],
        ["sagemaker DescribeInferenceExperiment"] = call => [("sagemaker:DescribeInferenceExperiment", Experiment(call))],
        ["sagemaker ListTags"] = call => [("sagemaker:ListTags", Text(call, "ResourceArn"))],
        ["organizations ListAccounts"] = _ => [("organizations:ListAccounts", "*")],
        ["sts GetCallerIdentity"] = _ => [],
        ["sts AssumeRole"] = call => [("sts:AssumeRole", Text(call, "RoleArn"))],
        ["glue GetDatabase"] = call => InCatalog("glue:GetDatabase", call, Text(call, "Name"), null),
        ["glue GetTable"] = call => InCatalog("glue:GetTable", call, Text(call, "DatabaseName"), Text(call, "Name")),
        ["glue CreateTable"] = call => InCatalog("glue:CreateTable", call, Text(call, "DatabaseName"), Text(call, "TableInput", "Name")),
        ["glue UpdateTable"] = call => InCatalog("glue:UpdateTable", call, Text(call, "DatabaseName"), Text(call, "TableInput", "Name")),
        ["glue GetPartitions"] = call => InCatalog("glue:GetPartitions", call, Text(call, "DatabaseName"), Text(call, "TableName")),
        ["glue BatchCreatePartition"] = call => InCatalog("glue:BatchCreatePartition", call, Text(call, "DatabaseName"), Text(call, "TableName")),
        ["glue BatchUpdatePartition"] = call => InCatalog("glue:BatchUpdatePartition", call, Text(call, "DatabaseName"), Text(call, "TableName")),
    };

    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html: s3:ListBucket
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html: s3:GetObject, and s3:ListBucket for a 404 in place of a 403
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html: kms:GenerateDataKey to put and kms:Decrypt to get
    private static readonly Dictionary<string, string[]> s_s3 = new()
    {
        ["ListObjectsV2"] = ["s3:ListBucket"],
        ["GetObject"] = ["s3:GetObject", "kms:Decrypt"],
        ["HeadObject"] = ["s3:GetObject", "kms:Decrypt"],
        ["PutObject"] = ["s3:PutObject", "kms:GenerateDataKey"],
        ["DeleteObject"] = ["s3:DeleteObject"],
    };

    /// <exception cref="KeyNotFoundException">An operation that is not in the table.</exception>
    public static IEnumerable<(string Action, string Resource)> Of(SeenCall call) =>
        s_aws.TryGetValue($"{call.Service} {call.Operation}", out var needs) ? needs(call) : throw new KeyNotFoundException($"{call.Service} {call.Operation} is not in the table of actions.");

    /// <param name="call">What was asked.</param>
    /// <param name="key">Arn of the KMS key of the bucket; null when S3 keeps its keys.</param>
    /// <exception cref="KeyNotFoundException">An operation that is not in the table.</exception>
    public static IEnumerable<(string Action, string Resource, string Context)> Of(BucketCall call, string? key)
    {
        var bucket = $"arn:aws:s3:::{call.Bucket}";
        var actions = s_s3.TryGetValue(call.Operation, out var needs) ? needs : throw new KeyNotFoundException($"s3 {call.Operation} is not in the table of actions.");
        foreach (var action in actions.Where(action => key is not null || !action.StartsWith("kms:", StringComparison.Ordinal)))
        {
            yield return action.StartsWith("kms:", StringComparison.Ordinal) ? (action, key!, "")
                : call.Key.Length == 0 ? (action, bucket, $"s3:prefix={call.Prefix}")
                : (action, $"{bucket}/{call.Key}", "");
        }

        // A request for an object has no s3:prefix: a condition on that key does not hold for it.
        if (!call.Found && call.Operation is ("GetObject" or "HeadObject"))
        {
            yield return ("s3:ListBucket", bucket, "");
        }
    }

    private static IEnumerable<(string Action, string Resource)> InCatalog(string action, SeenCall call, string database, string? table)
    {
        var catalog = $"arn:aws:glue:{call.Region}:{Account(call)}";
        yield return (action, $"{catalog}:catalog");
        yield return (action, $"{catalog}:database/{database}");
        if (table is not null)
        {
            yield return (action, $"{catalog}:table/{database}/{table}");
        }
    }

    private static string Experiment(SeenCall call) =>
        $"arn:aws:sagemaker:{call.Region}:{Account(call)}:inference-experiment/{Text(call, "Name").ToLowerInvariant()}";

    private static string Account(SeenCall call) => call.Caller.Split(':')[4];

    private static string Text(SeenCall call, params IEnumerable<string> path) =>
        path.Aggregate(call.Parameters, (at, name) => at.ValueKind == JsonValueKind.Object ? at.GetProperty(name) : throw new KeyNotFoundException($"{call.Operation} has no {name}.")).GetString()!;
}

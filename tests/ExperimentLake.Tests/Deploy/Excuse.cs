namespace ExperimentLake.Tests.Deploy;

/// <summary>Why a policy allows what the product never calls.</summary>
/// <param name="Policy">Logical name of the resource that it is of.</param>
/// <param name="Actions">What it allows.</param>
/// <param name="On">Resources of the statement.</param>
/// <param name="Why">Who calls it.</param>
internal sealed record Excuse(string Policy, IReadOnlyList<string> Actions, string On, string Why)
{
    private const string Here = "us-east-1:ACCOUNT";

    public static IReadOnlyList<Excuse> All { get; } =
    [
        new(Deployment.Reader,
            ["athena:BatchGetQueryExecution", "athena:GetWorkGroup", "athena:GetQueryExecution", "athena:GetQueryResults", "athena:ListQueryExecutions", "athena:StartQueryExecution", "athena:StopQueryExecution"],
            $"arn:aws:athena:{Here}:workgroup/lake", "who asks by Athena calls it themselves"),
        new(Deployment.Reader, ["athena:GetDataCatalog", "athena:ListDatabases", "athena:ListTableMetadata"],
            $"arn:aws:athena:{Here}:datacatalog/AwsDataCatalog", "Athena's console shows what there is to ask"),
        new(Deployment.Reader, ["athena:ListDataCatalogs", "athena:ListWorkGroups"], "*", "Athena's console shows where to ask"),
        new(Deployment.Reader, ["glue:GetDatabase", "glue:GetDatabases", "glue:GetTable", "glue:GetTables", "glue:GetPartition", "glue:GetPartitions", "glue:BatchGetPartition"],
            $"arn:aws:glue:{Here}:catalog, arn:aws:glue:{Here}:database/DATABASE, arn:aws:glue:{Here}:table/DATABASE/*", "Athena looks up tables in the name of who asks"),
        new(Deployment.Reader, ["s3:GetBucketLocation"], "arn:aws:s3:::BUCKET", "Athena looks for the bucket of its results in the name of who asks"),
        new(Deployment.Reader, ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
            "arn:aws:s3:::BUCKET/athena-results/*", "Athena writes and reads results in the name of who asks"),
        new(Deployment.Reader, ["kms:GenerateDataKey"], $"arn:aws:kms:{Here}:key/lake-LakeKey", "Athena's results are encrypted by the lake's key"),
        new("ExecutionRole", ["ecr:GetAuthorizationToken"], "*", "ECS pulls the image"),
        new("ExecutionRole", ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            $"arn:aws:ecr:{Here}:repository/experiment-lake", "ECS pulls the image"),
        new("ExecutionRole", ["logs:CreateLogStream", "logs:PutLogEvents"], $"arn:aws:logs:{Here}:log-group:lake-LogGroup:*", "ECS writes the logs"),
        new("ExecutionRole", ["secretsmanager:GetSecretValue"], $"arn:aws:secretsmanager:{Here}:secret:lake", "ECS gives the task the password of the database"),
        new("QuickSightRole", ["athena:GetQueryResultsStream"], $"arn:aws:athena:{Here}:workgroup/lake", "QuickSight asks by Athena"),
        new("QuickSightRole", ["athena:GetDatabase", "athena:GetDataCatalog", "athena:GetTableMetadata", "athena:ListDatabases", "athena:ListTableMetadata"],
            $"arn:aws:athena:{Here}:datacatalog/AwsDataCatalog", "QuickSight looks for tables"),
        new("QuickSightRole", ["athena:ListDataCatalogs", "athena:ListWorkGroups"], "*", "QuickSight looks for tables"),
        new("QuickSightRole", ["lakeformation:GetDataAccess"], "*", "Athena asks for it in the name of who asks"),
        new("ScheduleRole", ["ecs:RunTask"], $"arn:aws:ecs:{Here}:lake-TaskDefinition", "the scheduler starts the task"),
        new("ScheduleRole", ["iam:PassRole"], "arn:aws:iam::ACCOUNT:role/ExperimentLakeWorker, arn:aws:iam::ACCOUNT:role/lake-ExecutionRole",
            "the scheduler gives the task its roles"),
    ];

    /// <param name="statement">Of a policy.</param>
    /// <param name="action">Of the statement.</param>
    /// <param name="on">Resources of the statement, without names that differ from run to run.</param>
    public bool IsFor(Statement statement, string action, string on) => Policy == statement.Policy && Actions.Contains(action) && On == on;
}

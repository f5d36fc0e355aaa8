using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Deploy;

/// <summary>Who deploys copies commands from the page: none may be one that would not run.</summary>
public sealed class ReadmeCommandsTests(S3Server s3)
{
    [Fact]
    public async Task Every_command_of_the_page_would_run()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = await TestLake.CreateAsync(LakeKind.S3, s3);
        (await lake.SnapshotAsync(aws, World.Accounts.Take(1), World.Regions.Take(1))).ShouldExitWith(0);
        var page = new CommandPage(await File.ReadAllTextAsync(Repository.Path("deploy", "README.md"), TestContext.Current.CancellationToken));

        var ran = await page.RunAsync(lake.Uri, [.. aws.Environment, .. lake.Environment]);

        ran.ShouldContain(command => command.StartsWith("aws cloudformation deploy --stack-name experiment-lake --template-file deploy/lake.yaml ", StringComparison.Ordinal));
        ran.ShouldContain(command => command.StartsWith("experiment-lake schema athena --split ", StringComparison.Ordinal));
        if (CommandPage.AwsCli.Length == 0)
        {
            TestContext.Current.AddWarning("There is no AWS CLI on the PATH: its commands were taken as they are.");
        }
    }

    [Theory]
    [InlineData("experiment-lake schema athena --spilt statements", "--spilt")]
    [InlineData("experiment-lake query 'SELECT 1' --Lake:Urii lake", "Lake:Urii")]
    [InlineData("experiment-lake snapsot", "snapsot")]
    [InlineData("experiment-lake verify | cat", "experiment-lake verify\nNo lake")]
    [InlineData("for one in a b; do experiment-lake snapsot || true; done", "snapsot")]
    [InlineData("docker build --file deploy/Dockerfil .", "There is no deploy/Dockerfil.")]
    [InlineData("dotnet pack src/ExperimentLake.Workers", "There is no src/ExperimentLake.Workers.")]
    [InlineData("curl https://example.com", "line 2: curl: command not found")]
    [InlineData("echo $STACK", "line 2: STACK: unbound variable")]
    public Task A_command_that_would_not_run_is_told(string command, string told) => IsToldAsync(command, told);

    [Theory]
    [InlineData("aws cloudformation create-stacks --stack-name lake", "invalid choice")]
    [InlineData("aws cloudformation create-stack --template-body file://deploy/lake.yaml", "--stack-name")]
    [InlineData("aws cloudformation create-stack --stack-name lake --template-bodi file://deploy/lake.yaml", "--template-bodi")]
    [InlineData("aws cloudformation create-stack --stack-name lake --template-body file://deploy/lakes.yaml", "deploy/lakes.yaml")]
    [InlineData("aws cloudformation create-stack --stack-name lake --parameters ParameterKy=Workers,ParameterValue=2", "ParameterKy")]
    [InlineData("aws cloudformation deploy --stack-name lake --template-file deploy/lakes.yaml", "deploy/lakes.yaml")]
    [InlineData("aws cloudformation list-stacks --query 'StackSummaries['", "Bad value for --query")]
    [InlineData("aws quicksight list-users --aws-account-id 12345 --namespace default", "AwsAccountId")]
    [InlineData("aws s3 ls s3://bucket --recursively", "--recursively")]
    [InlineData("NAME=$(aws sts get-caller-identities --output text)", "get-caller-identities")]
    public async Task So_is_one_that_the_AWS_CLI_would_not_send(string command, string told)
    {
        if (CommandPage.AwsCli.Length > 0)
        {
            await IsToldAsync($"export AWS_DEFAULT_REGION=us-east-1; {command}", told);
        }
    }

    [Fact]
    public async Task A_block_that_does_not_say_what_it_is_is_told() =>
        (await Should.ThrowAsync<InvalidOperationException>(new CommandPage("# Page\n\n```\nexperiment-lake snapsot\n```\n").RunAsync("lake", []))).Message.ShouldContain("Line 3");

    private static async Task IsToldAsync(string command, string told) =>
        (await Should.ThrowAsync<InvalidOperationException>(new CommandPage($"```sh\n{command}\n```\n").RunAsync("lake", []))).Message
            .ShouldContain(told, Case.Insensitive);
}

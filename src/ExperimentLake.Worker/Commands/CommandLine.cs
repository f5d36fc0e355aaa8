using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using Amazon.Runtime;
using ExperimentLake.Aws;
using ExperimentLake.Lake;
using ExperimentLake.Snapshots;
using ExperimentLake.Worker.Configuration;
using ExperimentLake.Worker.Output;

namespace ExperimentLake.Worker.Commands;

/// <summary>The commands, and the exit codes that scripts rely on.</summary>
internal static class CommandLine
{
    public const int Complete = 0;
    public const int Partial = 1;
    public const int Stopped = 2;
    public const int WrongConfiguration = 3;

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand(
            """
            Every SageMaker inference experiment in all your accounts, one snapshot a day, as a table Athena can query.

            Any setting can be given as --Section:Key value, such as --Aws:Regions us-east-1,eu-west-1. Settings also come from
            appsettings.json, --config FILE and the environment (EXPERIMENTLAKE_Aws__Regions); credentials come from where any AWS
            tool finds them. Exit codes: 0 complete, 1 partial or failed, 2 stopped, 3 wrong configuration or command line.
            """);
        root.Subcommands.Add(DemoCommand.Create());
        root.Subcommands.Add(SnapshotCommand.Create());
        root.Subcommands.Add(WorkerCommand.Create());
        root.Subcommands.Add(CheckCommand.Create());
        root.Subcommands.Add(HealthCommand.Create());
        root.Subcommands.Add(QueryCommand.Create());
        root.Subcommands.Add(SchemaCommand.Create());
        root.Subcommands.Add(ReportCommand.Create());
        root.Subcommands.Add(VerifyCommand.Create());
        root.Subcommands.Add(SimulatorCommand.Create());

        string[] words;
        try
        {
            words = CommonOptions.TakeOverrides(args);
        }
        catch (ConfigurationException exception)
        {
            return Fail(exception.Message, WrongConfiguration);
        }

        var parsed = root.Parse(words);
        if (parsed.Errors.Count > 0)
        {
            var name = parsed.CommandResult.Command == root ? "" : $" {parsed.CommandResult.Command.Name}";
            return Fail($"{string.Join(Environment.NewLine, parsed.Errors.Select(error => error.Message))}\nSee: experiment-lake{name} --help", WrongConfiguration);
        }

        using var stop = new CancellationTokenSource();
        using var interrupt = StopOn(PosixSignal.SIGINT, stop);
        using var terminate = StopOn(PosixSignal.SIGTERM, stop);
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Fail(parsed.CommandResult.Command.Name is SnapshotCommand.Name or WorkerCommand.Name
                ? "Stopped. Nothing was lost: run again, and what is missing of the day will be done."
                : "Stopped.", Stopped);
        }
        catch (Exception exception)
        {
            var (message, exitCode) = Explain(exception);
            return Fail(message, exitCode);
        }
    }

    /// <summary>What an exception means to the user, with what to do, and the exit code: whether it is how things are set up, or what happened.</summary>
    public static (string Message, int ExitCode) Explain(Exception exception) => exception switch
    {
        ConfigurationException => (exception.Message, WrongConfiguration),
        PlanException plan => (plan.Message, plan.IsConfiguration ? WrongConfiguration : Partial),
        LakeException lake => (lake.Message, lake.IsConfiguration ? WrongConfiguration : Partial),
        AmazonServiceException refusal when IsRefusal(refusal) =>
            ($"AWS does not tell who we are: {refusal.ErrorCode}: {Printable.Line(AwsErrors.WithoutRequest(refusal.Message))} Check the credentials in use.", WrongConfiguration),
        AmazonClientException =>
            ($"{exception.Message} {AwsErrors.CredentialsAdvice}", WrongConfiguration),
        AmazonServiceException or HttpRequestException or IOException =>
            ($"AWS STS did not answer: {exception.Message} Check the network, the proxy and AWS_ENDPOINT_URL_STS, and run again.", Partial),
        _ => ($"Unexpected, please report it: {exception}", Partial),
    };

    public static int Fail(string message, int exitCode)
    {
        Terminal.Error(message);
        return exitCode;
    }

    /// <summary>Whether STS knows us and says no. Only then is there something to configure: throttled or broken, it answers another time.</summary>
    private static bool IsRefusal(AmazonServiceException exception) =>
        exception is { ErrorCode.Length: > 0, StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not HttpStatusCode.TooManyRequests }
        && exception.ErrorCode is not ("Throttling" or "ThrottlingException" or "ThrottledException" or "RequestThrottled" or "RequestLimitExceeded" or "SlowDown");

    /// <summary>The first signal asks for a clean end; the next one ends the process as usual.</summary>
    private static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource stop) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        });
}

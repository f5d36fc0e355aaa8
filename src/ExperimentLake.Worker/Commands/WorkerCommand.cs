using System.CommandLine;
using System.Data.Common;
using ExperimentLake.Worker.Configuration;
using ExperimentLake.Worker.Output;
using ExperimentLake.Worker.Schedule;
using Quartz;

namespace ExperimentLake.Worker.Commands;

/// <summary><c>worker</c>: the service that takes a snapshot every day.</summary>
internal static class WorkerCommand
{
    public const string Name = "worker";

    public static Command Create()
    {
        var command = new Command(Name, "Takes a snapshot every day, and asks again during the day for what is missing. Runs until it is stopped.")
        {
            CommonOptions.Lake, CommonOptions.Config,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = CommonOptions.SettingsToWrite(parsed);
            await using var export = OtlpExport.Start();
            await using var service = WorkerService.Create(settings, TimeProvider.System);
            try
            {
                await service.StartAsync(cancellationToken);
            }
            catch (IOException exception)
            {
                throw new ConfigurationException($"Cannot listen at Health:Url {settings.Health.Url}: {exception.Message}");
            }
            catch (SchedulerException exception) when (exception.InnerException is DbException database)
            {
                return CommandLine.Fail(ClusterSettings.Explain(database), database.IsTransient ? CommandLine.Partial : CommandLine.WrongConfiguration);
            }

            await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
            await service.StopAsync();
            return CommandLine.Complete;
        });
        return command;
    }
}

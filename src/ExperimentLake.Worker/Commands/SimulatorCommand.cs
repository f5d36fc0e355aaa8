using System.CommandLine;
using ExperimentLake.Simulator;
using ExperimentLake.Worker.Output;

namespace ExperimentLake.Worker.Commands;

/// <summary><c>simulator</c>: the simulated AWS, for any client.</summary>
internal static class SimulatorCommand
{
    public static Command Create()
    {
        var port = SimulatedOrganization.InRange("--port", "Port on 127.0.0.1.", 4599, 0, 65_535);
        var world = new SimulatedOrganization();
        var command = new Command("simulator", "Serves a simulated AWS on loopback, for any AWS client, until Ctrl-C.") { port };
        world.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            SimulatedAws aws;
            try
            {
                aws = await SimulatedAws.StartAsync(world.Options(parsed) with { Port = parsed.GetValue(port) }, ct: cancellationToken);
            }
            catch (IOException exception)
            {
                return CommandLine.Fail($"Cannot serve: {exception.Message} Choose another --port.", CommandLine.WrongConfiguration);
            }

            await using (aws)
            {
                foreach (var (name, value) in aws.Environment)
                {
                    Terminal.Line($"export {name}={value}");
                }

                Terminal.Line($"# Simulated AWS at {aws.Url}: accounts {string.Join(", ", world.Options(parsed).Accounts)}. Ctrl-C ends it.");
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }
                catch (OperationCanceledException)
                {
                    // As asked.
                }
            }

            return CommandLine.Complete;
        });
        return command;
    }
}

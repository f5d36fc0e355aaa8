using System.CommandLine;
using ExperimentLake.Worker.Output;

namespace ExperimentLake.Worker.Commands;

/// <summary><c>health</c>: what the worker on this machine says of itself, for container health checks.</summary>
internal static class HealthCommand
{
    /// <summary>Longest time that an answer is waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var command = new Command("health", "Asks the worker at Health:Url whether it is ready. Exit 0: it is.") { CommonOptions.Config };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var url = new Uri(new Uri(CommonOptions.Settings(parsed, defaultLake: "none").Health.Url), "/health/ready");
            using var http = new HttpClient { Timeout = Patience };
            try
            {
                using var response = await http.GetAsync(url, cancellationToken);
                Terminal.Line(await response.Content.ReadAsStringAsync(cancellationToken));
                return response.IsSuccessStatusCode ? CommandLine.Complete : CommandLine.Partial;
            }
            catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                return CommandLine.Fail($"No worker answers at {url}: {exception.Message}", CommandLine.Partial);
            }
        });
        return command;
    }
}

using System.Globalization;
using ExperimentLake.Worker.Queries;
using Spectre.Console;

namespace ExperimentLake.Worker.Output;

/// <summary>Shows a fetch that takes its time, on standard error: a bar on a terminal, else a line now and then.</summary>
internal static class FetchProgress
{
    // What is there sooner needs no words.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <param name="location">Where it is fetched from.</param>
    /// <param name="state">How far it is.</param>
    /// <param name="fetch">The fetch, under way.</param>
    public static async Task<T> ShowAsync<T>(string location, FetchState state, Task<T> fetch)
    {
        if (await EndsWithinAsync(fetch, Patience))
        {
            return await fetch;
        }

        if (Console.IsErrorRedirected)
        {
            do
            {
                Terminal.Error(Text(location, state));
            }
            while (!await EndsWithinAsync(fetch, BetweenLines));
        }
        else
        {
            await Terminal.ErrorConsole.Progress()
                .AutoClear(true)
                .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn())
                .StartAsync(context => MoveAsync(context.AddTask(Markup.Escape(Text(location, state))), location, state, fetch));
        }

        return await fetch;
    }

    private static async Task MoveAsync(ProgressTask bar, string location, FetchState state, Task fetch)
    {
        do
        {
            bar.IsIndeterminate = state.Files is null;
            bar.Description = Markup.Escape(Text(location, state));
            (bar.MaxValue, bar.Value) = (Math.Max(1, state.Bytes), state.BytesDone);
        }
        while (!await EndsWithinAsync(fetch, BetweenLooks));
    }

    private static string Text(string location, FetchState state) => state.Files is { } files
        ? string.Create(CultureInfo.InvariantCulture, $"Fetching from {location}: {state.FilesDone:N0} of {Terminal.Count(files, "file")}, {Megabytes(state.BytesDone)} of {Megabytes(state.Bytes)} MB")
        : $"Listing {location}: {Terminal.Count(state.FilesListed, "file")}";

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("N1", CultureInfo.InvariantCulture);

    private static async Task<bool> EndsWithinAsync(Task task, TimeSpan time) => await Task.WhenAny(task, Task.Delay(time)) == task;
}

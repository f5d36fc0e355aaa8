using System.Globalization;
using ExperimentLake.Lake;
using ExperimentLake.Snapshots;
using Spectre.Console;

namespace ExperimentLake.Worker.Output;

/// <summary>A snapshot on its way: bars on a terminal, else one line per account region.</summary>
internal static class SnapshotProgress
{
    public static Task<SnapshotResult> ShowAsync(Func<IProgress<RegionProgress>, Task<SnapshotResult>> take) =>
        Terminal.IsInteractive
            ? Terminal.Console.Progress()
                .AutoClear(true)
                .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn())
                .StartAsync(async context => await take(new Bars(context)))
            : take(new Lines());

    /// <summary>A state in words: outcome, rows, and what went wrong.</summary>
    public static string Describe(RegionState state) => $"{state.Outcome.Name()}{DetailsOf(state)}";

    /// <summary>What there is to say besides the outcome, on one line.</summary>
    public static string DetailsOf(RegionState state)
    {
        var counts = state.Listed == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture, $", {state.Written:N0} of {state.Listed:N0} written{Some(state.Vanished, "vanished")}{Some(state.RefusedCount, "refused")}");
        var tags = Some(state.TagsDenied, "without tags");
        var drift = state.Drift.Count == 0 ? "" : $", drift in {string.Join(", ", state.Drift.Take(3))}{(state.Drift.Count > 3 ? ", …" : "")}";
        var why = state.ErrorCode is null ? "" : $": {state.ErrorCode}: {state.ErrorMessage}";
        var who = state.Refused.Count == 0 ? "" : $" (refused: {string.Join(", ", state.Refused.Take(3).Select(one => one.Name))}{(state.RefusedCount > 3 ? ", …" : "")})";
        return Printable.Line($"{counts}{tags}{drift}{why}{who}");
    }

    private static string Some(int count, string what) => count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {count:N0} {what}");

    private sealed class Lines : IProgress<RegionProgress>
    {
        public void Report(RegionProgress value)
        {
            if (value.State is { } state)
            {
                Terminal.Line($"{state.AccountRegion}: {Describe(state)}");
            }
        }
    }

    /// <summary>A bar over the account regions, and a line for each one under way: how many experiments it has is not known beforehand.</summary>
    private sealed class Bars(ProgressContext context) : IProgress<RegionProgress>
    {
        // As many lines as the smallest terminal shows without scrolling.
        private const int MostShown = 12;

        private readonly ProgressTask _all = context.AddTask("Account regions");
        private readonly Dictionary<AccountRegion, ProgressTask> _underWay = [];
        private readonly Lock _lock = new();

        public void Report(RegionProgress value)
        {
            lock (_lock)
            {
                _all.MaxValue = value.Missing;
                if (!_underWay.TryGetValue(value.AccountRegion, out var task) && _underWay.Count < MostShown)
                {
                    task = context.AddTask(value.AccountRegion.ToString());
                    task.IsIndeterminate = true;
                    _underWay.Add(value.AccountRegion, task);
                }

                task?.Description($"{value.AccountRegion}: {Terminal.Count(value.Written, "experiment")}");
                if (value.State is { } state)
                {
                    if (task is not null && _underWay.Remove(value.AccountRegion))
                    {
                        context.RemoveTask(task);
                    }

                    _all.Increment(1);
                    _all.Description = string.Create(CultureInfo.InvariantCulture, $"Account regions: {_all.Value:N0} of {value.Missing:N0}");
                    Terminal.Console.MarkupLineInterpolated($"{state.AccountRegion}: {Describe(state)}");
                }
            }
        }
    }
}

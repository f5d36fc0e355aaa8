using System.CommandLine;
using System.Globalization;
using ExperimentLake.Aws;
using ExperimentLake.Lake;
using ExperimentLake.Snapshots;
using ExperimentLake.Worker.Output;

namespace ExperimentLake.Worker.Commands;

/// <summary><c>snapshot</c>: today's, or what is still missing of it.</summary>
internal static class SnapshotCommand
{
    public static Command Create()
    {
        var command = new Command("snapshot", "Takes today's snapshot, or what is still missing of it.") { CommonOptions.Lake, CommonOptions.Config };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = CommonOptions.Settings(parsed);
            var clock = TimeProvider.System;
            using var store = LakeStore.Open(settings.Lake, clock);
            await DemoLake.RefuseAsync(store, cancellationToken);
            using var aws = new AwsSession(settings.Aws, settings.Limits);
            var snapshot = new Snapshot(store, aws, settings.Aws, settings.Limits, clock);
            var date = settings.Schedule.Today(clock);
            Terminal.Line($"Snapshot of {LakeKeys.Text(date)} into {store.Location}");
            var result = await SnapshotProgress.ShowAsync(progress => snapshot.TakeAsync(date, progress, cancellationToken));
            Summarize(result);
            return result.Stopped ? CommandLine.Stopped : result.Manifest.IsComplete ? CommandLine.Complete : CommandLine.Partial;
        });
        return command;
    }

    private static void Summarize(SnapshotResult result)
    {
        var manifest = result.Manifest;
        var outcomes = string.Join(", ", manifest.AccountRegions.Select(one => $"{one.Value} {one.Key}"));
        Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"""
            Asked {result.Asked.Count:N0} account regions; {result.Settled:N0} were settled before.
            {LakeKeys.Text(manifest.SnapshotDate)} is {manifest.State}: {manifest.Totals.AccountRegions:N0} account regions ({outcomes}), {manifest.Totals.Rows:N0} experiments in {manifest.Totals.Files:N0} files, {manifest.Totals.Vanished:N0} vanished, {manifest.Totals.Refused:N0} refused.
            {(result.Committed ? $"Revision {manifest.Revision} committed." : $"Nothing changed; revision {manifest.Revision} stands.")}
            """));
        foreach (var state in result.Asked.Where(state => !state.Outcome.IsSettled()).OrderBy(state => state.AccountId, StringComparer.Ordinal))
        {
            Terminal.Error($"{state.AccountRegion}: {SnapshotProgress.Describe(state)}");
        }

        if (result.Stopped)
        {
            Terminal.Error("Stopped. Run again, and what is missing of the day will be done.");
        }
        else if (!manifest.IsComplete)
        {
            Terminal.Error("The day is partial. Run again to ask for what is missing; settled account regions are not asked again.");
        }
    }
}

using System.CommandLine;
using ExperimentLake.Aws;
using ExperimentLake.Catalog;
using ExperimentLake.Lake;
using ExperimentLake.Snapshots;
using ExperimentLake.Worker.Output;

namespace ExperimentLake.Worker.Commands;

/// <summary><c>snapshot</c>: today's, or what is still missing of it.</summary>
internal static class SnapshotCommand
{
    public const string Name = "snapshot";

    public static Command Create()
    {
        var command = new Command(Name, "Takes today's snapshot, or what is still missing of it.") { CommonOptions.Lake, CommonOptions.Config };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = CommonOptions.SettingsToWrite(parsed);
            var clock = TimeProvider.System;
            await using var export = OtlpExport.Start();
            using var store = LakeStore.Open(settings.Lake, clock);
            await DemoLake.RefuseAsync(store, cancellationToken);
            using var aws = new AwsSession(settings.Aws, settings.Limits);
            using var snapshot = new Snapshot(store, aws, settings.Aws, settings.Limits, clock) { Catalog = GlueCatalog.Of(settings.Catalog, settings.Lake, aws) };
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
        var totals = manifest.Totals;
        var outcomes = manifest.OutcomesInWords();
        Terminal.Line($"""
            Asked {Terminal.Count(result.Pass.Missing, "account region")}; {result.Pass.Planned.Count - result.Pass.Missing} settled before.
            {LakeKeys.Text(manifest.SnapshotDate)} is {manifest.State}: {Terminal.Count(totals.AccountRegions, "account region")} ({outcomes}), {Terminal.Count(totals.Rows, "experiment")} in {Terminal.Count(totals.Files, "file")}, {totals.Vanished} vanished, {totals.Refused} refused.
            {(result.Commit.Written ? $"Revision {manifest.Revision} committed." : $"Nothing changed; revision {manifest.Revision} stands.")}
            """);
        foreach (var state in result.Commit.States.Where(state => !state.Outcome.IsSettled()))
        {
            var elsewhere = result.Pass.Planned.Contains(state.AccountRegion) ? "" : " (read earlier today; not in this run's Aws:Accounts and Aws:Regions)";
            Terminal.Error($"{state.AccountRegion}: {SnapshotProgress.Describe(state)}{elsewhere}");
        }

        foreach (var notice in result.Failures.Concat(result.Pass.Notices).Concat(result.Commit.Warnings))
        {
            Terminal.Error(notice);
        }

        foreach (var error in new[] { result.Pass.Error, manifest.CatalogError }.OfType<string>())
        {
            Terminal.Error(error);
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

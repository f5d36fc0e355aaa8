using System.CommandLine;
using ExperimentLake.Lake;
using ExperimentLake.Schema;
using ExperimentLake.Views;
using ExperimentLake.Worker.Output;
using ExperimentLake.Worker.Queries;

namespace ExperimentLake.Worker.Commands;

/// <summary><c>verify</c>: is the lake what its manifests and its coverage say?</summary>
internal static class VerifyCommand
{
    private const int DefaultDays = 35;

    public static Command Create()
    {
        var since = new Option<DateOnly?>("--since") { Description = "First date to look at, yyyy-MM-dd. Default: the 35 days before today.", HelpName = "DATE" };
        var all = new Option<bool>("--all") { Description = "Look at all dates." };
        var strict = new Option<bool>("--strict") { Description = "Missing dates, drift and a lake without snapshots fail too." };
        var command = new Command("verify", "Reads the lake back against its manifests and coverage. Exit 1: a file is missing, differs, or is named by nobody.")
        {
            CommonOptions.Lake, CommonOptions.Config, since, all, strict,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(all) && result.GetResult(since) is { Implicit: false })
            {
                result.AddError("--since and --all exclude each other.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = CommonOptions.Settings(parsed);
            using var store = LakeStore.Open(settings.Lake, TimeProvider.System);
            var today = settings.Schedule.Today(TimeProvider.System);
            var first = parsed.GetValue(all) ? DateOnly.MinValue : parsed.GetValue(since) ?? today.AddDays(-DefaultDays);
            var lake = await Verification.VerifyAsync(store, first, today, cancellationToken);
            var drift = lake.Errors.Count == 0 ? await CompareCoverageAsync(store, lake, first, cancellationToken) : [];
            Tell(lake, drift, store.Location);
            return lake.Errors.Count > 0 || (parsed.GetValue(strict) && (!lake.HasManifests || lake.Gaps.Count > 0 || drift.Count > 0)) ? CommandLine.Partial : CommandLine.Complete;
        });
        return command;
    }

    /// <summary>The coverage must name the files that the manifests name. Asked of DuckDB, which also proves that it can be read.</summary>
    /// <returns>Paths that went to unmapped, each with its dates.</returns>
    private static async Task<IReadOnlyList<string>> CompareCoverageAsync(ILakeStore store, VerifiedLake lake, DateOnly first, CancellationToken cancellationToken)
    {
        var filter = LakeFilter.Everything with { Since = first };
        using var database = await LakeDatabase.OpenAsync(store, filter, [Tables.SnapshotCoverage], LakeViews.OwnerTags, cancellationToken);
        var covered = (await database.QueryAsync("SELECT snapshot_date, file, written, bytes, sha256 FROM snapshot_coverage WHERE file IS NOT NULL", cancellationToken))
            .Rows.ToLookup(row => (string)row[0]!, row => new ManifestFile((string)row[1]!, (int)row[2]!, (long)row[3]!, (string)row[4]!));
        foreach (var manifest in lake.Manifests)
        {
            foreach (var file in manifest.Files.Except(covered[LakeKeys.Text(manifest.SnapshotDate)]))
            {
                lake.Errors.Add($"{file.Key} is in {LakeKeys.Manifest(manifest.SnapshotDate)} but not, or otherwise, in {manifest.Coverage.Key}.");
            }

            foreach (var file in covered[LakeKeys.Text(manifest.SnapshotDate)].Except(manifest.Files))
            {
                lake.Errors.Add($"{file.Key} is in {manifest.Coverage.Key} but not, or otherwise, in {LakeKeys.Manifest(manifest.SnapshotDate)}.");
            }
        }

        var drift = await database.QueryAsync(
            """
            SELECT path, min(snapshot_date), max(snapshot_date), count(*) FROM (SELECT unnest(drift) AS path, snapshot_date FROM snapshot_coverage)
            GROUP BY path ORDER BY path
            """, cancellationToken);
        return [.. drift.Rows.Select(row => $"{row[0]}, {row[1]} to {row[2]}, {row[3]} account regions")];
    }

    private static void Tell(VerifiedLake lake, IReadOnlyList<string> drift, string location)
    {
        if (!lake.HasManifests)
        {
            Terminal.Error($"{location} has no snapshot at all. Is that the right --lake?");
        }
        else if (lake.Manifests.Count == 0)
        {
            Terminal.Line($"{location} has no snapshot in that time.");
        }

        lake.Notices.ForEach(notice => Terminal.Line(Printable.Line(notice)));
        foreach (var manifest in lake.Manifests.Where(manifest => !manifest.IsComplete))
        {
            var outcomes = manifest.OutcomesInWords();
            Terminal.Line($"{LakeKeys.Text(manifest.SnapshotDate)} is partial: {Printable.Line(string.Join(' ', manifest.Errors().Prepend($"{outcomes}.")))}");
        }

        foreach (var date in lake.Gaps)
        {
            Terminal.Line($"{LakeKeys.Text(date)} has no snapshot.");
        }

        foreach (var path in drift)
        {
            Terminal.Line($"Drift: {Printable.Line(path)}.");
        }

        lake.Errors.Sort(StringComparer.Ordinal);
        lake.Errors.ForEach(error => Terminal.Error(Printable.Line(error)));
        Terminal.Line(
            $"{location}: {Terminal.Count(lake.Manifests.Count, "day")}, {Terminal.Count(lake.FilesRead, "file")} read back, {Terminal.Count(lake.Errors.Count, "error")}, "
            + $"{Terminal.Count(lake.Gaps.Count, "missing date")}, {Terminal.Count(drift.Count, "drifted path")}.");
    }
}

using System.Text.Json.Nodes;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Benchmarks.Campaigns.Faults;

/// <summary>A day with something wrong at AWS and something wrong with the lake, and a run after both are over.</summary>
/// <param name="Aws">What is wrong at AWS.</param>
/// <param name="Lake">What is wrong with the lake.</param>
/// <param name="Seed">Of the world and of all chances.</param>
/// <param name="Lasts">Whether the fault of a bucket lasts, for one account region.</param>
internal sealed record Cell(AwsFault Aws, LakeFault Lake, int Seed, bool Lasts)
{
    public const string Complete = "complete";

    private static readonly IReadOnlyList<string> s_accounts = [World.Accounts[0], World.Accounts[1]];
    private static readonly IReadOnlyList<string> s_regions = [World.Regions[0], World.Regions[1]];
    private static readonly string[] s_sageMaker = ["ListInferenceExperiments", "DescribeInferenceExperiment", "ListTags"];

    public override string ToString() => $"{Aws.Name} x {Lake.Name}{(Lasting is { } one ? $", lasting for {one.Account} {one.Region}" : "")}, seed {Seed}";

    // Where no rows are read, no data file is put for a fault to last for.
    private AccountRegionName? Lasting => Lasts && Lake.Loss is not null && !Aws.IsTotal ? new(s_accounts[Seed % 2], s_regions[Seed / 2 % 2]) : null;

    /// <exception cref="Broken">Something is not right.</exception>
    public async Task<Seen> RunAsync(S3Server s3)
    {
        var clock = new WrongClock(Seed % 2 == 0 ? Aws.Skew : -Aws.Skew);
        await using var aws = await SimulatedAws.StartAsync(new() { Accounts = s_accounts, Regions = s_regions, ExperimentsPerAccount = 24, Deletions = false, Seed = Seed }, clock);
        aws.Now = new DateTimeOffset(2026, 11, 22, 0, 15, 0, TimeSpan.Zero);
        var rows = new KnownRows(Truth.Of(aws, s_accounts, s_regions));
        var random = new Random(Seed);
        await using var lake = await Lake.OpenAsync(s3, random, Lasting);
        Aws.Arm(aws, random);

        var run = await ExperimentLakeProcess.RunAsync(
            [.. TestLake.Snapshot(s_accounts, s_regions, Aws.Words), "--lake", lake.Lake.Uri],
            // The SDK keeps by endpoint what it learns of clocks, and that of SageMaker is not that of STS.
            [.. aws.Environment, .. lake.Environment, new("AWS_ENDPOINT_URL_SAGEMAKER", $"http://localhost:{aws.Url.Port}")]);
        var seen = await CheckAsync(run, lake, aws, rows);

        aws.Calls.Watch = null;
        aws.Faults.Clear();
        clock.Off = TimeSpan.Zero;
        await lake.HealAsync();
        await CheckHealedAsync(lake.Lake, aws, rows);
        return seen;
    }

    /// <summary>What the run has left is true, as far as it goes.</summary>
    private async Task<Seen> CheckAsync(ProcessResult run, FaultyLake lake, SimulatedAws aws, KnownRows rows)
    {
        var exitCode = Lake.ExitCode ?? (Aws.Losses.Count > 0 || (Lasting is not null && Lake.Loss != Complete) ? 1 : 0);
        Broken.Unless(run.ExitCode == exitCode, $"exit {run.ExitCode}, not {exitCode}: {run.Output}{run.Error}");
        Broken.Unless(!run.Error.Contains("   at ", StringComparison.Ordinal) && !run.Error.Contains("Unexpected", StringComparison.Ordinal), $"an error that nobody explains: {run.Error}");
        var files = await lake.Lake.FilesAsync();
        await Lakes.AllReadableAsync(files);
        var found = rows.Check(files);
        var count = found.Values.Sum(one => one.All);
        var coverage = HasCoverage(files) ? CoverageRow.In(files) : [];
        foreach (var row in coverage)
        {
            Check(row, rows.CountOf(row.AccountRegion), found.GetValueOrDefault(row.AccountRegion));
        }

        var state = State(files);
        Broken.Unless(state != Complete || (count == rows.Count && coverage.All(row => row.IsSettled)), $"a complete manifest over {count} of {rows.Count} rows");
        var asked = s_sageMaker.Sum(operation => aws.Calls.Count(operation: operation));
        if (Lake.ExitCode is null)
        {
            Broken.Unless(state == (exitCode == 0 ? Complete : "partial") && coverage.Count == s_accounts.Count * s_regions.Count, $"exit {exitCode}, a manifest that is '{state}' and {coverage.Count} rows of coverage");
            var verified = await lake.Lake.RunAsync(aws, "verify");
            Broken.Unless(verified.ExitCode == 0, $"verify after the faults: {verified.Output}{verified.Error}");
        }
        else if (Lake.ExitCode == 3)
        {
            Broken.Unless(asked == 0 && state is null && coverage.Count == 0, $"{asked} calls to SageMaker for a lake that nobody can write to");
        }

        // A signature that is refused for its age is sent and not counted as a call.
        var struck = Aws.Skew == TimeSpan.Zero ? aws.Faults.Struck : Math.Max(0, coverage.Sum(row => row.Calls) - asked);
        return new Seen(struck, lake.HasStruck(run), $"exit {run.ExitCode}, {state ?? "no manifest"}, {count} of {rows.Count} rows, {InWords(coverage)}");
    }

    /// <summary>An account region has the outcome that the faults call for, and as many rows as it says.</summary>
    private void Check(CoverageRow row, int experiments, (int All, int WithoutTags) found)
    {
        var lasts = row.AccountRegion == Lasting;
        IEnumerable<string> right =
        [
            .. lasts && !Aws.IsTotal ? [Lake.Loss!] : experiments > 0 && Aws.IsTotal ? [] : new[] { experiments > 0 ? Complete : "empty" },
            .. Aws.Losses,
            .. Lake.ExitCode is null ? [] : new[] { "failed LakeWriteFailed", "failed NotRead" },
        ];
        Broken.Unless(right.Contains(row.What), $"{row.AccountRegion} is '{row.What}', not {string.Join(" or ", right.Select(what => $"'{what}'"))}");
        Broken.Unless(row.Listed == row.Vanished + row.Written + row.Refused && row.Written == found.All, $"{found.All} rows, and the coverage {row}");
        Broken.Unless(row.What != Complete || (row.Written == experiments && row.TagsDenied == (Aws.HidesTags ? experiments : 0)), $"complete with {experiments} experiments, and the coverage {row}");
        Broken.Unless(row.TagsDenied == found.WithoutTags, $"{found.WithoutTags} rows without tags, and the coverage {row}");
    }

    /// <summary>Nothing is lost: what was settled stays, the rest is as AWS has it.</summary>
    private async Task CheckHealedAsync(TestLake lake, SimulatedAws aws, KnownRows rows)
    {
        var again = await lake.SnapshotAsync(aws, s_accounts, s_regions);
        Broken.Unless(again.ExitCode == 0, $"after the faults: {again.Output}{again.Error}");
        var files = await lake.FilesAsync();
        var found = rows.Check(files);
        Broken.Unless(found.Values.Sum(one => one.All) == rows.Count, $"after the faults {found.Values.Sum(one => one.All)} of {rows.Count} rows");
        foreach (var row in CoverageRow.In(files))
        {
            Broken.Unless(row.IsSettled && row.TagsDenied == found.GetValueOrDefault(row.AccountRegion).WithoutTags && (Aws.HidesTags || row.TagsDenied == 0), $"after the faults {row}");
        }

        Broken.Unless(State(files) == Complete, "the manifest is not complete after the faults");
        var verified = await lake.RunAsync(aws, "verify");
        Broken.Unless(verified.ExitCode == 0, $"verify: {verified.Output}{verified.Error}");
    }

    private static bool HasCoverage(LakeFiles files) =>
        Path.Combine(files.Folder, "snapshot_coverage") is var folder && Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.parquet", SearchOption.AllDirectories).Any();

    private static string? State(LakeFiles files) => ManifestOf(files) is { } path ? (string?)JsonNode.Parse(File.ReadAllText(path))!["state"] : null;

    private static string? ManifestOf(LakeFiles files) =>
        Path.Combine(files.Folder, "_manifests") is var folder && Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.json").SingleOrDefault() : null;

    private static string InWords(IReadOnlyList<CoverageRow> coverage) =>
        coverage.Count == 0 ? "no coverage" : string.Join(", ", coverage.CountBy(row => row.What).OrderBy(what => what.Key, StringComparer.Ordinal).Select(what => $"{what.Value} {what.Key}"));
}

/// <summary>What came of the run with the faults.</summary>
/// <param name="Struck">How often AWS did wrong.</param>
/// <param name="LakeStruck">Whether the lake did.</param>
/// <param name="What">In words.</param>
internal sealed record Seen(int Struck, bool LakeStruck, string What);

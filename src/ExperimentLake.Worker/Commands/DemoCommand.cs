using System.CommandLine;
using System.Globalization;
using ExperimentLake.Aws;
using ExperimentLake.Lake;
using ExperimentLake.Simulator;
using ExperimentLake.Snapshots;
using ExperimentLake.Worker.Output;
using ExperimentLake.Worker.Queries;

namespace ExperimentLake.Worker.Commands;

/// <summary><c>demo</c>: real snapshots of a simulated AWS, day by day.</summary>
internal static class DemoCommand
{
    public const string DefaultLake = "./lake";

    public const string Question = """
        SELECT snapshot_date AS date,
               count(*) AS experiments,
               count(*) FILTER (status = 'Running') AS running,
               count(*) FILTER (status = 'Completed') AS completed,
               count(*) FILTER (status = 'Cancelled') AS cancelled,
               round(avg(shadow_mode_config.shadow_model_variants[1].sampling_percentage) FILTER (status = 'Running'), 1) AS avg_sampling,
               sum(list_sum([v.infrastructure_config.real_time_inference_config.instance_count FOR v IN model_variants])) FILTER (status = 'Running') AS instances
        FROM inference_experiments GROUP BY ALL ORDER BY date
        """;

    public static Command Create()
    {
        var days = SimulatedOrganization.InRange("--days", "Simulated days, the last one being today.", 14, 1, 3650);
        var world = new SimulatedOrganization();
        var command = new Command("demo", "Fills a lake with real snapshots of a simulated AWS. No AWS account is needed.") { CommonOptions.Lake, CommonOptions.Config, days };
        world.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = CommonOptions.Settings(parsed, DefaultLake);
            var options = world.Options(parsed);
            using var store = LakeStore.Open(settings.Lake, TimeProvider.System);
            await DemoLake.ClaimAsync(store, options, cancellationToken);
            await using var aws = await SimulatedAws.StartAsync(options, ct: cancellationToken);
            UseOnly(aws);
            var complete = await TakeDaysAsync(store, aws, options, parsed.GetValue(days), cancellationToken);
            await TellAsync(store, settings.Lake.Uri, cancellationToken);
            return complete ? CommandLine.Complete : CommandLine.Partial;
        });
        return command;
    }

    /// <summary>This process talks to the simulator, whatever profile, session, endpoint or proxy the shell has set.</summary>
    private static void UseOnly(SimulatedAws aws)
    {
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)))
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        foreach (var (name, value) in aws.Environment)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        Environment.SetEnvironmentVariable("NO_PROXY", aws.Url.Host);
    }

    private static async Task<bool> TakeDaysAsync(ILakeStore store, SimulatedAws aws, SimulatorOptions options, int days, CancellationToken cancellationToken)
    {
        var complete = true;
        var settings = new AwsSettings { Accounts = [AwsSettings.Organization], Regions = options.Regions };
        var limits = new LimitSettings();
        Terminal.Line($"Simulated AWS at {aws.Url}: {options.Accounts.Count} accounts, regions {string.Join(" and ", options.Regions)}.");
        using var session = new AwsSession(settings, limits);
        var now = TimeProvider.System.GetUtcNow();
        for (var day = days - 1; day >= 0; day--)
        {
            aws.Now = now.AddDays(-day);
            var date = DateOnly.FromDateTime(aws.Now.UtcDateTime);
            using var snapshot = new Snapshot(store, session, settings, limits, new ClockOf(aws));
            var result = await snapshot.TakeAsync(date, null, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            complete &= result.Manifest.IsComplete;
            var totals = result.Manifest.Totals;
            Terminal.Line($"{LakeKeys.Text(date)} {result.Manifest.State}: {Terminal.Count(totals.Rows, "experiment")}, {Terminal.Count(totals.Files, "file")}");
        }

        return complete;
    }

    private static async Task TellAsync(ILakeStore store, string lake, CancellationToken cancellationToken)
    {
        using var database = await LakeDatabase.OpenAsync(store, LakeFilter.Everything, cancellationToken);
        var totals = (await database.QueryAsync(
            """
            SELECT count(DISTINCT (arn, creation_time)), count(*), count(DISTINCT account_id), count(DISTINCT snapshot_date),
                   (SELECT count(file) FROM snapshot_coverage)
            FROM inference_experiments
            """, cancellationToken)).Rows[0];
        Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"""

            In {store.Location}: {totals[0]:N0} experiments seen, {totals[1]:N0} rows, {totals[2]:N0} accounts, {totals[3]:N0} days, {totals[4]:N0} data files.
            How the shadow tests went, day by day:

            """));
        (await database.QueryAsync(Question, cancellationToken)).Print(ResultFormat.Table);
        var option = lake == DefaultLake ? "" : $" --lake {lake}";
        // From the sources or installed: what is told is to work as it stands.
        var program = File.Exists("src/ExperimentLake.Worker/ExperimentLake.Worker.csproj") ? "dotnet run --project src/ExperimentLake.Worker --" : "experiment-lake";
        Terminal.Line($"""

            Ask for yourself (here: who runs what, by tag):
              {program} query "SELECT tags['team'] AS team, count(*) AS running FROM inference_experiments WHERE status = 'Running' AND snapshot_date = (SELECT max(snapshot_date) FROM inference_experiments) GROUP BY ALL ORDER BY running DESC"{option}

            Or look at all of it, in a browser:
              {program} report{option}
            """);
    }

    /// <summary>Rows of a simulated day are observed on that day.</summary>
    private sealed class ClockOf(SimulatedAws aws) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => aws.Now;
    }
}

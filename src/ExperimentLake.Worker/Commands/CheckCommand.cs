using System.CommandLine;
using System.Globalization;
using Amazon.Runtime;
using ExperimentLake.Aws;
using ExperimentLake.Catalog;
using ExperimentLake.Checks;
using ExperimentLake.Lake;
using ExperimentLake.Worker.Configuration;
using ExperimentLake.Worker.Output;
using ExperimentLake.Worker.Schedule;

namespace ExperimentLake.Worker.Commands;

/// <summary><c>check</c>: what a snapshot would meet with, asked without changing anything.</summary>
internal static class CheckCommand
{
    private const int TimesShown = 5;

    public static Command Create()
    {
        var command = new Command(
            "check", "Asks who we are, which accounts and regions there are, what we may do in them, in the lake and in the catalog, and when; changes nothing.")
        {
            CommonOptions.Lake, CommonOptions.Config,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = CommonOptions.SettingsToWrite(parsed);
            var clock = TimeProvider.System;
            using var store = LakeStore.Open(settings.Lake, clock);
            List<Finding> findings =
            [
                .. await AskAwsAsync(settings, store, clock, cancellationToken),
                .. await AskLakeAsync(store, cancellationToken),
                .. await AskCatalogAsync(settings, store, clock, cancellationToken),
                .. settings.Cluster.ConnectionString is null ? [] : new[] { await ClusterCheck.AskAsync(settings.Cluster, cancellationToken) },
                Schedule(settings, clock.GetUtcNow()),
                new(Verdict.Ok, "today", $"a snapshot taken now is of {LakeKeys.Text(settings.Schedule.Today(clock))}"),
            ];
            FindingTable.Print(findings);
            return findings.Max(finding => finding.Verdict) switch
            {
                Verdict.WrongConfiguration => CommandLine.WrongConfiguration,
                Verdict.Failed => CommandLine.Partial,
                _ => CommandLine.Complete,
            };
        });
        return command;
    }

    private static async Task<List<Finding>> AskAwsAsync(Settings settings, ILakeStore store, TimeProvider clock, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        try
        {
            using var aws = new AwsSession(settings.Aws, settings.Limits);
            var caller = await aws.WhoAmIAsync(cancellationToken);
            findings.Add(new(Verdict.Ok, "who am I", $"{caller.Arn},\naccount {caller.Account}, partition {caller.Partition}, STS in {aws.Home.SystemName}"));
            var (accountRegions, planned) = await new PlanCheck(store, aws, settings.Aws, clock).AskAsync(caller, settings.Schedule.Today(clock), cancellationToken);
            findings.AddRange(planned);
            findings.AddRange(await Terminal.WaitAsync(
                $"Asking {Terminal.Count(accountRegions.Count, "account region")}",
                answered => new AccessCheck(aws, settings.Limits).AskAsync(caller, accountRegions, answered, cancellationToken)));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Without a name AWS tells nothing else, but the lake and the schedule can be asked all the same.
            findings.Add(Fault("who am I", exception));
        }

        return findings;
    }

    private static async Task<IReadOnlyList<Finding>> AskLakeAsync(ILakeStore store, CancellationToken cancellationToken)
    {
        try
        {
            await DemoLake.RefuseAsync(store, cancellationToken);
        }
        catch (ConfigurationException exception)
        {
            return [Fault("lake", exception)];
        }
        catch (LakeException)
        {
            // The check itself meets with the same, and tells more.
        }

        return await new LakeCheck(store).AskAsync(cancellationToken);
    }

    private static async Task<IReadOnlyList<Finding>> AskCatalogAsync(Settings settings, ILakeStore store, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (settings.Catalog.Database is null)
        {
            return [];
        }

        try
        {
            using var aws = new AwsSession(settings.Aws, settings.Limits);
            return await new CatalogCheck(store, GlueCatalog.Of(settings.Catalog, settings.Lake, aws)!).AskAsync(settings.Schedule.Today(clock), cancellationToken);
        }
        catch (AmazonClientException exception)
        {
            return [Fault("catalog", exception)];
        }
    }

    private static Finding Schedule(Settings settings, DateTimeOffset now)
    {
        var schedule = new DaySchedule(settings.Schedule);
        var isUtc = schedule.TimeZone.HasSameRules(TimeZoneInfo.Utc);
        var times = schedule.After(now).Take(TimesShown)
            .Select(time => $"{Text(TimeZoneInfo.ConvertTime(time, schedule.TimeZone))}{(isUtc ? "" : $" ({Text(time.ToUniversalTime())} UTC)")}");
        return new Finding(Verdict.Ok, "next times", $"{settings.Schedule.Cron} in {settings.Schedule.TimeZone}:\n{string.Join(",\n", times)}");
    }

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static Finding Fault(string about, Exception exception)
    {
        var (message, exitCode) = CommandLine.Explain(exception);
        return new Finding(exitCode == CommandLine.WrongConfiguration ? Verdict.WrongConfiguration : Verdict.Failed, about, message);
    }
}

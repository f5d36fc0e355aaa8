using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ExperimentLake.Aws;
using ExperimentLake.Schema;
using ExperimentLake.Snapshots;
using ExperimentLake.Worker.Commands;
using ExperimentLake.Worker.Configuration;
using ExperimentLake.Worker.Schedule;

namespace ExperimentLake.Tests.Deploy;

/// <summary>What templates say of the product is so.</summary>
public sealed partial class TemplateTests
{
    private static readonly Template s_lake = Template.Load("lake.yaml");

    [Fact]
    public void The_task_is_given_keys_that_exist()
    {
        var names = All(s_lake.Resources["TaskDefinition"]!).Where(node => node["Name"] is JsonValue && node.ContainsKey("Value")).Select(node => (string)node["Name"]!).ToList();

        names.Count.ShouldBeGreaterThan(5);
        names.Where(name => name != "AWS_REGION" && !(name.StartsWith(SettingsSource.EnvironmentPrefix, StringComparison.Ordinal)
            && SettingsKeys.All.Contains(name[SettingsSource.EnvironmentPrefix.Length..].Replace("__", ":", StringComparison.Ordinal)))).ShouldBeEmpty();
    }

    [Fact]
    public void Keys_that_are_told_of_exist()
    {
        var told = Template.Shipped.SelectMany(name => Key().Matches(File.ReadAllText(Path.Combine(Template.Folder, name)))).Select(match => match.Value).Distinct().ToList();

        told.Count.ShouldBeGreaterThan(3);
        told.Except(SettingsKeys.All).ShouldBeEmpty();
    }

    [Fact]
    public void Roles_have_the_name_that_the_worker_looks_for()
    {
        var name = new AwsSettings().RoleName;

        ((string?)s_lake.Parameters["ReaderRoleName"]!["Default"]).ShouldBe(name);
        ((string?)Template.Load("member-role.yaml").Parameters["RoleName"]!["Default"]).ShouldBe(name);
    }

    [Fact]
    public void Every_table_is_the_workers_to_keep()
    {
        var named = All(s_lake.Resources["WorkerRole"]!).Select(node => (string?)(node["Fn::Sub"] as JsonValue) ?? "").Where(text => text.Contains(":table/", StringComparison.Ordinal));

        named.Select(text => text.Split('/')[^1]).Distinct().ShouldBe(Tables.All.Select(table => table.Name), ignoreOrder: true);
    }

    [Fact]
    public void What_the_task_runs_and_what_looks_after_it_are_commands()
    {
        string[] commands = [.. s_lake.Parameters["Run"]!["AllowedValues"]!.AsArray().Select(value => (string)value!)];
        var health = All(s_lake.Resources["TaskDefinition"]!).Single(node => node.ContainsKey("Retries"));

        commands.ShouldBe([WorkerCommand.Name, SnapshotCommand.Name]);
        health["Command"]!.AsArray().Select(word => (string)word!).ShouldBe(["CMD", "/app/experiment-lake", HealthCommand.Create().Name]);
        // It waits for an answer, and takes a moment to start.
        Seconds(health["Timeout"]).ShouldBeGreaterThan(HealthCommand.Patience);
    }

    [Fact]
    public void A_worker_that_is_stopped_has_the_time_that_it_takes()
    {
        var timeout = Seconds(All(s_lake.Resources["TaskDefinition"]!).Single(node => node.ContainsKey("StopTimeout"))["StopTimeout"]);

        timeout.ShouldBeGreaterThan(WorkerService.LongestStop);
        // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
        timeout.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(120));
    }

    [Fact]
    public void Snapshots_begin_when_a_workers_would_and_end_before_the_next()
    {
        var cron = (string)s_lake.Resources["Schedule"]!["Properties"]!["ScheduleExpression"]!;
        var limit = All(s_lake.Resources["TaskDefinition"]!).Single(node => (string?)(node["Name"] as JsonValue) == "EXPERIMENTLAKE_Limits__Run")["Value"];

        // Seconds, minutes and hours there; minutes and hours here, and every so many hours.
        var (minute, hour, every) = Cron().Match(cron) is { Success: true } match
            ? (match.Groups["minute"].Value, match.Groups["hour"].Value, int.Parse(match.Groups["every"].Value, CultureInfo.InvariantCulture))
            : throw new FormatException(cron);
        new ScheduleSettings().Cron.ShouldStartWith($"0 {minute} {hour} ");
        TimeSpan.Parse((string)limit!, CultureInfo.InvariantCulture).ShouldBeLessThan(TimeSpan.FromHours(every));
        (24 % every).ShouldBe(0);
    }

    private static TimeSpan Seconds(JsonNode? node) => TimeSpan.FromSeconds(int.Parse((string)node!, CultureInfo.InvariantCulture));

    private static IEnumerable<JsonObject> All(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(member => All(member.Value!)).Prepend(members),
        JsonArray items => items.SelectMany(item => All(item!)),
        _ => [],
    };

    [GeneratedRegex(@"\b(Lake|Aws|Limits|Schedule|Cluster|Catalog|Health):[A-Z][A-Za-z]+\b")]
    private static partial Regex Key();

    [GeneratedRegex(@"^cron\((?<minute>\d+) (?<hour>\d+)/(?<every>\d+) \* \* \? \*\)$")]
    private static partial Regex Cron();
}

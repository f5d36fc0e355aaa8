using System.Text.Json;
using ExperimentLake.Simulator;

namespace ExperimentLake.Tests.Simulator;

public sealed class DocumentTests
{
    private static readonly DateTimeOffset s_day = new(2026, 11, 22, 0, 15, 0, TimeSpan.Zero);

    [Fact]
    public async Task Every_optional_member_is_seen_absent_null_and_present()
    {
        await using var aws = await SimulatedAws.StartAsync(
            new() { ExperimentsPerAccount = 600 }, ct: TestContext.Current.CancellationToken);
        (string Path, string[] Members)[] optional =
        [
            ("", ["Schedule", "StatusReason", "Description", "CreationTime", "CompletionTime", "LastModifiedTime", "RoleArn",
                "DataStorageConfig", "ShadowModeConfig", "KmsKey"]),
            ("Schedule", ["StartTime", "EndTime"]),
            ("EndpointMetadata", ["EndpointConfigName", "EndpointStatus", "FailureReason"]),
            ("DataStorageConfig", ["KmsKey", "ContentType"]),
            ("DataStorageConfig.ContentType", ["CsvContentTypes", "JsonContentTypes"]),
        ];

        var seen = new HashSet<string>();
        foreach (var each in aws.World.Experiments("012345678901", "us-east-1", s_day))
        {
            using var document = JsonDocument.Parse(each.Describe);
            foreach (var (path, members) in optional)
            {
                var parent = path.Split('.', StringSplitOptions.RemoveEmptyEntries).Aggregate(
                    (JsonElement?)document.RootElement,
                    (element, name) => element is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var next) ? next : null);
                if (parent is { ValueKind: JsonValueKind.Object } holder)
                {
                    seen.UnionWith(members.Select(member => $"{path}.{member} {How(holder, member)}"));
                }
            }
        }

        seen.Where(what => !what.EndsWith(" empty", StringComparison.Ordinal)).ShouldBe(
            from each in optional
            from member in each.Members
            from how in (string[])["absent", "null", "present"]
            select $"{each.Path}.{member} {how}",
            ignoreOrder: true);
        seen.Where(what => what.EndsWith(" empty", StringComparison.Ordinal)).ShouldBe(
            [
                ".Schedule empty", ".StatusReason empty", ".Description empty", ".KmsKey empty", "EndpointMetadata.EndpointConfigName empty",
                "EndpointMetadata.FailureReason empty", "DataStorageConfig.KmsKey empty", "DataStorageConfig.ContentType empty",
                "DataStorageConfig.ContentType.CsvContentTypes empty", "DataStorageConfig.ContentType.JsonContentTypes empty",
            ],
            ignoreOrder: true);
    }

    private static string How(JsonElement holder, string member) =>
        !holder.TryGetProperty(member, out var value) ? "absent"
        : value.ValueKind == JsonValueKind.Null ? "null"
        : value.GetRawText() is "\"\"" or "[]" or "{}" ? "empty"
        : "present";

    [Fact]
    public async Task The_values_are_as_varied_as_those_of_a_large_company()
    {
        await using var aws = await SimulatedAws.StartAsync(
            new() { ExperimentsPerAccount = 3000 }, ct: TestContext.Current.CancellationToken);
        var experiments = aws.World.Experiments("012345678901", "us-east-1", s_day);

        var types = new HashSet<string>();
        foreach (var each in experiments)
        {
            using var document = JsonDocument.Parse(each.Describe);
            types.UnionWith(document.RootElement.GetProperty("ModelVariants").EnumerateArray().Select(variant => variant
                .GetProperty("InfrastructureConfig").GetProperty("RealTimeInferenceConfig").GetProperty("InstanceType").GetString()!));
        }

        types.Count.ShouldBeGreaterThan(200);
        experiments.Select(each => each.Tags.Count).Distinct().Count().ShouldBeGreaterThan(40);
        experiments.ShouldAllBe(each => each.Tags.Count <= 50 && each.Tags.DistinctBy(tag => tag.Key).Count() == each.Tags.Count);
        experiments.ShouldContain(each => each.Tags.Any(tag => tag.Key == "𠮷キー") && each.Tags.Any(tag => tag.Key == "Ａ列"));
    }

    [Fact]
    public async Task A_running_experiment_changes_its_sampling_percentage_and_its_modification_time()
    {
        await using var aws = await SimulatedAws.StartAsync(
            new() { ExperimentsPerAccount = 300 }, ct: TestContext.Current.CancellationToken);

        var percentages = new Dictionary<string, HashSet<(int Percentage, DateTimeOffset Modified)>>();
        for (var day = 0; day < 14; day++)
        {
            foreach (var each in aws.World.Experiments("012345678901", "us-east-1", s_day.AddDays(day)).Where(each => each.Status == "Running"))
            {
                using var document = JsonDocument.Parse(each.Describe);
                if (document.RootElement.TryGetProperty("ShadowModeConfig", out var shadow) && shadow.ValueKind == JsonValueKind.Object)
                {
                    var key = $"{each.Arn} {each.CreationTime:O}";
                    percentages.TryAdd(key, []);
                    percentages[key].Add((shadow.GetProperty("ShadowModelVariants")[0].GetProperty("SamplingPercentage").GetInt32(), each.LastModifiedTime));
                }
            }
        }

        percentages.Values.Count(seen => seen.DistinctBy(each => each.Percentage).Count() > 1).ShouldBeGreaterThan(50);
        percentages.Values.ShouldAllBe(seen => seen.DistinctBy(each => each.Modified).Count() == seen.Count);
    }
}

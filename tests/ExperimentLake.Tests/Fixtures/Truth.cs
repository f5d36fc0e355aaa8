using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ExperimentLake.Simulator;

namespace ExperimentLake.Tests.Fixtures;

/// <summary>The rows that a snapshot must have, from what the simulated AWS says; knows nothing of our schema.</summary>
internal static class Truth
{
    /// <summary>All experiments of some account regions, each as JSON, in the order of <see cref="Question"/>.</summary>
    public static IReadOnlyList<string> Of(SimulatedAws aws, IEnumerable<string> accounts, params IReadOnlyList<string> regions) =>
    [
        .. from account in accounts
           from region in regions
           orderby account, region
           from experiment in aws.World.Experiments(account, region, aws.Now).OrderBy(experiment => experiment.Name, StringComparer.Ordinal)
           select Sorted(Row(experiment)).ToJsonString(),
    ];

    public const string Question =
        "SELECT * EXCLUDE (snapshot_date, observed_at) FROM inference_experiments ORDER BY account_id, region, name";

    /// <summary>The rows of the lake, to be compared with <see cref="Of"/>.</summary>
    public static IReadOnlyList<string> In(LakeFiles lake) => [.. lake.Rows(Question).Select(row => Sorted(row).ToJsonString())];

    public static JsonObject Row(SimulatedExperiment experiment)
    {
        var row = Columns(JsonNode.Parse(experiment.Describe.Span)!.AsObject());
        row["_key"] = experiment.Arn;
        row["account_id"] = experiment.Account;
        row["region"] = experiment.Region;
        // Describe may leave them out, the summary may not.
        row["creation_time"] = Instant(experiment.CreationTime.UtcDateTime);
        row["last_modified_time"] = Instant(experiment.LastModifiedTime.UtcDateTime);
        row["tags"] = new JsonObject(experiment.Tags.Select(tag => KeyValuePair.Create(tag.Key, (JsonNode?)tag.Value)));
        row["unmapped"] = new JsonObject();
        return row;
    }

    public static string Instant(DateTime utc) => utc.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture);

    private static JsonObject Columns(JsonObject document) => new(
        from member in document
        where member.Value is not null
        select KeyValuePair.Create(JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Key), Value(member.Key, member.Value)));

    private static JsonNode? Value(string name, JsonNode? value) => value switch
    {
        JsonObject nested => Columns(nested),
        JsonArray list => new JsonArray([.. list.Select(element => Value("", element))]),
        JsonValue number when name.EndsWith("Time", StringComparison.Ordinal) =>
            JsonValue.Create(Instant(DateTimeOffset.FromUnixTimeMilliseconds((long)(number.GetValue<decimal>() * 1000)).UtcDateTime)),
        _ => value?.DeepClone(),
    };

    private static JsonNode Sorted(JsonNode node) => node switch
    {
        JsonObject members => new JsonObject(
            members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, member.Value is null ? null : Sorted(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(element => element is null ? null : Sorted(element))]),
        _ => node.DeepClone(),
    };
}

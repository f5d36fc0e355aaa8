using System.Globalization;
using System.Text.Json.Nodes;
using ExperimentLake.Snapshots;
using ExperimentLake.Views;
using ExperimentLake.Worker.Configuration;
using ExperimentLake.Worker.Schedule;

namespace ExperimentLake.Tests.Deploy;

/// <summary>What the template says of the views is what they are: QuickSight itself would only find out by failing a refresh.</summary>
public sealed class QuickSightTests
{
    // What it takes without loss. https://docs.aws.amazon.com/quicksight/latest/APIReference/API_InputColumn.html
    private static readonly Dictionary<string, string> s_types = new()
    {
        ["varchar"] = "STRING",
        ["integer"] = "INTEGER",
        ["bigint"] = "INTEGER",
        ["double"] = "DECIMAL, SubType: FLOAT",
        ["timestamp(3)"] = "DATETIME",
        ["boolean"] = "BOOLEAN",
    };

    private static readonly IReadOnlyList<View> s_plain =
        [.. LakeViews.All(LakeViews.OwnerTags).Where(view => view.Columns.All(column => s_types.ContainsKey(column.Type)))];

    private readonly JsonObject _template = StackTemplate.Load("quicksight.yaml");

    private IEnumerable<JsonNode> DataSets => Of("AWS::QuickSight::DataSet");

    [Fact]
    public void Every_view_without_nested_columns_is_a_dataset() =>
        DataSets.Select(one => Text(one, "PhysicalTableMap.view.RelationalTable.Name")).ShouldBe(s_plain.Select(view => view.Name));

    [Fact]
    public void A_dataset_has_the_columns_of_its_view()
    {
        foreach (var (dataSet, view) in DataSets.Zip(s_plain))
        {
            var expected = view.Columns.Select(column => $"              - {{ Name: {column.Name.Trim('"')}, Type: {s_types[column.Type]} }}").ToList();
            var columns = At(dataSet, "PhysicalTableMap.view.RelationalTable.InputColumns").AsArray()
                .Select(column => $"              - {{ {string.Join(", ", column!.AsObject().Select(pair => $"{pair.Key}: {pair.Value}"))} }}");
            columns.ShouldBe(expected, $"the InputColumns of {view.Name} have to be:\n{string.Join('\n', expected)}\n");
        }
    }

    /// <summary>Without it a time axis would be in alphabetical order, with no months to group by.</summary>
    [Fact]
    public void What_is_a_date_as_text_is_made_a_date()
    {
        foreach (var (dataSet, view) in DataSets.Zip(s_plain))
        {
            var expected = view.Columns.Where(column => column.Definition.Contains("yyyy-MM-dd") && !column.Definition.Contains("yyyy-MM-dd/")).Select(column => $"{column.Name} DATETIME yyyy-MM-dd");
            At(dataSet, "LogicalTableMap.view.DataTransforms").AsArray()
                .Select(transform => $"{Text(transform!, "CastColumnTypeOperation.ColumnName")} {Text(transform!, "CastColumnTypeOperation.NewColumnType")} {Text(transform!, "CastColumnTypeOperation.Format")}")
                .ShouldBe(expected, view.Name);
        }
    }

    [Fact]
    public void Every_dataset_is_read_anew_each_day()
    {
        var schedules = Of("AWS::QuickSight::RefreshSchedule").Select(one =>
            $"{Text(one, "DataSetId")} {Text(one, "Schedule.RefreshType")} {Text(one, "Schedule.ScheduleFrequency.Interval")} {Text(one, "Schedule.ScheduleFrequency.TimeOfTheDay")} {Text(one, "Schedule.ScheduleFrequency.TimeZone")}");

        var ids = DataSets.Select(one => Text(one, "DataSetId")).ToList();
        ids.ShouldBeUnique();
        schedules.ShouldBe(ids.Select(id => $$"""{{id}} FULL_REFRESH DAILY {"Ref":"RefreshTime"} UTC"""));
    }

    [Fact]
    public void That_is_after_the_longest_snapshot()
    {
        var midnight = new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

        var refresh = TimeOnly.ParseExact(Text(_template, "Parameters.RefreshTime.Default"), "HH:mm", CultureInfo.InvariantCulture);

        (midnight + refresh.ToTimeSpan()).ShouldBeGreaterThan(new DaySchedule(new ScheduleSettings()).NextAfter(midnight) + new Settings().Limits.Run);
    }

    private IEnumerable<JsonNode> Of(string type) => At(_template, "Resources").AsObject().Select(resource => resource.Value!)
        .Where(resource => Text(resource, "Type") == type).Select(resource => At(resource, "Properties"));

    /// <summary>A text, or a function as JSON.</summary>
    private static string Text(JsonNode node, string path) => At(node, path) is JsonValue value ? value.ToString() : At(node, path).ToJsonString();

    private static JsonNode At(JsonNode node, string path) =>
        path.Split('.').Aggregate(node, (inner, name) => inner[name] ?? throw new KeyNotFoundException($"There is no {name} of {path} in {inner.ToJsonString()}"));
}

using System.Globalization;
using ExperimentLake.Snapshots;
using ExperimentLake.Tests.Fixtures;
using ExperimentLake.Views;
using ExperimentLake.Worker.Configuration;
using ExperimentLake.Worker.Schedule;
using YamlDotNet.RepresentationModel;

namespace ExperimentLake.Tests.Deploy;

/// <summary>What the template says of the views is what they are: QuickSight itself would only find out by failing a refresh.</summary>
public sealed class QuickSightTests
{
    private static readonly string s_path = Path.GetFullPath(Path.Combine(S3Server.NpmFolder, "..", "..", "..", "deploy", "quicksight.yaml"));

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

    private readonly YamlMappingNode _template = Load();

    private IEnumerable<YamlMappingNode> DataSets => Of("AWS::QuickSight::DataSet");

    [Fact]
    public void Every_view_without_nested_columns_is_a_dataset() =>
        DataSets.Select(one => Text(one, "PhysicalTableMap.view.RelationalTable.Name")).ShouldBe(s_plain.Select(view => view.Name));

    [Fact]
    public void A_dataset_has_the_columns_of_its_view()
    {
        foreach (var (dataSet, view) in DataSets.Zip(s_plain))
        {
            var expected = view.Columns.Select(column => $"              - {{ Name: {column.Name.Trim('"')}, Type: {s_types[column.Type]} }}").ToList();
            var columns = At<YamlSequenceNode>(dataSet, "PhysicalTableMap.view.RelationalTable.InputColumns").Cast<YamlMappingNode>()
                .Select(column => $"              - {{ {string.Join(", ", column.Select(pair => $"{pair.Key}: {pair.Value}"))} }}");
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
            At<YamlSequenceNode>(dataSet, "LogicalTableMap.view.DataTransforms").Cast<YamlMappingNode>()
                .Select(transform => $"{Text(transform, "CastColumnTypeOperation.ColumnName")} {Text(transform, "CastColumnTypeOperation.NewColumnType")} {Text(transform, "CastColumnTypeOperation.Format")}")
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
        schedules.ShouldBe(ids.Select(id => $"{id} FULL_REFRESH DAILY RefreshTime UTC"));
    }

    [Fact]
    public void That_is_after_the_longest_snapshot()
    {
        var midnight = new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

        var refresh = TimeOnly.ParseExact(Text(_template, "Parameters.RefreshTime.Default"), "HH:mm", CultureInfo.InvariantCulture);

        (midnight + refresh.ToTimeSpan()).ShouldBeGreaterThan(new DaySchedule(new ScheduleSettings()).NextAfter(midnight) + new Settings().Limits.Run);
    }

    private IEnumerable<YamlMappingNode> Of(string type) => At<YamlMappingNode>(_template, "Resources").Children.Values.Cast<YamlMappingNode>()
        .Where(resource => Text(resource, "Type") == type).Select(resource => At<YamlMappingNode>(resource, "Properties"));

    private static string Text(YamlNode node, string path) => At<YamlScalarNode>(node, path).Value!;

    // The short forms of CloudFormation's functions are tags, which the parser hands on without knowing them.
    private static T At<T>(YamlNode node, string path) where T : YamlNode => (T)path.Split('.').Aggregate(node, (inner, name) => inner[name]);

    private static YamlMappingNode Load()
    {
        var stream = new YamlStream();
        using var text = File.OpenText(s_path);
        stream.Load(text);
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }
}

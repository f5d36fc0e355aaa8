using ExperimentLake.Schema;

namespace ExperimentLake.Tests.Schema;

public sealed class TablesTests
{
    private static readonly IEnumerable<Node> Documented = Tables.InferenceExperiments.Columns.Where(column => column.Origin == Origin.Document);

    [Fact]
    public void Every_leaf_of_the_api_has_its_column()
    {
        var columns = Leaves(Tables.InferenceExperiments, Documented).ToHashSet();

        Leaves("", ApiModel.Describe).Where(leaf => !columns.Contains(leaf)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_column_of_a_document_is_a_leaf_of_the_api()
    {
        var leaves = Leaves("", ApiModel.Describe).ToHashSet();

        Leaves(Tables.InferenceExperiments, Documented).Where(column => !leaves.Contains(column)).ShouldBeEmpty();
    }

    [Fact]
    public void Experiments_have_the_columns_of_the_specification_in_its_order() =>
        string.Join(' ', Tables.InferenceExperiments.Columns.Select(column => column.Name)).ShouldBe(
            "_key account_id arn completion_time creation_time data_storage_config description endpoint_metadata last_modified_time "
            + "model_variants name role_arn schedule shadow_mode_config status status_reason tags type "
            + "kms_key region observed_at unmapped snapshot_date");

    [Fact]
    public void Coverage_has_the_columns_of_the_specification_in_its_order() =>
        string.Join(' ', Tables.SnapshotCoverage.Columns.Select(column => column.Name)).ShouldBe(
            "account_id account_name region outcome listed vanished written refused_count refused tags_denied drift api_calls "
            + "throttled_calls started_at finished_at file bytes sha256 error_code error_message attempt snapshot_date");

    [Fact]
    public void Partition_keys_are_text_and_not_stored()
    {
        Tables.InferenceExperiments.PartitionKeys.Select(key => key.Name).ShouldBe(["account_id", "snapshot_date"]);
        Tables.SnapshotCoverage.PartitionKeys.Select(key => key.Name).ShouldBe(["snapshot_date"]);
        foreach (var table in Tables.All)
        {
            table.PartitionKeys.ShouldAllBe(key => key is Text);
            table.Stored.Concat(table.PartitionKeys).ShouldBe(table.Columns, ignoreOrder: true);
            table.Stored.ShouldNotContain(column => table.PartitionKeys.Contains(column));
        }
    }

    [Fact]
    public void Stored_columns_are_those_that_the_tests_expect_of_files() =>
        Tables.InferenceExperiments.Stored.Select(column => column.Name).ShouldBe(ApiModel.Row.Members.Select(member => member.Name));

    [Fact]
    public void Every_column_is_described_and_its_name_is_lower_case()
    {
        foreach (var node in Tables.All.SelectMany(table => table.Columns).SelectMany(WithNested))
        {
            node.Description.ShouldNotBeNullOrWhiteSpace(node.Name);
            node.Name.ShouldMatch("^[a-z0-9_]+$");
        }
    }

    private static IEnumerable<Node> WithNested(Node node) => node switch
    {
        Struct group => group.Fields.SelectMany(WithNested).Prepend(node),
        ListOf list => WithNested(list.Element).Prepend(node),
        _ => [node],
    };

    private static IEnumerable<string> Leaves(string path, Shape shape) => shape switch
    {
        StructShape group => group.Members.SelectMany(member => Leaves($"{path}.{member.Name}", member.Shape)),
        ListShape list => Leaves($"{path}[]", list.Element),
        _ => [$"{path}: {shape.GetType().Name}"],
    };

    private static IEnumerable<string> Leaves(Table table, IEnumerable<Node> columns) =>
        columns.SelectMany(column => Leaves(table, $".{table.JsonName(column)}", column));

    private static IEnumerable<string> Leaves(Table table, string path, Node node) => node switch
    {
        Struct group => group.Fields.SelectMany(field => Leaves(table, $"{path}.{table.JsonName(field)}", field)),
        ListOf list => Leaves(table, $"{path}[]", list.Element),
        _ => [$"{path}: {node.GetType().Name}Shape"],
    };
}

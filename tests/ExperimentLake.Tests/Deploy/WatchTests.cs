using System.Text.Json.Nodes;

namespace ExperimentLake.Tests.Deploy;

/// <summary>The metric filters, held against what the worker prints.</summary>
[Collection(RecordedProductTests.Name)]
public sealed class WatchTests(RecordedProduct product)
{
    [Fact]
    public void A_complete_day_and_a_denied_account_are_counted_in_what_a_worker_prints() => ShouldCount(product.Worker, product.WorkerOutput);

    [Fact]
    public void A_complete_day_and_a_denied_account_are_counted_in_what_a_snapshot_prints() => ShouldCount(product.Snapshot, product.SnapshotOutput);

    [Fact]
    public void Each_alarm_is_on_a_metric_that_a_filter_makes()
    {
        var resources = product.Worker.Deploy(Deployment.Shipped).Lake;
        var made = Of(resources, "AWS::Logs::MetricFilter").Select(filter => filter["MetricTransformations"]![0]!).Select(metric => $"{metric["MetricNamespace"]} {metric["MetricName"]}");
        var watched = Of(resources, "AWS::CloudWatch::Alarm").Select(alarm => $"{alarm["Namespace"]} {alarm["MetricName"]}").ToList();

        watched.ShouldBe(made, ignoreOrder: true);
        Of(resources, "AWS::CloudWatch::Alarm").ShouldAllBe(alarm => (string?)alarm["TreatMissingData"] == "breaching");
    }

    [Theory]
    [InlineData("{ $.State.Missing = \"*\" }", """{"State":{"Found":"x"}}""", false)]
    [InlineData("{ $.State.Missing != \"x\" }", """{"State":{"Found":"x"}}""", false)]
    [InlineData("{ $.State.Found = \"a*\" && $.State.Found != \"*c\" }", """{"State":{"Found":"ab"}}""", true)]
    [InlineData("{ $.State.Found = \"a*\" && $.State.Found != \"*c\" }", """{"State":{"Found":"abc"}}""", false)]
    [InlineData("{ $.State.Found = \"a\" }", "no JSON", false)]
    [InlineData("\"one two\" three", "three, one two", true)]
    [InlineData("\"one two\" three", "one two", false)]
    [InlineData("one -two", "one, two", false)]
    public void Patterns_are_read_as_CloudWatch_reads_them(string pattern, string line, bool matches) => FilterPattern.Matches(pattern, line).ShouldBe(matches);

    [Theory]
    [InlineData("{ $.Count > 1 }")]
    [InlineData("{ $.A = \"a\" || $.B = \"b\" }")]
    [InlineData("[first, second]")]
    [InlineData("?one ?two")]
    public void A_form_that_is_not_used_is_refused(string pattern) => Should.Throw<NotSupportedException>(() => FilterPattern.Matches(pattern, "{}"));

    private static void ShouldCount(RecordedRun run, (string Denied, string Complete) output)
    {
        var lake = run.Deploy(Deployment.Shipped).Lake;
        (Count(lake, "CompleteFilter", output.Denied), Count(lake, "NoneDeniedFilter", output.Denied)).ShouldBe((0, 0), output.Denied);
        (Count(lake, "CompleteFilter", output.Complete), Count(lake, "NoneDeniedFilter", output.Complete)).ShouldBe((1, 1), output.Complete);
    }

    private static int Count(ResolvedStack lake, string filter, string output)
    {
        var pattern = (string)lake.Resource(filter)!["FilterPattern"]!;
        return output.Split('\n').Count(line => FilterPattern.Matches(pattern, line));
    }

    private static IEnumerable<JsonObject> Of(ResolvedStack stack, string type) =>
        stack.Template.Resources.Where(resource => (string?)resource.Value!["Type"] == type).Select(resource => stack.Resource(resource.Key)).OfType<JsonObject>();
}

namespace ExperimentLake.Tests.Deploy;

/// <summary>The policies of the templates, held against what the product was seen to call.</summary>
[Collection(RecordedProductTests.Name)]
public sealed class PolicyTests(RecordedProduct product)
{
    [Fact]
    public void Policies_allow_what_is_called_and_no_more()
    {
        Complaints(Deployment.Shipped).ShouldBeEmpty();

        // As many as there are: a record of nothing would complain of nothing but what is never called.
        RecordedRun[] runs = [product.Worker, product.Snapshot];
        runs.SelectMany(run => run.Calls).Select(call => call.Operation).Distinct().Count().ShouldBe(13);
        runs.SelectMany(run => run.BucketCalls).Select(call => call.Operation).Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public void Every_role_and_policy_is_judged()
    {
        var judged = product.Worker.Deploy(Deployment.Shipped).Policies.Values.Concat(product.Snapshot.Deploy(Deployment.Shipped).Policies.Values).SelectMany(statements => statements).Select(one => one.Policy);

        judged.Distinct().ShouldBe(
            from template in Deployment.Shipped.Values
            from resource in template.Resources
            where ((string)resource.Value!["Type"]!).StartsWith("AWS::IAM::", StringComparison.Ordinal)
            select resource.Key,
            ignoreOrder: true);
    }

    [Fact]
    public void Who_reads_needs_no_more_than_the_worker()
    {
        var deployment = product.Worker.Deploy(Deployment.Shipped);

        var read = product.Worker.Needs(deployment).Where(need => need.Who == Deployment.Reader).ToList();

        read.Count.ShouldBeGreaterThan(10);
        read.Where(need => !deployment.Allows(need with { Who = Deployment.Worker })).ShouldBeEmpty();
    }

    [Fact]
    public void An_action_that_is_removed_is_told() => ShouldAllBeTold(Mutants.WithoutAction(), byName: true);

    [Fact]
    public void An_action_that_is_added_is_told() => ShouldAllBeTold(Mutants.WithAction("ec2:RunInstances"), byName: true);

    [Fact]
    public void A_resource_that_is_another_is_told() => ShouldAllBeTold(Mutants.WithResource("arn:aws:s3:::elsewhere"));

    [Fact]
    public void A_resource_that_is_any_is_told() => ShouldAllBeTold(Mutants.WithAllResources());

    [Fact]
    public void A_condition_that_is_left_out_is_told() => ShouldAllBeTold(Mutants.WithoutCondition());

    [Fact]
    public void A_condition_on_another_value_is_told() => ShouldAllBeTold(Mutants.WithCondition("1"));

    private void ShouldAllBeTold(IEnumerable<Mutant> mutants, bool byName = false)
    {
        var all = mutants.ToList();
        all.Count.ShouldBeGreaterThan(10);
        all.Where(mutant => !Complaints(mutant.Templates).Any(complaint => !byName || Names(complaint, mutant))).Select(mutant => mutant.What).ShouldBeEmpty();
        TestContext.Current.TestOutputHelper!.WriteLine($"{all.Count} mutants");
    }

    /// <summary>A policy of a bucket or a key is missed by who may then do too much or too little.</summary>
    private static bool Names(string complaint, Mutant mutant) => mutant.Action.EndsWith(":*", StringComparison.Ordinal)
        ? complaint.Contains(mutant.Action[..^1], StringComparison.Ordinal)
        : complaint.Contains(mutant.Policy, StringComparison.Ordinal) && complaint.Contains(mutant.Action, StringComparison.Ordinal);

    private IReadOnlyList<string> Complaints(IReadOnlyDictionary<string, Template> templates) => Judgement.Complaints(templates, product.Worker, product.Snapshot);
}

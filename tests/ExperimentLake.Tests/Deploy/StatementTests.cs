using System.Text.Json;
using System.Text.Json.Nodes;
using ExperimentLake.Simulator;

namespace ExperimentLake.Tests.Deploy;

/// <summary>How policies are read here.</summary>
public sealed class StatementTests
{
    private static readonly Dictionary<string, string> s_none = [];

    [Theory]
    [InlineData("s3:GetObject", "arn:aws:s3:::lake/a/b", true)]
    [InlineData("S3:getobject", "arn:aws:s3:::lake/a", true)]
    [InlineData("s3:GetObjectAcl", "arn:aws:s3:::lake/a", false)]
    [InlineData("s3:PutObject", "arn:aws:s3:::lake/a", false)]
    [InlineData("s3:ListBucket", "arn:aws:s3:::lake/a", true)]
    [InlineData("s3:GetObject", "arn:aws:s3:::LAKE/a", false)]
    [InlineData("s3:GetObject", "arn:aws:s3:::lake", false)]
    [InlineData("s3:GetObject", "arn:aws:s3:::lake2/a", false)]
    public void Wildcards_are_those_of_policies(string action, string resource, bool covered) =>
        One("""{ "Effect": "Allow", "Action": ["s3:GetObject", "s3:L?stB*"], "Resource": "arn:aws:s3:::lake/*" }""").Covers(action, resource, s_none).ShouldBe(covered);

    [Theory]
    [InlineData("StringEquals", "a:b", "x", "x", true)]
    [InlineData("StringEquals", "a:b", "x", "X", false)]
    [InlineData("StringEquals", "a:b", "x", null, false)]
    [InlineData("StringEquals", "a:b", "${c:d}", "here", true)]
    [InlineData("StringEquals", "a:b", "${c:e}", "here", false)]
    [InlineData("Bool", "a:b", "false", "False", true)]
    [InlineData("ArnEquals", "a:b", "arn:aws:iam::1:role/*", "arn:aws:iam::1:role/x", true)]
    [InlineData("ArnEquals", "a:b", "arn:aws:iam:*:role/x", "arn:aws:iam::1:role/x", false)]
    [InlineData("NumericLessThan", "a:b", "1.2", "1.1", true)]
    [InlineData("NumericLessThan", "a:b", "1.2", "1.2", false)]
    public void Conditions_are_those_of_policies(string name, string key, string value, string? actual, bool holds)
    {
        var context = new Dictionary<string, string> { ["c:d"] = "here" };
        if (actual is not null)
        {
            context[key] = actual;
        }

        Condition.Of(name, key, [value]).Holds(context).ShouldBe(holds);
    }

    [Theory]
    [InlineData("""{ "Effect": "Allow", "NotAction": "s3:GetObject", "Resource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "Action": "s3:GetObject", "NotResource": "*" }""")]
    [InlineData("""{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": { "StringNotEquals": { "a:b": "c" } } }""")]
    [InlineData("""{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": { "StringEqualsIfExists": { "a:b": "c" } } }""")]
    [InlineData("""{ "Effect": "allow", "Action": "s3:GetObject", "Resource": "*" }""")]
    public void What_the_templates_do_not_use_is_refused(string statement) => Should.Throw<NotSupportedException>(() => One(statement));

    [Fact]
    public void A_call_that_is_not_in_the_table_of_actions_is_refused()
    {
        var call = new SeenCall("arn:aws:iam::012345678901:user/simulated", "us-east-1", "sagemaker", "DescribeEndpoint", JsonSerializer.SerializeToElement(new { EndpointName = "one" }));

        Should.Throw<KeyNotFoundException>(() => ActionTable.Of(call)).Message.ShouldBe("sagemaker DescribeEndpoint is not in the table of actions.");
        Should.Throw<KeyNotFoundException>(() => ActionTable.Of(new BucketCall("key", "PUT with x-amz-acl", "lake", "a", null, Found: true), null).ToList())
            .Message.ShouldBe("s3 PUT with x-amz-acl is not in the table of actions.");
    }

    [Fact]
    public void An_object_that_is_not_there_is_not_found_only_by_who_may_list_without_a_prefix()
    {
        var call = new BucketCall("key", "HeadObject", "lake", "a", null, Found: false);

        ActionTable.Of(call, "key").ShouldBe([("s3:GetObject", "arn:aws:s3:::lake/a", ""), ("kms:Decrypt", "key", ""), ("s3:ListBucket", "arn:aws:s3:::lake", "")]);
        ActionTable.Of(call with { Found = true }, null).ShouldBe([("s3:GetObject", "arn:aws:s3:::lake/a", "")]);
    }

    private static Statement One(string statement) => Statement.Of("Policy", new JsonObject { ["Statement"] = new JsonArray(JsonNode.Parse(statement)) })[0];
}

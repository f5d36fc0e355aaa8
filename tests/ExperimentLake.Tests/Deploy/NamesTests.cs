namespace ExperimentLake.Tests.Deploy;

/// <summary>Templates by themselves: what they name is there, and what is there is named.</summary>
public sealed class NamesTests
{
    private const string Sound =
        """
        Parameters:
          Given: { Description: One., Type: String }
        Mappings:
          Map: { a: { b: c } }
        Conditions:
          Chosen: !Equals [!Ref Given, x]
        Resources:
          Topic:
            Type: AWS::SNS::Topic
            Condition: Chosen
          Role:
            Type: AWS::IAM::Role
            DependsOn: Topic
            Properties:
              RoleName: !Sub ["${Given}-${Mine}", { Mine: !FindInMap [Map, a, b] }]
              Path: !If [Chosen, !GetAtt Topic.Arn, !Sub "${Topic.Arn}/${AWS::Region}/${!Not}"]
        Outputs:
          Topic: { Description: It., Value: !Ref Topic }
        """;

    public static TheoryData<string> Shipped { get; } = [.. Template.Shipped];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void What_a_template_names_is_there_and_used(string name) => Names.Complaints(Template.Load(name)).ShouldBeEmpty();

    [Fact]
    public void A_sound_template_has_nothing_to_tell() => Names.Complaints(Template.Parse("template.yaml", Sound)).ShouldBeEmpty();

    [Theory]
    [InlineData("{ Mine: !F", "{ Other: !F", "nothing is called Mine")]
    [InlineData("-${Mine}", "", "nothing is called variable Mine of ${Given}")]
    [InlineData("!Ref Topic }", "!Ref Other }", "nothing is called Other")]
    [InlineData("${Given}", "${Other}", "nothing is called Other")]
    [InlineData("DependsOn: Topic", "DependsOn: [Topic, Other]", "there is no resource Other")]
    [InlineData("!GetAtt Topic", "!GetAtt Given", "there is no resource Given")]
    [InlineData("${Topic.Arn}", "${Other.Arn}", "there is no resource Other")]
    [InlineData("Condition: Chosen", "Condition: Other", "there is no condition Other")]
    [InlineData("!If [Chosen", "!If [Other", "there is no condition Other")]
    [InlineData("[Map,", "[Other,", "there is no mapping Other")]
    [InlineData("Resources:", "  Other: !Equals [a, b]\nResources:", "condition Other is not used")]
    [InlineData("Conditions:", "  Other: { a: { b: c } }\nConditions:", "mapping Other is not used")]
    [InlineData("Mappings:", "  Other: { Description: Two., Type: String }\nMappings:", "parameter Other is not used")]
    [InlineData("Description: One., ", "", "Given has no description")]
    [InlineData("Description: It., ", "", "Topic has no description")]
    public void A_mistake_is_told(string right, string wrong, string complaint)
    {
        Sound.ShouldContain(right);
        Names.Complaints(Template.Parse("template.yaml", Sound.Replace(right, wrong, StringComparison.Ordinal))).ShouldContain(complaint);
    }

    [Theory]
    [InlineData("[]", "parameter Given is in no group")]
    [InlineData("[Given, Other]", "parameter Other of a group is not there")]
    [InlineData("[Given, Given]", "parameter Given is in two groups")]
    public void A_group_that_is_wrong_is_told(string shown, string complaint) => Names.Complaints(Template.Parse(
        "template.yaml", $"Metadata: {{ 'AWS::CloudFormation::Interface': {{ ParameterGroups: [{{ Parameters: {shown} }}] }} }}\n{Sound}")).ShouldContain(complaint);
}

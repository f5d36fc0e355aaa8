using System.Text.RegularExpressions;

namespace ExperimentLake.Tests.Deploy;

/// <summary>What the page calls parameters, outputs and resources, which the AWS CLI sends as it finds them: those of the templates.</summary>
public sealed partial class PageNamesTests
{
    private static readonly string s_page = File.ReadAllText(Path.Combine(Template.Folder, "README.md")).Replace("\\\n", " ", StringComparison.Ordinal);

    [Fact]
    public void Every_parameter_that_is_given_is_one_of_the_template()
    {
        var seen = 0;
        foreach (var command in s_page.Split('\n').Where(line => TemplateFile().IsMatch(line)))
        {
            var template = Template.Load(TemplateFile().Match(command).Groups[1].Value);
            var given = (command.Split("--parameter-overrides") is [_, var overrides] ? Override().Matches(overrides) : ParameterKey().Matches(command)).Select(match => match.Groups[1].Value).ToList();
            given.Except(template.Parameters.Select(one => one.Key)).ShouldBeEmpty(command);
            if (!command.Contains("UsePreviousValue", StringComparison.Ordinal) && given.Count > 1)
            {
                template.Parameters.Where(one => one.Value!["Default"] is null).Select(one => one.Key).Except(given).ShouldBeEmpty(command);
            }

            seen += given.Count;
        }

        seen.ShouldBeGreaterThan(15);
    }

    [Fact]
    public void Every_parameter_in_the_text_is_one_of_the_lakes()
    {
        var named = InText().Matches(s_page).Select(match => match.Groups[1].Value).Distinct().ToList();

        named.ShouldContain("ExcludeAccounts");
        named.Except(Template.Load("lake.yaml").Parameters.Concat(Template.Load("quicksight.yaml").Parameters).Select(one => one.Key)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_output_and_resource_that_is_asked_for_is_one_of_the_lakes()
    {
        var lake = Template.Load("lake.yaml");
        var outputs = Output().Matches(s_page).Select(match => match.Groups[1].Value).ToList();
        var resources = Resource().Matches(s_page).Select(match => match.Groups[1].Value).ToList();

        outputs.ShouldNotBeEmpty();
        resources.ShouldNotBeEmpty();
        outputs.Except(lake.Outputs.Select(one => one.Key)).ShouldBeEmpty();
        resources.Except(lake.Resources.Select(one => one.Key)).ShouldBeEmpty();
    }

    [GeneratedRegex(@"^aws .*deploy/([\w-]+\.yaml)")]
    private static partial Regex TemplateFile();

    [GeneratedRegex(@"(?<=\s)(\w+)=")]
    private static partial Regex Override();

    [GeneratedRegex(@"ParameterKey=(\w+)")]
    private static partial Regex ParameterKey();

    [GeneratedRegex(@"`([A-Z]\w+)=[^`]*`")]
    private static partial Regex InText();

    [GeneratedRegex(@"OutputKey=='(\w+)'")]
    private static partial Regex Output();

    [GeneratedRegex(@"--logical-resource-id (\w+)")]
    private static partial Regex Resource();
}

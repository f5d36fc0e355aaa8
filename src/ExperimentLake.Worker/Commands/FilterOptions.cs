using System.CommandLine;
using ExperimentLake.Lake;
using ExperimentLake.Worker.Queries;

namespace ExperimentLake.Worker.Commands;

/// <summary>Options of the commands that can ask a part of the lake.</summary>
internal sealed class FilterOptions
{
    private readonly Option<DateOnly?> _since = new("--since") { Description = "First date to look at, yyyy-MM-dd. Default: all.", HelpName = "DATE" };

    private readonly Option<string[]> _accounts = new("--account") { Description = "Only these accounts: ids with commas between them, or the option more than once.", HelpName = "ID" };

    public FilterOptions() => _accounts.Validators.Add(result =>
    {
        foreach (var token in result.Tokens.SelectMany(token => Ids(token.Value)).Where(id => !LakeKeys.IsAccount(id)))
        {
            result.AddError($"--account '{token}' is no account id: give 12 digits, such as 012345678901.");
        }
    });

    public void AddTo(Command command)
    {
        command.Options.Add(_since);
        command.Options.Add(_accounts);
    }

    public LakeFilter Filter(ParseResult parsed) => new(parsed.GetValue(_since), (parsed.GetValue(_accounts) ?? []).SelectMany(Ids).ToHashSet());

    private static string[] Ids(string text) => text.Split(',', StringSplitOptions.TrimEntries);
}

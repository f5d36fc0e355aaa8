using System.CommandLine;
using System.Globalization;
using ExperimentLake.Simulator;

namespace ExperimentLake.Worker.Commands;

/// <summary>The options that shape the simulated AWS.</summary>
internal sealed class SimulatedOrganization
{
    private readonly Option<int> _accounts = InRange("--accounts", "Simulated accounts.", 3, 1, 2000);
    private readonly Option<int> _experiments = InRange("--experiments", "Experiments in each account, on average.", 40, 0, 1_000_000);
    private readonly Option<int> _seed = InRange("--seed", "Another seed gives another world, the same one the same.", 1, 0, int.MaxValue);

    public void AddTo(Command command)
    {
        command.Options.Add(_accounts);
        command.Options.Add(_experiments);
        command.Options.Add(_seed);
    }

    public SimulatorOptions Options(ParseResult parsed) => new()
    {
        Accounts = [.. Enumerable.Range(0, parsed.GetValue(_accounts)).Select(AccountId)],
        Regions = ["us-east-1", "eu-west-1"],
        ExperimentsPerAccount = parsed.GetValue(_experiments),
        Seed = parsed.GetValue(_seed),
    };

    public static Option<int> InRange(string name, string description, int value, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            // A word that is no number is reported by the parser itself.
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var given) && (given < least || given > most))
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} {given} is not between {least:N0} and {most:N0}."));
            }
        });
        return option;
    }

    // The first begins with 0, as one in ten does: what makes a number of it loses an account.
    private static string AccountId(int index) =>
        index == 0 ? "012345678901" : (111_122_223_332 + (index * 7_919_111_111L % 888_000_000_000)).ToString("D12", CultureInfo.InvariantCulture);
}

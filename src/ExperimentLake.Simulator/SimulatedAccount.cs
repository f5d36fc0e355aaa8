using System.Globalization;
using ExperimentLake.Simulator.Lives;

namespace ExperimentLake.Simulator;

/// <summary>One account of the organization.</summary>
/// <param name="Id">12 digits.</param>
/// <param name="Name">As people call it.</param>
/// <param name="State">Null where AWS leaves it out, as it did for every account before September 2025.</param>
/// <param name="Status">What AWS told before there was a State. It cannot say as much, and need not agree.</param>
public sealed record SimulatedAccount(string Id, string Name, string? State, string Status)
{
    private static readonly string[] s_names =
    [
        "Payments Prod", "Pricing (staging)", "Données – Équipe Crédit", "結果分析 本番", "𠮷野家 sandbox", "команда поиска", "Größe & Maß",
        "ＡＢＣ fullwidth", "risk-research", "Log archive", "فريق التسعير", "shadow 👻 tests", "platform-prod-eu",
    ];

    public bool IsActive => (State ?? Status) == "ACTIVE";

    internal static IReadOnlyList<SimulatedAccount> All(SimulatorOptions options)
    {
        var dice = new Dice((ulong)options.Seed).Of("organization");
        return [.. options.Accounts.Select((id, index) => Of(options, id, index)).OrderBy(account => dice.Of(account.Id).Fraction("order"))];
    }

    private static SimulatedAccount Of(SimulatorOptions options, string id, int index)
    {
        // AWS lets two accounts have one name; here they differ, so that a mix-up is seen.
        var round = index / s_names.Length;
        var name = round == 0 ? s_names[index] : string.Create(CultureInfo.InvariantCulture, $"{s_names[index % s_names.Length]} {round + 1}");
        var inactive = index - (options.Accounts.Count - options.InactiveAccounts);
        var (state, status) = inactive < 0 ? Active(index) : Inactive(inactive);
        return new SimulatedAccount(id, name, state, status);
    }

    private static (string? State, string Status) Active(int index) => (index % 7) switch
    {
        1 => (null, "ACTIVE"),
        2 => ("ACTIVE", "SUSPENDED"),
        _ => ("ACTIVE", "ACTIVE"),
    };

    private static (string? State, string Status) Inactive(int index) => (index % 5) switch
    {
        0 => ("SUSPENDED", "SUSPENDED"),
        1 => ("PENDING_CLOSURE", "PENDING_CLOSURE"),
        2 => ("SUSPENDED", "ACTIVE"),
        3 => (null, "SUSPENDED"),
        _ => ("CLOSED", "SUSPENDED"),
    };
}

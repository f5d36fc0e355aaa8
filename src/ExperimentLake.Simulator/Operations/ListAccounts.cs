using System.Globalization;
using ExperimentLake.Simulator.Lives;
using ExperimentLake.Simulator.Wire;

namespace ExperimentLake.Simulator.Operations;

internal static class ListAccounts
{
    private const int MostPerPage = 20;

    // AWS "can occasionally return an empty set of results even when there are more results available". Here the first page
    // and every third one after it, so that even a small organization has one.
    private const int EmptyEvery = 3;

    private const string Listing = "ListAccounts";

    public static byte[] Answer(Identity caller, Input input, SimulatorOptions options, SimulatedWorld world)
    {
        if (caller.Account != ManagementOf(options) || (caller.Role is not null && caller.Role != options.OrganizationRoleName))
        {
            throw new Refusal("AccessDeniedException", "You don't have permissions to access this resource.");
        }

        var size = input.Number("MaxResults", 1, MostPerPage) ?? MostPerPage;
        var token = input.Text("NextToken", max: 100_000);
        input.Check("InvalidInputException");

        var (page, start) = token is null ? (0, 0) : Place(token);
        var end = page % EmptyEvery == 0 ? start : Math.Min(world.Accounts.Count, start + size);
        return Page.Of(
            "Accounts",
            world.Accounts.Skip(start).Take(end - start).Select(account => AccountDocument.Of(account, options)),
            end < world.Accounts.Count ? PageToken.Write(Listing, Text(page + 1), Text(end)) : null);
    }

    public static string ManagementOf(SimulatorOptions options) => options.ManagementAccount ?? options.Accounts[0];

    private static (int Page, int Start) Place(string token)
    {
        try
        {
            var parts = PageToken.Read(Listing, token);
            return (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
        }
        catch (Refusal)
        {
            throw new Refusal("InvalidInputException", "You specified an invalid value.") { Reason = "INVALID_NEXT_TOKEN" };
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

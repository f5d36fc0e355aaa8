using System.Globalization;
using ExperimentLake.Aws;
using ExperimentLake.Lake;
using ExperimentLake.Snapshots;

namespace ExperimentLake.Checks;

/// <summary>Which accounts and regions a snapshot would ask.</summary>
public sealed class PlanCheck(ILakeStore store, AwsSession aws, AwsSettings settings, TimeProvider clock)
{
    private const string About = "accounts";

    /// <param name="caller">Who we are.</param>
    /// <param name="today">The date of a snapshot taken now.</param>
    /// <param name="cancellationToken">Stops the listing of accounts.</param>
    /// <returns>What a snapshot would ask, nothing if that cannot be told; and where it is known from.</returns>
    public async Task<(IReadOnlyList<AccountRegion> AccountRegions, IReadOnlyList<Finding> Findings)> AskAsync(
        Caller caller, DateOnly today, CancellationToken cancellationToken)
    {
        try
        {
            // Without what today's runs know: whether the accounts can be listed now is the question. If not, today's are the latest.
            var (plan, notices) = await new Planner(store, aws, settings, clock).PlanAsync(caller, today.AddDays(1), earlier: null, cancellationToken);
            var findings = new List<Finding> { new(Verdict.Ok, About, Accounts(plan, caller)) };
            if (plan.Error is not null)
            {
                findings.Add(new Finding(
                    Verdict.Failed, About,
                    $"{plan.Error}\nAllow {settings.OrganizationRoleArn ?? "this identity"} organizations:ListAccounts, or name in Aws:OrganizationRoleArn "
                    + "a role of the management account that may."));
            }

            findings.AddRange(notices.Select(notice => new Finding(Verdict.Warning, About, $"{notice} Correct it, or take it out.")));
            findings.Add(new Finding(Verdict.Ok, "regions", Regions(plan)));
            return ([.. plan.All()], findings);
        }
        catch (PlanException exception)
        {
            return ([], [new Finding(exception.IsConfiguration ? Verdict.WrongConfiguration : Verdict.Failed, About, exception.Message)]);
        }
    }

    private static string Accounts(DayPlan plan, Caller caller)
    {
        var planned = plan.AccountRegions.Keys.ToList();
        if (plan.Organization is not { } organization)
        {
            return planned is [var only] && only == caller.Account ? $"{only}, our own" : $"{AccountRegions.Some(planned, "account", byName: true)}, of Aws:Accounts";
        }

        var (all, leftOut) = (organization.Count, organization.Count - planned.Count);
        var why = leftOut == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; Aws:IncludeAccounts or Aws:ExcludeAccounts leave out {leftOut:N0}");
        return string.Create(CultureInfo.InvariantCulture, $"{planned.Count:N0} of the organization's {all:N0} active accounts{why}");
    }

    private string Regions(DayPlan plan)
    {
        var regions = plan.AccountRegions.Values.First();
        return settings.Regions.Contains(AwsSettings.All)
            ? $"all {regions.Count} that have SageMaker, as far as this version knows"
            : string.Join(", ", regions);
    }
}

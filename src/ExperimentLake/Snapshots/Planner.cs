using ExperimentLake.Aws;
using ExperimentLake.Lake;

namespace ExperimentLake.Snapshots;

/// <summary>Finds out which accounts and regions are to be read, from what the settings say in words.</summary>
internal sealed class Planner(ILakeStore store, AwsSession aws, AwsSettings settings, TimeProvider clock)
{
    /// <returns>The plan, and what of the settings does not fit the organization.</returns>
    /// <exception cref="PlanException">There is nothing to plan by.</exception>
    public Task<(DayPlan Plan, IReadOnlyList<string> Notices)> PlanAsync(Caller caller, Day day, CancellationToken cancellationToken) =>
        PlanAsync(caller, day.Date, day.Plan, cancellationToken);

    /// <param name="caller">Who we are.</param>
    /// <param name="date">The day to plan; accounts that nobody tells are those of the latest day before it.</param>
    /// <param name="earlier">What the day's runs set out to read so far.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <returns>The plan, and what of the settings does not fit the organization.</returns>
    /// <exception cref="PlanException">There is nothing to plan by.</exception>
    public async Task<(DayPlan Plan, IReadOnlyList<string> Notices)> PlanAsync(
        Caller caller, DateOnly date, DayPlan? earlier, CancellationToken cancellationToken)
    {
        var regions = Regions(caller);
        var plan = new DayPlan(date, clock.GetUtcNow(), new Dictionary<string, IReadOnlyList<string>>());
        if (!settings.IsOrganization)
        {
            var accounts = settings.Accounts.Select(account => account == AwsSettings.Self ? caller.Account : account).Distinct();
            // Whether the organization's accounts are known today is not for this run to say.
            plan = plan with { Organization = earlier?.Organization, Error = earlier?.Error };
            return (plan with { AccountRegions = accounts.ToDictionary(account => account, _ => regions) }, []);
        }

        plan = await WithOrganizationAsync(plan, earlier, caller, cancellationToken);
        var chosen = plan.Organization!.Keys
            .Where(account => settings.IncludeAccounts.Count == 0 || settings.IncludeAccounts.Contains(account))
            .Where(account => !settings.ExcludeAccounts.Contains(account))
            .Order(StringComparer.Ordinal).ToList();
        if (chosen.Count == 0)
        {
            throw new PlanException(
                $"Aws:IncludeAccounts and Aws:ExcludeAccounts leave none of the organization's {plan.Organization.Count} active accounts.");
        }

        var unknown = settings.IncludeAccounts.Where(account => !plan.Organization.ContainsKey(account));
        return (plan with { AccountRegions = chosen.ToDictionary(account => account, _ => regions) }, [.. unknown.Select(account => $"Aws:IncludeAccounts has {account}, which is no active account of the organization.")]);
    }

    private IReadOnlyList<string> Regions(Caller caller)
    {
        if (!settings.Regions.Contains(AwsSettings.All))
        {
            return [.. settings.Regions.Distinct()];
        }

        var regions = Aws.Regions.Of(caller.Partition);
        return regions.Count > 0 ? regions : throw new PlanException($"Aws:Regions is 'all', but the regions of the partition {caller.Partition} are not known. Name them.");
    }

    /// <summary>The accounts as listed now, or else as known last: a day that is not read for want of a list would be lost.</summary>
    private async Task<DayPlan> WithOrganizationAsync(DayPlan plan, DayPlan? earlier, Caller caller, CancellationToken cancellationToken)
    {
        Failure failure;
        try
        {
            var accounts = await aws.ListAccountsAsync(caller, cancellationToken);
            return plan with { Organization = accounts.ToDictionary(account => account.Id, account => account.Name) };
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            failure = Failure.Of(exception, aws.Home.SystemName);
        }

        if (earlier is { Organization: { } listed, Error: null })
        {
            return plan with { Organization = listed };
        }

        var why = $"{settings.OrganizationRoleArn ?? caller.Arn} could not list the accounts of the organization: {failure.Code}: {failure.Message}";
        try
        {
            return await EarlierCoverage.LatestAsync(store, plan.SnapshotDate, cancellationToken) is { } latest
                ? plan with { Organization = latest.Names, Error = $"{why} The accounts of {LakeKeys.Text(latest.Date)} were planned." }
                : throw new PlanException(
                    $"{why} The lake has no earlier day whose accounts could be read instead. Name in Aws:OrganizationRoleArn a role of the management "
                    + "account that may organizations:ListAccounts, or list account ids in Aws:Accounts.")
                {
                    IsConfiguration = failure.Outcome is Outcome.Denied or Outcome.Blocked || failure.Code == "AWSOrganizationsNotInUseException",
                };
        }
        catch (LakeException exception)
        {
            throw new PlanException($"{why} Nor does the lake tell those of an earlier day. {exception.Message}") { IsConfiguration = exception.IsConfiguration };
        }
    }
}

/// <summary>It cannot be told which accounts or regions to read. The message names the key and the fix.</summary>
public sealed class PlanException(string message) : Exception(message)
{
    /// <summary>True when it is how things are set up, not what happened.</summary>
    public bool IsConfiguration { get; init; } = true;
}

using System.Text.RegularExpressions;
using ExperimentLake.Aws;
using ExperimentLake.Lake;

namespace ExperimentLake.Worker.Configuration;

/// <summary>What the values of the section <c>Aws</c> must be like.</summary>
internal static partial class AwsRules
{
    public static IEnumerable<string> Wrong(AwsSettings aws)
    {
        foreach (var wrong in WrongAccounts(aws).Concat(WrongRegions(aws)))
        {
            yield return wrong;
        }

        if (!RoleName().IsMatch(aws.RoleName))
        {
            yield return $"Aws:RoleName '{aws.RoleName}' is not the name of an IAM role (1 to 64 of A-Z a-z 0-9 + = , . @ _ - and / for its path).";
        }

        if (!SessionName().IsMatch(aws.SessionName))
        {
            yield return $"Aws:SessionName '{aws.SessionName}' is not a session name (2 to 64 of A-Z a-z 0-9 + = , . @ _ -).";
        }

        if (aws.ExternalId is { } id && !ExternalId().IsMatch(id))
        {
            yield return "Aws:ExternalId is not an external id (2 to 1,224 of A-Z a-z 0-9 + = , . @ : / _ -).";
        }
    }

    private static IEnumerable<string> WrongAccounts(AwsSettings aws)
    {
        if (aws.Accounts.Count == 0)
        {
            yield return "Aws:Accounts is empty. Use 'self', a list of account ids, or 'organization'.";
        }

        if (aws.IsOrganization && aws.Accounts.Count > 1)
        {
            yield return "Aws:Accounts has 'organization' and more. It stands alone: narrow it by Aws:IncludeAccounts and Aws:ExcludeAccounts.";
        }

        foreach (var account in aws.Accounts.Where(account => account is not (AwsSettings.Self or AwsSettings.Organization) && !LakeKeys.IsAccount(account)))
        {
            yield return $"Aws:Accounts has '{account}', which is not an account id of 12 digits ({account.Length} characters). "
                + "Use 'self', 'organization' or 12 digits; in JSON as text, since leading zeros count.";
        }

        (string Key, IReadOnlyList<string> Accounts)[] lists =
            [("Aws:IncludeAccounts", aws.IncludeAccounts), ("Aws:ExcludeAccounts", aws.ExcludeAccounts)];
        foreach (var (key, accounts) in lists)
        {
            foreach (var account in accounts.Where(account => !LakeKeys.IsAccount(account)))
            {
                yield return $"{key} has '{account}', which is not an account id of 12 digits ({account.Length} characters).";
            }

            if (accounts.Count > 0 && !aws.IsOrganization)
            {
                yield return $"{key} only makes sense when Aws:Accounts is 'organization'. Remove it, or leave the accounts out of Aws:Accounts.";
            }
        }

        foreach (var account in aws.IncludeAccounts.Intersect(aws.ExcludeAccounts))
        {
            yield return $"{account} is in Aws:IncludeAccounts and in Aws:ExcludeAccounts. Remove it from one of them.";
        }

        if (aws.OrganizationRoleArn is { } arn && !RoleArn().IsMatch(arn))
        {
            yield return $"Aws:OrganizationRoleArn '{arn}' is not the Arn of a role, such as arn:aws:iam::012345678901:role/ListAccounts.";
        }
        else if (aws.OrganizationRoleArn is not null && !aws.IsOrganization)
        {
            yield return "Aws:OrganizationRoleArn only makes sense when Aws:Accounts is 'organization'. Remove it.";
        }
    }

    private static IEnumerable<string> WrongRegions(AwsSettings aws)
    {
        if (aws.Regions.Count == 0)
        {
            yield return "Aws:Regions is empty. Name the regions to read, such as us-east-1, or use 'all'.";
        }

        if (aws.Regions.Contains(AwsSettings.All) && aws.Regions.Count > 1)
        {
            yield return "Aws:Regions has 'all' and more. Use 'all' alone, or name the regions.";
        }

        foreach (var region in aws.Regions.Where(region => region != AwsSettings.All && !LakeKeys.IsRegion(region)))
        {
            yield return $"Aws:Regions has '{region}', which is not a region name such as us-east-1.";
        }
    }

    [GeneratedRegex(@"^([\w+=,.@-]+/)*[\w+=,.@-]{1,64}\z", RegexOptions.ECMAScript)]
    private static partial Regex RoleName();

    [GeneratedRegex(@"^arn:aws[a-z-]*:iam::[0-9]{12}:role/([\w+=,.@-]+/)*[\w+=,.@-]{1,64}\z", RegexOptions.ECMAScript)]
    private static partial Regex RoleArn();

    [GeneratedRegex(@"^[\w+=,.@-]{2,64}\z", RegexOptions.ECMAScript)]
    private static partial Regex SessionName();

    // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    [GeneratedRegex(@"^[\w+=,.@:/-]{2,1224}\z", RegexOptions.ECMAScript)]
    private static partial Regex ExternalId();
}

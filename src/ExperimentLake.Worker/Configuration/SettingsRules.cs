using System.Text.RegularExpressions;
using ExperimentLake.Aws;
using ExperimentLake.Lake;
using Npgsql;
using Quartz;

namespace ExperimentLake.Worker.Configuration;

/// <summary>What values must be like. All that is wrong is told at once.</summary>
internal static partial class SettingsRules
{
    /// <exception cref="ConfigurationException">Something is wrong.</exception>
    public static void Check(Settings settings)
    {
        var wrong = Wrong(settings).ToList();
        if (wrong.Count > 0)
        {
            throw new ConfigurationException(string.Join(Environment.NewLine, wrong));
        }
    }

    private static IEnumerable<string> Wrong(Settings settings)
    {
        var (lake, aws, limits) = (settings.Lake, settings.Aws, settings.Limits);
        if (lake.Uri.StartsWith("s3:", StringComparison.OrdinalIgnoreCase) && !BucketUri().IsMatch(lake.Uri))
        {
            yield return $"Lake:Uri '{lake.Uri}' is not s3://bucket or s3://bucket/prefix.";
        }
        else if (lake.Uri.Contains("://", StringComparison.Ordinal) && !lake.Uri.StartsWith("s3://", StringComparison.Ordinal))
        {
            yield return $"Lake:Uri '{lake.Uri}' is neither s3://bucket/prefix nor a directory.";
        }

        if (lake.ExpectedBucketOwner is { } owner && !LakeKeys.IsAccount(owner))
        {
            yield return $"Lake:ExpectedBucketOwner '{owner}' is not an account id of 12 digits.";
        }

        if (lake.Region is { } lakeRegion && !LakeKeys.IsRegion(lakeRegion))
        {
            yield return $"Lake:Region '{lakeRegion}' is not a region name such as us-east-1.";
        }

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

        if (limits.CallsInFlight is < 1 or > 1024)
        {
            yield return $"Limits:CallsInFlight {limits.CallsInFlight} is not between 1 and 1,024.";
        }

        if (limits.Call <= TimeSpan.Zero || limits.Call > TimeSpan.FromHours(1))
        {
            yield return $"Limits:Call {limits.Call} is not between 00:00:01 and 01:00:00.";
        }

        if (!Uri.TryCreate(settings.Health.Url, UriKind.Absolute, out var health) || health.Scheme != Uri.UriSchemeHttp || health.PathAndQuery != "/")
        {
            yield return $"Health:Url '{settings.Health.Url}' is not an address such as http://127.0.0.1:8080.";
        }

        if (limits.Account < TimeSpan.FromSeconds(1) || limits.Account > TimeSpan.FromHours(24))
        {
            yield return $"Limits:Account {limits.Account} is not between 00:00:01 and 1.00:00:00.";
        }

        if (limits.Run < TimeSpan.FromSeconds(1) || limits.Run > TimeSpan.FromHours(24))
        {
            yield return $"Limits:Run {limits.Run} is not between 00:00:01 and 1.00:00:00.";
        }

        if (settings.Cluster.ConnectionString is { } connection && WrongConnection(connection) is { } wrongConnection)
        {
            yield return wrongConnection;
        }

        if (!CronExpression.TryParse(settings.Schedule.Cron, out var cron))
        {
            yield return $"Schedule:Cron '{settings.Schedule.Cron}' is not a schedule: seconds minutes hours day-of-month month day-of-week, such as 0 15 0 * * ? for 00:15 every day.";
        }
        else if (cron!.GetNextValidTimeAfter(TimeProvider.System.GetUtcNow()) is null)
        {
            yield return $"Schedule:Cron '{settings.Schedule.Cron}' has no time that is yet to come.";
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(settings.Schedule.TimeZone, out _))
        {
            yield return $"Schedule:TimeZone '{settings.Schedule.TimeZone}' is unknown here. Use an IANA name such as Europe/Berlin, or UTC.";
        }
    }

    // Without the text itself, which may hold a password after all.
    private static string? WrongConnection(string connection)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connection);
            return builder.Password is not null
                ? "Cluster:ConnectionString has a password. Take it out, and give it by PGPASSWORD or in a file named by PGPASSFILE."
                : builder.Host is null ? "Cluster:ConnectionString has no Host." : null;
        }
        catch (ArgumentException)
        {
            return "Cluster:ConnectionString is not a connection string such as Host=db.example;Database=experiment_lake;Username=worker;SSL Mode=VerifyFull.";
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

    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    [GeneratedRegex(@"^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/.*)?\z")]
    private static partial Regex BucketUri();

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

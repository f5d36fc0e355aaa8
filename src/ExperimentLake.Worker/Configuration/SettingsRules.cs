using System.Text.RegularExpressions;
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

    /// <summary>For commands that keep a catalog; to the others it is all one, and they may be asked of a copy.</summary>
    /// <exception cref="ConfigurationException">There is a catalog to keep, and the lake is where no table can be of it.</exception>
    public static void CheckCatalog(Settings settings)
    {
        if (settings.Catalog.Database is not null && !settings.Lake.Uri.StartsWith("s3://", StringComparison.Ordinal))
        {
            throw new ConfigurationException(
                $"Catalog:Database is set, but Lake:Uri '{settings.Lake.Uri}' is a directory, which no Glue table can be of. Use s3://bucket/prefix, or take Catalog:Database out.");
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

        if (settings.Catalog.Database is { } database && !DatabaseName().IsMatch(database))
        {
            yield return $"Catalog:Database '{database}' is not the name of a Glue database (1 to 255 of a-z 0-9 _ -).";
        }

        foreach (var wrong in AwsRules.Wrong(aws))
        {
            yield return wrong;
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

    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    [GeneratedRegex(@"^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/.*)?\z")]
    private static partial Regex BucketUri();

    // Glue itself allows more, but folds it to lower case; Athena wants what is here.
    // https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html
    [GeneratedRegex(@"^[a-z0-9_-]{1,255}\z")]
    private static partial Regex DatabaseName();
}

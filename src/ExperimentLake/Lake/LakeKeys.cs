using System.Globalization;
using System.Text.RegularExpressions;
using ExperimentLake.Schema;

namespace ExperimentLake.Lake;

/// <summary>Where things are in the lake. Accounts and regions become parts of paths, so their shape is checked here.</summary>
public static partial class LakeKeys
{
    public const string Temporary = "_tmp/";
    public const string Manifests = "_manifests/";
    public const string States = "_state/";

    /// <exception cref="ArgumentException">The account or the region has not the shape of one.</exception>
    public static string DataFile(string account, string region, DateOnly date)
    {
        Check(account, region);
        return $"{Tables.InferenceExperiments.Name}/account_id={account}/snapshot_date={Text(date)}/{region}.parquet";
    }

    /// <summary>The folder of an account's data files.</summary>
    /// <exception cref="ArgumentException">It is no account id.</exception>
    public static string AccountFolder(string account) => IsAccount(account)
        ? $"{Tables.InferenceExperiments.Name}/account_id={account}/"
        : throw new ArgumentException($"'{account}' is no account id.");

    public static string Coverage(DateOnly date) => $"{Tables.SnapshotCoverage.Name}/snapshot_date={Text(date)}/coverage.parquet";

    public static string Manifest(DateOnly date) => $"{Manifests}{Text(date)}.json";

    public static string ManifestHash(DateOnly date) => $"{Manifest(date)}.sha256";

    public static string StateFolder(DateOnly date) => $"{States}{Text(date)}/";

    public static string Plan(DateOnly date) => $"{StateFolder(date)}plan.json";

    /// <exception cref="ArgumentException">The account or the region has not the shape of one.</exception>
    public static string State(string account, string region, DateOnly date)
    {
        Check(account, region);
        return $"{StateFolder(date)}{account}/{region}.json";
    }

    /// <summary>The account region that a state of the day is about, by its key; null when the key is not that of a state.</summary>
    public static AccountRegion? StateOf(string key, DateOnly date) =>
        key.StartsWith(StateFolder(date), StringComparison.Ordinal) && key.EndsWith(".json", StringComparison.Ordinal)
        && key[StateFolder(date).Length..^".json".Length].Split('/') is [var account, var region] && IsAccount(account) && IsRegion(region)
            ? new AccountRegion(account, region)
            : null;

    /// <summary>The date in a key, as <c>snapshot_date=</c> or as the name of a manifest; null when it has none.</summary>
    public static DateOnly? DateOf(string key)
    {
        var match = DateInKey().Match(key);
        return match.Success && DateOnly.TryParseExact(match.Groups[1].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : null;
    }

    /// <summary>The account in a path, whatever is below it, as <c>account_id=</c>; null when it has none.</summary>
    public static string? AccountIn(string path) => AccountInPath().Match(path) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>The values of the partition keys in the key of a table's file, in their order.</summary>
    public static IReadOnlyList<string> PartitionOf(string key) =>
        [.. key.Split('/')[1..^1].Select(folder => folder[(folder.IndexOf('=', StringComparison.Ordinal) + 1)..])];

    /// <summary>Whether a key is, to the letter, one that <see cref="DataFile"/> or <see cref="Coverage"/> makes: no other is read as part of a table.</summary>
    public static bool IsTableFile(string key) => IsDataFile(key) || (DateOf(key) is { } date && key == Coverage(date));

    /// <summary>Whether a key is, to the letter, one that <see cref="DataFile"/> makes.</summary>
    public static bool IsDataFile(string key)
    {
        var match = AccountAndRegionInKey().Match(key);
        var (account, region) = (match.Groups[1].Value, match.Groups[2].Value);
        return IsAccount(account) && IsRegion(region) && DateOf(key) is { } date && key == DataFile(account, region, date);
    }

    public static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static bool IsAccount(string text) => AccountShape().IsMatch(text);

    public static bool IsRegion(string text) => RegionShape().IsMatch(text);

    private static void Check(string account, string region)
    {
        if (!IsAccount(account) || !IsRegion(region))
        {
            throw new ArgumentException($"'{account}' / '{region}' is not an account id and a region.");
        }
    }

    [GeneratedRegex(@"^[0-9]{12}\z")]
    private static partial Regex AccountShape();

    [GeneratedRegex(@"^[a-z]{2,8}(-[a-z0-9]{1,16}){1,4}\z")]
    private static partial Regex RegionShape();

    [GeneratedRegex(@"(?:^|/)account_id=([0-9]{12})(?:/|\z)")]
    private static partial Regex AccountInPath();

    [GeneratedRegex(@"/account_id=([^/]*)/[^/]*/([^/]*)\.parquet\z")]
    private static partial Regex AccountAndRegionInKey();

    [GeneratedRegex(@"(?:snapshot_date=|^_manifests/)(\d{4}-\d{2}-\d{2})[/.]")]
    private static partial Regex DateInKey();
}

using System.CommandLine;
using System.Text.RegularExpressions;
using ExperimentLake.Views;
using ExperimentLake.Worker.Configuration;

namespace ExperimentLake.Worker.Commands;

/// <summary>Options that several commands share.</summary>
internal static partial class CommonOptions
{
    private static readonly Dictionary<string, string?> Overrides = new(StringComparer.OrdinalIgnoreCase);

    public static Option<string?> Lake { get; } = new("--lake") { Description = "The lake: s3://bucket/prefix or a directory (key Lake:Uri).", HelpName = "URI" };

    public static Option<string?> Config { get; } = new("--config") { Description = "A JSON file of settings.", HelpName = "FILE" };

    /// <summary>Tags that name an experiment's owner, for the view experiment_facts.</summary>
    public static Option<string> OwnerTags { get; } = new("--owner-tags")
    {
        Description = "Tags whose first that is set is an experiment's owner.",
        HelpName = "KEY,KEY",
        DefaultValueFactory = _ => string.Join(',', LakeViews.OwnerTags),
    };

    public static IReadOnlyList<string> OwnersIn(ParseResult parsed) => parsed.GetRequiredValue(OwnerTags).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } tags
        && tags.All(tag => TagKey().IsMatch(tag))
        ? tags
        : throw new ConfigurationException("--owner-tags does not name tags as AWS allows them, with commas between them. Name some, such as --owner-tags owner,team.");

    /// <summary>Takes <c>--Section:Key value</c> and <c>--Section:Key=value</c> out of the command line: they are settings, not options.</summary>
    /// <exception cref="ConfigurationException">A key has no value.</exception>
    public static string[] TakeOverrides(string[] args)
    {
        var words = new List<string>();
        for (var index = 0; index < args.Length; index++)
        {
            var word = args[index];
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? word : word[..equals];
            if (!OverrideName().IsMatch(name))
            {
                words.Add(word);
            }
            else if (equals >= 0)
            {
                Overrides[name[2..]] = word[(equals + 1)..];
            }
            else
            {
                Overrides[name[2..]] = ++index < args.Length ? args[index] : throw new ConfigurationException($"{name} has no value.");
            }
        }

        return [.. words];
    }

    /// <summary>The settings, with a lake.</summary>
    /// <exception cref="ConfigurationException">Something is missing, unknown or wrong.</exception>
    public static Settings Settings(ParseResult parsed, string? defaultLake = null)
    {
        var overrides = new Dictionary<string, string?>(Overrides, StringComparer.OrdinalIgnoreCase);
        if (parsed.GetValue(Lake) is { } lake)
        {
            overrides["Lake:Uri"] = lake;
        }

        var settings = SettingsSource.Load(parsed.GetValue(Config), overrides);
        if (settings.Lake.Uri.Length == 0)
        {
            settings.Lake.Uri = defaultLake ?? throw new ConfigurationException(
                "No lake: give --lake s3://bucket/prefix or --lake DIRECTORY, or set the key Lake:Uri.");
        }

        return settings;
    }

    /// <summary>The settings of a command that writes to the lake, or asks whether it could.</summary>
    /// <exception cref="ConfigurationException">Something is missing, unknown or wrong.</exception>
    public static Settings SettingsToWrite(ParseResult parsed)
    {
        var settings = Settings(parsed);
        SettingsRules.CheckCatalog(settings);
        return settings;
    }

    // https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Tag.html
    [GeneratedRegex(@"^[\p{L}\p{Zs}\p{N}_.:/=+\-@]{1,128}\z")]
    private static partial Regex TagKey();

    // Not every word that begins with -- and has a colon: SQL may begin with a comment.
    [GeneratedRegex(@"^--[A-Za-z]+:[A-Za-z0-9:]+\z")]
    private static partial Regex OverrideName();
}

using System.Text.RegularExpressions;

namespace ExperimentLake.Worker.Configuration;

/// <summary>The keys that exist, as the settings classes declare them.</summary>
internal static partial class SettingsKeys
{
    public static IReadOnlyList<string> All { get; } = [.. Keys().Select(key => key.Name)];

    /// <summary>Keys of lists.</summary>
    public static IReadOnlyList<string> Lists { get; } = [.. Keys().Where(key => key.Type == typeof(IReadOnlyList<string>)).Select(key => key.Name)];

    /// <summary>Whether a key is that of the list, or of an item of it.</summary>
    public static bool Names(string list, string key) => string.Equals(ItemIndex().Replace(key, ""), list, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="ConfigurationException">No such key: a misspelt one must not pass in silence.</exception>
    public static void Check(string key, string source)
    {
        if (All.Contains(key, StringComparer.OrdinalIgnoreCase) || Lists.Any(list => Names(list, key)))
        {
            return;
        }

        throw new ConfigurationException($"Unknown key '{key}' in {source}. Did you mean '{Nearest.To(key, All)}'? Known keys: {string.Join(", ", All)}.");
    }

    private static IEnumerable<(string Name, Type Type)> Keys() =>
        from section in typeof(Settings).GetProperties().Where(property => property.CanWrite)
        from key in section.PropertyType.GetProperties().Where(property => property.CanWrite)
        select ($"{section.Name}:{key.Name}", key.PropertyType);

    [GeneratedRegex(@":\d+$")]
    private static partial Regex ItemIndex();
}

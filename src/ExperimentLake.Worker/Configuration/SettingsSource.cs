using Microsoft.Extensions.Configuration;

namespace ExperimentLake.Worker.Configuration;

/// <summary>
/// Settings from <c>appsettings.json</c>, <c>--config</c>, the environment and the command line; a later one wins. The framework
/// merges lists index by index; here a later list takes the place of an earlier one whole, and a word serves as a list of one.
/// </summary>
internal static class SettingsSource
{
    public const string EnvironmentPrefix = "EXPERIMENTLAKE_";

    private const string TestPrefix = "TEST_";

    /// <param name="file">File of <c>--config</c>.</param>
    /// <param name="overrides">Keys such as <c>Lake:Uri</c> and their values, from the command line.</param>
    /// <exception cref="ConfigurationException">A key is unknown or a value is wrong.</exception>
    public static Settings Load(string? file, IEnumerable<KeyValuePair<string, string?>> overrides)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        Overlay(values, "the defaults", new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["Aws:Accounts"] = "self", ["Aws:Regions"] = "us-east-1" }));
        Overlay(values, "appsettings.json", new ConfigurationBuilder().SetBasePath(Directory.GetCurrentDirectory()).AddJsonFile("appsettings.json", optional: true));
        if (file is not null)
        {
            Overlay(values, file, new ConfigurationBuilder().SetBasePath(Directory.GetCurrentDirectory()).AddJsonFile(file, optional: false));
        }

        Overlay(values, "the environment", new ConfigurationBuilder().AddEnvironmentVariables(EnvironmentPrefix));
        Overlay(values, "the command line", new ConfigurationBuilder().AddInMemoryCollection(overrides));
        var settings = Bind(values);
        SettingsRules.Check(settings);
        return settings;
    }

    private static void Overlay(Dictionary<string, string?> values, string source, IConfigurationBuilder builder)
    {
        var given = Read(source, builder)
            .Where(value => value.Value is not null && !value.Key.StartsWith(TestPrefix, StringComparison.OrdinalIgnoreCase)).ToList();
        foreach (var list in SettingsKeys.Lists.Where(list => given.Any(value => SettingsKeys.Names(list, value.Key))))
        {
            foreach (var earlier in values.Keys.Where(key => SettingsKeys.Names(list, key)).ToList())
            {
                values.Remove(earlier);
            }
        }

        foreach (var (key, value) in given)
        {
            SettingsKeys.Check(key, source);
            var items = SettingsKeys.Lists.Contains(key, StringComparer.OrdinalIgnoreCase)
                ? value!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .Select((item, index) => KeyValuePair.Create($"{key}:{index}", (string?)item))
                : [KeyValuePair.Create(key, value)];
            foreach (var item in items)
            {
                values[item.Key] = item.Value;
            }
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> Read(string source, IConfigurationBuilder builder)
    {
        try
        {
            return builder.Build().AsEnumerable();
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException or IOException)
        {
            throw new ConfigurationException($"Cannot read {source}: {(exception.InnerException ?? exception).Message}");
        }
    }

    private static Settings Bind(Dictionary<string, string?> values)
    {
        try
        {
            return new ConfigurationBuilder().AddInMemoryCollection(values).Build().Get<Settings>()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new ConfigurationException($"{exception.Message} {exception.InnerException?.Message}".Trim());
        }
    }
}

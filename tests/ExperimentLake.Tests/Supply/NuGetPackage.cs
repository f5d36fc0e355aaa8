using System.Text.Json.Nodes;
using System.Xml.Linq;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Supply;

/// <summary>A package of a lock file.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Version">The one that is restored.</param>
/// <param name="IsDirect">Whether a project of ours asks for it.</param>
/// <param name="AskedBy">The packages that ask for it.</param>
internal sealed record NuGetPackage(string Name, string Version, bool IsDirect, IReadOnlyList<string> AskedBy)
{
    private static readonly string s_folder = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } given
        ? given : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    // NuGet's own layout: https://learn.microsoft.com/nuget/consume-packages/managing-the-global-packages-and-cache-folders
    private string Folder => Path.Combine(s_folder, Name.ToLowerInvariant(), Version.ToLowerInvariant());

    /// <summary>As its nuspec says it: an SPDX expression; else what its file says it is; else where it is to be read.</summary>
    public string Licence()
    {
        var metadata = XDocument.Load(Path.Combine(Folder, $"{Name.ToLowerInvariant()}.nuspec")).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
        var licence = metadata.Elements().FirstOrDefault(element => element.Name.LocalName == "license");
        return licence is null ? metadata.Elements().Single(element => element.Name.LocalName == "licenseUrl").Value
            : (string?)licence.Attribute("type") == "expression" ? licence.Value
            : File.ReadAllText(Path.Combine(Folder, licence.Value)).Contains("MIT License", StringComparison.Ordinal) ? $"MIT ({licence.Value})"
            : $"{licence.Value} in the package";
    }

    /// <summary>The lock files of the projects of a folder.</summary>
    public static IReadOnlyList<string> Locks(string folder) =>
        [.. Directory.EnumerateDirectories(Repository.Path(folder)).Select(project => Path.Combine(project, "packages.lock.json")).Where(File.Exists)];

    /// <summary>What a lock file says of packages by others, for every platform.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Entries(string file) =>
        JsonNode.Parse(File.ReadAllText(file))!["dependencies"]!.AsObject().SelectMany(framework => framework.Value!.AsObject())
            .Where(package => (string)package.Value!["type"]! != "Project");

    /// <summary>All packages of the projects of a folder, for every platform.</summary>
    public static IReadOnlyList<NuGetPackage> In(string folder)
    {
        var found = (
            from file in Locks(folder)
            from package in Entries(file)
            select (Name: package.Key, Version: (string)package.Value!["resolved"]!, IsDirect: (string)package.Value["type"]! == "Direct",
                Asks: package.Value["dependencies"]?.AsObject().Select(one => one.Key).ToList() ?? [])).ToList();
        return
        [
            .. from package in found
               group package by (package.Name, package.Version) into same
               orderby same.Key.Name.ToUpperInvariant(), same.Key.Version
               select new NuGetPackage(
                   same.Key.Name, same.Key.Version, same.Any(one => one.IsDirect),
                   [.. found.Where(other => other.Asks.Contains(same.Key.Name)).Select(other => other.Name).Distinct().Order(StringComparer.OrdinalIgnoreCase)]),
        ];
    }
}

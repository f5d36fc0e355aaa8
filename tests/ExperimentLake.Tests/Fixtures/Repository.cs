using System.Xml.Linq;

namespace ExperimentLake.Tests.Fixtures;

/// <summary>The repository that these tests were built in.</summary>
internal static class Repository
{
    public static string Folder { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(S3Server.NpmFolder, "..", "..", ".."));

    /// <summary>The one place that says it.</summary>
    public static string Version { get; } = XDocument.Load(Path("Directory.Build.props")).Descendants("Version").Single().Value;

    public static string Path(params IEnumerable<string> parts) => System.IO.Path.Combine([Folder, .. parts]);
}

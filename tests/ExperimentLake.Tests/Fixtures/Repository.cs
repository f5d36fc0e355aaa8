namespace ExperimentLake.Tests.Fixtures;

/// <summary>The repository that these tests were built in.</summary>
internal static class Repository
{
    public static string Folder { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(S3Server.NpmFolder, "..", "..", ".."));

    public static string Path(params IEnumerable<string> parts) => System.IO.Path.Combine([Folder, .. parts]);
}

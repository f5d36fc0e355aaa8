using System.Net;
using System.Net.NetworkInformation;
using ExperimentLake.Tests.Fixtures;
using ExperimentLake.Worker.Configuration;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>Nothing of ours is to be reached from another machine, unless somebody says so by a key of ours.</summary>
public sealed class LoopbackTests
{
    [Theory]
    [InlineData("simulator")]
    [InlineData("worker")]
    public async Task What_listens_listens_on_loopback_whatever_the_environment_says(string command)
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        var (here, elsewhere) = (new Uri(FreePort.Url()), new Uri(FreePort.Url()).Port);
        // What opens other programs on ASP.NET to the network.
        foreach (var name in (string[])["ASPNETCORE_URLS", "DOTNET_URLS", "URLS", "Kestrel__Endpoints__Http__Url"])
        {
            lake.Also.Add(new(name, $"http://0.0.0.0:{elsewhere}"));
        }

        lake.Also.Add(new("ASPNETCORE_HTTP_PORTS", $"{elsewhere}"));
        string[] arguments = command == "worker" ? ["worker", "--lake", lake.Uri, "--Health:Url", here.ToString(), "--Schedule:CatchUp", "false"] : ["simulator", "--port", $"{here.Port}"];
        await using var process = ExperimentLakeProcess.Start(arguments, [.. aws.Environment, .. lake.Environment]);

        await process.LineAsync(line => line.Contains(command == "worker" ? "Next times" : "Ctrl-C ends it", StringComparison.Ordinal));

        var listeners = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners();
        listeners.Where(one => one.Port == here.Port).Select(one => one.Address).ShouldBe([IPAddress.Loopback]);
        listeners.ShouldNotContain(one => one.Port == elsewhere);
        await process.InterruptAsync();
        (await process.EndAsync()).ShouldExitWith(0);
    }

    [Fact]
    public void Health_is_told_on_loopback_by_default() => new Uri(new Settings().Health.Url).IsLoopback.ShouldBeTrue();
}

using System.Text.Json;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Deploy;

/// <summary>What of <c>deploy/Dockerfile</c> can be told without Docker.</summary>
public sealed class DockerfileTests
{
    [Fact]
    public async Task A_linter_has_nothing_to_say() => (await ReadAsync()).Problems.ShouldBeEmpty();

    [Theory]
    [InlineData("FROM scratch\nRUNN true", "line 2: Unknown instruction: RUNN")]
    [InlineData("FROM scratch\nMAINTAINER somebody", "line 2: MAINTAINER has been deprecated")]
    public async Task The_linter_says_what_is_wrong(string text, string problem) => (await Dockerfile.ReadAsync(text)).Problems.ShouldBe([problem]);

    [Fact]
    public async Task It_ends_as_the_chiseled_image_with_time_zones_and_no_rights()
    {
        var file = await ReadAsync();

        file.Only("FROM").ShouldSatisfyAllConditions(
            one => one.Text.ShouldBe("mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra"),
            // Else it would have the architecture of the machine that builds.
            one => one.Flags.ShouldBeEmpty());
        // By its number, which is what runAsNonRoot of Kubernetes can check.
        file.Only("USER").Text.ShouldBe("$APP_UID");
        file.Image[^4..].Select(one => one.Keyword).ShouldBe(["STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"]);
        // There is no shell.
        file.Image.ShouldNotContain(one => one.Keyword == "RUN");
    }

    [Fact]
    public async Task What_it_starts_needs_no_shell()
    {
        var file = await ReadAsync();

        Words(file.Only("ENTRYPOINT").Text).ShouldBe(["experiment-lake"]);
        Words(file.Only("CMD").Text).ShouldBe(["worker"]);
        file.Only("HEALTHCHECK").Text.ShouldStartWith("CMD ");
        Words(file.Only("HEALTHCHECK").Text["CMD ".Length..]).ShouldBe(["experiment-lake", "health"]);
        file.Only("STOPSIGNAL").Text.ShouldBe("SIGTERM");
        file.Only("ENV").Text.ShouldContain($"PATH={file.Only("WORKDIR").Text}:$PATH");
    }

    [Fact]
    public async Task Only_the_temporary_folder_is_written()
    {
        var file = await ReadAsync();

        file.Only("ENV").Text.ShouldContain("TMPDIR=/tmp");
        Words(file.Only("VOLUME").Text).ShouldBe(["/tmp"]);
    }

    [Fact]
    public async Task The_labels_tell_the_version_of_the_program_and_its_commit()
    {
        var file = await ReadAsync();

        var arguments = file.Image.Where(one => one.Keyword == "ARG").Select(one => one.Text).ToList();
        arguments.ShouldBe([$"VERSION={Repository.Version}", "REVISION="]);
        file.Only("LABEL").Text.ShouldContain("org.opencontainers.image.version=\"$VERSION\"");
        file.Only("LABEL").Text.ShouldContain("org.opencontainers.image.revision=\"$REVISION\"");
    }

    [Fact]
    public async Task The_changelog_tells_of_the_version() =>
        (await File.ReadAllTextAsync(Repository.Path("CHANGELOG.md"), TestContext.Current.CancellationToken)).ShouldContain($"\n## [{Repository.Version}]");

    [Fact]
    public async Task What_it_copies_is_there_and_is_sent_to_the_builder()
    {
        var file = await ReadAsync();
        var sources = file.Instructions.Where(one => one.Keyword == "COPY" && one.Flags.Length == 0).SelectMany(one => one.Text.Split(' ')[..^1]).ToList();

        sources.ShouldContain("src");
        sources.Where(source => !Path.Exists(Repository.Path(source))).ShouldBeEmpty();
        var ignore = await File.ReadAllLinesAsync(Repository.Path(".dockerignore"), TestContext.Current.CancellationToken);
        ignore.ShouldContain("*");
        sources.Where(source => !ignore.Contains($"!{source.Split('/')[0]}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_project_that_is_shipped_is_restored_with_its_lock_file_before_the_sources_come()
    {
        var copied = (await ReadAsync()).Instructions.TakeWhile(one => one.Keyword != "RUN").Where(one => one.Keyword == "COPY").SelectMany(one => one.Text.Split(' ')).ToHashSet();

        var projects = Directory.EnumerateDirectories(Repository.Path("src")).Select(folder => $"src/{Path.GetFileName(folder)}/").ToList();
        projects.Count.ShouldBe(3);
        projects.Where(project => !copied.Contains($"{project}{project.Split('/')[1]}.csproj") || !copied.Contains($"{project}packages.lock.json")).ShouldBeEmpty();
    }

    private static async Task<Dockerfile> ReadAsync() =>
        await Dockerfile.ReadAsync(await File.ReadAllTextAsync(Repository.Path("deploy", "Dockerfile"), TestContext.Current.CancellationToken));

    /// <summary>The exec form is JSON; anything else would be given to a shell.</summary>
    private static string[] Words(string text)
    {
        text.ShouldStartWith("[");
        return JsonSerializer.Deserialize<string[]>(text)!;
    }
}

using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

public sealed class ConfigurationTests(S3Server s3)
{
    private static readonly Dictionary<string, string> Someone = new()
    {
        ["AWS_ACCESS_KEY_ID"] = "any",
        ["AWS_SECRET_ACCESS_KEY"] = "any",
        ["AWS_REGION"] = "us-east-1",
        // Nobody listens there: should a wrong setting pass, then nothing leaves this machine.
        ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1",
    };

    [Theory]
    [InlineData("Lake:Uri")]
    [InlineData("'Lake:Url' in the command line. Did you mean 'Lake:Uri'?", "--Lake:Url", "x")]
    [InlineData("'Aws:Region' in the command line. Did you mean 'Aws:Regions'?", "--lake", "x", "--Aws:Region", "us-east-1")]
    [InlineData("Aws:Accounts has '12345678901', which is not an account id of 12 digits", "--lake", "x", "--Aws:Accounts", "12345678901")]
    [InlineData("Aws:Accounts has '1234567890123', which is not an account id of 12 digits", "--lake", "x", "--Aws:Accounts", "1234567890123")]
    [InlineData("Aws:Regions has 'US_EAST_1', which is not a region name", "--lake", "x", "--Aws:Regions", "US_EAST_1")]
    [InlineData("Aws:Regions has '../up', which is not a region name", "--lake", "x", "--Aws:Regions", "../up")]
    [InlineData("Aws:ExternalId is not an external id", "--lake", "x", "--Aws:ExternalId", "two words")]
    [InlineData("Lake:Uri 's3://Bucket' is not s3://bucket", "--lake", "s3://Bucket")]
    [InlineData("Catalog:Database 'My.Lake' is not the name of a Glue database", "--lake", "s3://bucket", "--Catalog:Database", "My.Lake")]
    [InlineData("Catalog:Database is set, but Lake:Uri 'x' is a directory", "--lake", "x", "--Catalog:Database", "lake")]
    [InlineData("Limits:CallsInFlight", "--lake", "x", "--Limits:CallsInFlight", "many")]
    [InlineData("Schedule:TimeZone 'Berlin' is unknown here", "--lake", "x", "--Schedule:TimeZone", "Berlin")]
    [InlineData("--Aws:Regions has no value", "--lake", "x", "--Aws:Regions")]
    [InlineData("--lakes", "--lakes", "x")]
    public async Task What_is_wrong_is_named(string message, params string[] arguments)
    {
        var result = await ExperimentLakeProcess.RunAsync(["snapshot", .. arguments], Someone);

        result.ShouldExitWith(3).Error.ShouldContain(message);
        result.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_misspelt_key_is_an_error_wherever_it_is()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["appsettings.json"], """{ "Lake": { "Uri": "x" }, "Aws": { "Acounts": "self" } }""", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["other.json"], """{ "Lake": { "Uri": "x", "Prefix": "y" } }""", TestContext.Current.CancellationToken);

        (await ExperimentLakeProcess.RunAsync(["snapshot"], Someone, folder.Path))
            .ShouldExitWith(3).Error.ShouldContain("'Aws:Acounts' in appsettings.json. Did you mean 'Aws:Accounts'?");
        (await ExperimentLakeProcess.RunAsync(["snapshot", "--config", folder["other.json"]], Someone)).ShouldExitWith(3).Error.ShouldContain("'Lake:Prefix' in ");
        (await ExperimentLakeProcess.RunAsync(["snapshot", "--lake", "x"], [.. Someone, new("EXPERIMENTLAKE_Limits__CallsInFlght", "1")]))
            .ShouldExitWith(3).Error.ShouldContain("'Limits:CallsInFlght' in the environment. Did you mean 'Limits:CallsInFlight'?");
    }

    [Theory]
    [InlineData("below a file")]
    [InlineData("/proc")]
    public async Task A_directory_that_cannot_be_written_is_named(string where)
    {
        await using var aws = await World.StartSmallAsync();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["file"], "", TestContext.Current.CancellationToken);
        var lake = where == "/proc" ? "/proc/lake" : folder["file/lake"];

        var result = await ExperimentLakeProcess.RunAsync(["snapshot", "--lake", lake], aws.Environment);

        result.ShouldExitWith(3).Error.ShouldContain(lake);
        result.Error.ShouldContain("Lake:Uri");
    }

    [Fact]
    public async Task Missing_credentials_are_told()
    {
        using var folder = new TemporaryFolder();

        var result = await ExperimentLakeProcess.RunAsync(["snapshot", "--lake", folder["lake"]], [new("AWS_REGION", "us-east-1")]);

        result.ShouldExitWith(3).Error.ShouldContain("AWS_ACCESS_KEY_ID");
    }

    [Fact]
    [Trait(S3Server.Trait, S3Server.TraitValue)]
    public async Task Missing_credentials_are_told_of_a_bucket_too()
    {
        var result = await ExperimentLakeProcess.RunAsync(
            ["snapshot", "--lake", "s3://no-such-bucket", "--Lake:ForcePathStyle", "true"],
            [new("AWS_REGION", "us-east-1"), new("AWS_ENDPOINT_URL_S3", await s3.EndpointAsync())]);

        result.ShouldExitWith(3).Error.ShouldContain("AWS_ACCESS_KEY_ID");
    }

    [Theory]
    [InlineData(FaultKind.ServerError)]
    [InlineData(FaultKind.Throttle)]
    [InlineData(FaultKind.Reset)]
    [InlineData(FaultKind.Truncate)]
    public async Task An_STS_that_does_not_answer_is_no_matter_of_configuration(FaultKind kind)
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        aws.Faults.Add(new() { Kind = kind, Operation = "GetCallerIdentity" });

        var result = await lake.SnapshotAsync(aws, [World.Accounts[0]], [World.Regions[0]]);

        result.ShouldExitWith(1).Error.ShouldStartWith("AWS STS did not answer: ");
        result.Error.ShouldContain("run again");
    }

    [Theory]
    [InlineData("99999")]
    [InlineData("-1")]
    public async Task A_port_that_does_not_exist_is_refused(string port)
    {
        var result = await ExperimentLakeProcess.RunAsync(["simulator", "--port", port]);

        result.ShouldExitWith(3).Error.ShouldStartWith($"--port {port} is not between 0 and 65,535.");
    }

    [Fact]
    public async Task Wrong_credentials_are_told()
    {
        await using var aws = await World.StartSmallAsync();
        using var folder = new TemporaryFolder();

        var result = await ExperimentLakeProcess.RunAsync(["snapshot", "--lake", folder["lake"]], [.. aws.Environment, new("AWS_SECRET_ACCESS_KEY", "wrong")]);

        result.ShouldExitWith(3).Error.ShouldContain("Check the credentials in use");
        Directory.Exists(folder["lake"]).ShouldBeFalse();
    }

    [Fact]
    [Trait(S3Server.Trait, S3Server.TraitValue)]
    public async Task A_bucket_that_does_not_exist_is_named()
    {
        await using var aws = await World.StartSmallAsync();
        var lake = $"s3://experiment-lake-test-{Guid.NewGuid():N}/lake";

        var result = await ExperimentLakeProcess.RunAsync(
            ["snapshot", "--lake", lake, "--Lake:ForcePathStyle", "true"], [.. aws.Environment, new("AWS_ENDPOINT_URL_S3", await s3.EndpointAsync())]);

        result.ShouldExitWith(3).Error.ShouldContain(lake);
        result.Error.ShouldContain("Create the bucket, or correct Lake:Uri");
    }

    [Fact]
    public async Task A_list_in_a_later_source_takes_the_place_of_an_earlier_one_whole()
    {
        await using var aws = await World.StartAsync();
        await using var lake = TestLake.InDirectory();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            folder["appsettings.json"],
            $$"""{ "Lake": { "Uri": "{{lake.Uri}}" }, "Aws": { "Accounts": ["012345678901", "111122223333"], "Regions": ["us-east-1", "eu-west-1", "ap-south-1"] } }""",
            TestContext.Current.CancellationToken);

        (await ExperimentLakeProcess.RunAsync(["snapshot"], [.. aws.Environment, new("EXPERIMENTLAKE_Aws__Regions__0", "eu-west-1")], folder.Path)).ShouldExitWith(0);

        (await lake.FilesAsync()).Query("SELECT account_id, region FROM snapshot_coverage ORDER BY ALL").ShouldBe(
            """
            012345678901 | eu-west-1
            111122223333 | eu-west-1
            """);
    }
}

using System.Security.Cryptography;
using System.Text;
using ExperimentLake.Simulator;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>Whoever may write to a lake may tell of it what is not so. That must not lead a run to other places, nor end it.</summary>
public sealed class ForgedLakeTests
{
    private const string Account = "012345678901";
    private const string Region = "us-east-1";

    [Theory]
    [InlineData("""{"../../../../escaped":["us-east-1"]}""")]
    [InlineData("""{"012345678901":["us-east-1/../../../escaped"]}""")]
    [InlineData("""{"012345678901":["evil.example#-1"]}""")]
    [InlineData("""{"012345678901":[null]}""")]
    [InlineData("""{"012345678901":null}""")]
    [InlineData("null")]
    public async Task A_plan_of_no_account_regions_is_none(string forged)
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        (await lake.SnapshotAsync(aws, [Account], [Region])).ShouldExitWith(0);
        var (key, before) = (await PlanAsync(lake), await lake.StampsAsync());
        await lake.PutAsync(key, Encoding.UTF8.GetBytes($$"""{"snapshot_date":"{{key[7..17]}}","planned_at":"2026-11-22T00:00:00+00:00","account_regions":{{forged}}}"""));

        (await lake.SnapshotAsync(aws, [Account], [Region])).ShouldExitWith(0);

        (await lake.StampsAsync()).Keys.ShouldBe(before.Keys);
        (await lake.FilesAsync()).Query("SELECT account_id, region, outcome FROM snapshot_coverage").ShouldBe($"{Account} | {Region} | complete");
        Encoding.UTF8.GetString(await lake.GetAsync(key)).ShouldContain($"\"{Region}\"");
    }

    [Fact]
    public async Task An_organization_of_no_accounts_is_not_planned_by()
    {
        await using var aws = await World.StartAsync();
        await using var lake = TestLake.InDirectory();
        (await lake.SnapshotAsync(aws, ["organization"], [Region])).ShouldExitWith(0);
        var key = await PlanAsync(lake);
        await lake.PutAsync(key, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(await lake.GetAsync(key)).Replace(World.Accounts[2], "x:role/other", StringComparison.Ordinal)));
        aws.Calls.Clear();
        aws.Faults.Deny(operation: "ListAccounts");

        var result = await lake.SnapshotAsync(aws, ["organization"], [Region]);

        result.ShouldExitWith(3).Error.ShouldContain("The lake has no earlier day whose accounts could be read instead.");
        aws.Calls.Count(operation: "AssumeRole").ShouldBe(0);
    }

    [Fact]
    public async Task A_state_without_its_lists_is_none()
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        (await lake.SnapshotAsync(aws, [Account], [Region])).ShouldExitWith(0);
        var key = (await lake.StampsAsync()).Keys.Single(one => one.EndsWith($"{Region}.json", StringComparison.Ordinal));
        var state = Encoding.UTF8.GetString(await lake.GetAsync(key));
        await lake.PutAsync(key, Encoding.UTF8.GetBytes(state.Replace("\"refused\": []", "\"refused\": null", StringComparison.Ordinal)));

        (await lake.SnapshotAsync(aws, [Account], [Region])).ShouldExitWith(0);

        Encoding.UTF8.GetString(await lake.GetAsync(key)).ShouldContain("\"refused\": []");
    }

    [Theory]
    [InlineData("* REPLACE ('x:role/other' AS account_id)")]
    [InlineData("* REPLACE ('evil.example#-1' AS region)")]
    [InlineData("* REPLACE (NULL AS account_id)")]
    [InlineData("1 AS other")]
    [InlineData(null)]
    public async Task A_day_whose_coverage_has_no_account_regions_is_not_planned_by(string? columns)
    {
        await using var aws = await World.StartAsync();
        await using var lake = TestLake.InDirectory();
        // Where it is still yesterday, and where it is already tomorrow.
        (await lake.SnapshotAsync(aws, ["organization"], [Region], "--Schedule:TimeZone", "Etc/GMT+12")).ShouldExitWith(0);
        var manifest = (await lake.ManifestKeysAsync()).Single();
        var key = (await lake.StampsAsync()).Keys.Single(one => one.StartsWith("snapshot_coverage/", StringComparison.Ordinal));
        var (before, forged) = (await lake.GetAsync(key), await ForgedAsync(lake, key, columns));
        await lake.PutAsync(key, forged);
        await ReplaceAsync(lake, manifest, ($"\"bytes\": {before.Length}", $"\"bytes\": {forged.Length}"), (Hash(before), Hash(forged)));
        aws.Calls.Clear();
        aws.Faults.Deny(operation: "ListAccounts");

        var result = await lake.SnapshotAsync(aws, ["organization"], [Region], "--Schedule:TimeZone", "Pacific/Kiritimati");

        result.ShouldExitWith(3).Error.ShouldContain("The lake has no earlier day whose accounts could be read instead.");
        aws.Calls.Count(operation: "AssumeRole").ShouldBe(0);
    }

    [Theory]
    [InlineData("\"rows\": 8,", "\"rows\": 7,")]
    [InlineData("us-east-1.parquet", "eu-west-1.parquet")]
    public async Task A_manifest_that_its_coverage_does_not_bear_out_is_named(string said, string instead)
    {
        await using var aws = await World.StartSmallAsync();
        await using var lake = TestLake.InDirectory();
        (await lake.SnapshotAsync(aws, [Account], [Region])).ShouldExitWith(0);
        var manifest = (await lake.ManifestKeysAsync()).Single();
        await ReplaceAsync(lake, manifest, (said, instead));
        if (instead.EndsWith(".parquet", StringComparison.Ordinal))
        {
            var file = (await lake.DataStampsAsync()).Keys.Single();
            await lake.PutAsync(file.Replace(said, instead, StringComparison.Ordinal), await lake.GetAsync(file));
            await lake.DeleteAsync(file);
        }

        var result = (await lake.RunAsync(null, "verify")).ShouldExitWith(1);

        result.Error.Trim().Split('\n').ShouldAllBe(line => line.StartsWith("inference_experiments/", StringComparison.Ordinal) && line.Contains("but not, or otherwise, in", StringComparison.Ordinal));
    }

    /// <returns>A coverage file with other columns, made by another writer; without any, what is no Parquet file.</returns>
    private static async Task<byte[]> ForgedAsync(TestLake lake, string key, string? columns)
    {
        if (columns is null)
        {
            return Encoding.ASCII.GetBytes("PAR1 and nothing");
        }

        using var folder = new TemporaryFolder();
        (await lake.FilesAsync()).Query($"COPY (SELECT {columns} FROM read_parquet('{Path.Combine(lake.Uri, key)}', hive_partitioning = false)) TO '{folder["forged"]}' (FORMAT parquet)");
        return await File.ReadAllBytesAsync(folder["forged"], TestContext.Current.CancellationToken);
    }

    private static async Task ReplaceAsync(TestLake lake, string manifest, params IEnumerable<(string Said, string Instead)> words)
    {
        var text = Encoding.UTF8.GetString(await lake.GetAsync(manifest));
        foreach (var (said, instead) in words)
        {
            text.ShouldContain(said);
            text = text.Replace(said, instead, StringComparison.Ordinal);
        }

        await lake.ForgeManifestAsync(manifest, text);
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static async Task<string> PlanAsync(TestLake lake) => (await lake.StampsAsync()).Keys.Single(key => key.EndsWith("plan.json", StringComparison.Ordinal));
}

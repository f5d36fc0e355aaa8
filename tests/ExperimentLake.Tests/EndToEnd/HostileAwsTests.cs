using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.EndToEnd;

/// <summary>Who may create an experiment in one account chooses its name, texts and tags. They are rows, and nothing else.</summary>
public sealed class HostileAwsTests
{
    [Fact]
    public async Task Names_are_rows_and_no_keys_no_lines_and_no_commands()
    {
        await using var simulated = await World.StartSmallAsync();
        await using var aws = await HostileAws.StartAsync();
        await using var lake = TestLake.InDirectory();
        lake.Also.Add(aws.Environment);

        var taken = (await lake.SnapshotAsync(simulated, ["self"], ["us-east-1"])).ShouldExitWith(1);

        var files = await lake.FilesAsync();
        files.Rows("SELECT name FROM inference_experiments WHERE description = name AND tags['team'] = name AND _key = 'arn:' || name").Select(row => (string)row["name"]!)
            .ShouldBe(HostileAws.Names, ignoreOrder: true);
        var (date, keys) = (files.Query("SELECT snapshot_date FROM snapshot_coverage"), (await lake.StampsAsync()).Keys);
        keys.ShouldBe(
        [
            $"_manifests/{date}.json", $"_manifests/{date}.json.sha256", $"_state/{date}/012345678901/us-east-1.json", $"_state/{date}/plan.json",
            $"inference_experiments/account_id=012345678901/snapshot_date={date}/us-east-1.parquet", $"snapshot_coverage/snapshot_date={date}/coverage.parquet",
        ]);
        files.Query("SELECT written, refused_count, length(refused[1].error_code), length(refused[1].error_message), length(error_message) FROM snapshot_coverage")
            .ShouldBe($"{HostileAws.Names.Count} | 1 | 1001 | 1001 | 1001");
        ShouldBeHarmless(taken);
        taken.Output.ShouldContain("012345678901 us-east-1: partial");
        ShouldBeHarmless((await lake.RunAsync(simulated, "verify")).ShouldExitWith(0));
        ShouldBeHarmless((await lake.RunAsync(simulated, "check", "--Aws:Accounts", "self", "--Aws:Regions", "us-east-1")).ShouldExitWith(1));
        ShouldBeHarmless((await lake.RunAsync(simulated, "query", "SELECT name, status, tags, (SELECT error_message FROM snapshot_coverage) FROM inference_experiments")).ShouldExitWith(0));
        ShouldBeHarmless((await lake.RunAsync(simulated, "query", "SELECT error(name) FROM inference_experiments WHERE contains(name, chr(27))")).ShouldExitWith(3));
        // For programs, which get what is there.
        (await lake.RunAsync(simulated, "query", "SELECT name FROM inference_experiments WHERE contains(name, chr(27))", "--format", "csv")).ShouldExitWith(0)
            .Output.ShouldBe("name\n\u001B[2J\u001B]0;mine\a\u009B2J\n");
    }

    private static void ShouldBeHarmless(ProcessResult result)
    {
        $"{result.Output}{result.Error}".Where(character => char.IsControl(character) || character == '\u202E').Distinct().ShouldBe(['\n']);
        $"{result.Output}{result.Error}".Split('\n').ShouldNotContain(line => line.StartsWith(HostileAws.Forged, StringComparison.Ordinal));
    }
}

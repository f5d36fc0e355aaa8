using ExperimentLake.Lake;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Lake;

public sealed class LakeKeysTests
{
    private static readonly DateOnly Date = new(2026, 11, 22);

    [Fact]
    public void What_is_made_as_a_file_of_a_table_is_known_as_one()
    {
        LakeKeys.IsTableFile(LakeKeys.DataFile("012345678901", "us-east-1", Date)).ShouldBeTrue();
        LakeKeys.IsTableFile(LakeKeys.Coverage(Date)).ShouldBeTrue();
        LakeKeys.IsDataFile(LakeKeys.Coverage(Date)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("inference_experiments/account_id=012345678901/snapshot_date=2026-11-22/../us-east-1.parquet")]
    [InlineData("inference_experiments/../account_id=012345678901/snapshot_date=2026-11-22/us-east-1.parquet")]
    [InlineData("inference_experiments/account_id=012345678901/snapshot_date=2026-11-22/us-east-1-copy of.parquet")]
    [InlineData("inference_experiments/account_id=012345678901/snapshot_date=2026-11-31/us-east-1.parquet")]
    [InlineData("inference_experiments/account_id=12345678901/snapshot_date=2026-11-22/us-east-1.parquet")]
    [InlineData("inference_experiments/account_id=012345678901/snapshot_date=2026-11-22/us-east-1.parquet\n")]
    [InlineData("/inference_experiments/account_id=012345678901/snapshot_date=2026-11-22/us-east-1.parquet")]
    [InlineData("snapshot_coverage/snapshot_date=2026-11-22/../coverage.parquet")]
    [InlineData("snapshot_coverage/snapshot_date=2026-11-22/other.parquet")]
    [InlineData("")]
    public void Nothing_else_is(string key) => LakeKeys.IsTableFile(key).ShouldBeFalse();

    [Theory]
    [InlineData("../outside")]
    [InlineData("inference_experiments/../../outside")]
    [InlineData("/outside")]
    [InlineData("..")]
    public async Task No_key_leads_out_of_a_directory(string key)
    {
        using var folder = new TemporaryFolder();
        using var store = LakeStore.Open(new LakeSettings { Uri = folder["lake"] }, TimeProvider.System);

        (await Should.ThrowAsync<LakeException>(() => store.OpenAsync(key, TestContext.Current.CancellationToken))).Message.ShouldContain($"'{key}'");
        await Should.ThrowAsync<LakeException>(() => store.PutAsync(key, new byte[1], TestContext.Current.CancellationToken));
    }
}

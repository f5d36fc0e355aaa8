using ExperimentLake.Lake;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Lake;

public sealed class DayTests
{
    [Theory]
    [InlineData("x:role/other", "us-east-1")]
    [InlineData("../../escaped", "us-east-1")]
    [InlineData("012345678901", "evil.example#-1")]
    public async Task A_job_of_no_account_region_ends_before_anybody_is_asked(string account, string region)
    {
        using var folder = new TemporaryFolder();
        using var store = LakeStore.Open(new LakeSettings { Uri = folder.Path }, TimeProvider.System);

        await Should.ThrowAsync<ArgumentException>(() => Day.LoadAsync(store, new DateOnly(2026, 11, 22), new AccountPlan(account, null, [region]), TestContext.Current.CancellationToken));
    }
}

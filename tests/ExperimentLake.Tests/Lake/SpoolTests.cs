using ExperimentLake.Lake;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Lake;

public sealed class SpoolTests
{
    [Fact]
    public void What_goes_to_a_bucket_waits_where_nobody_else_can_read_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Temporary files are the user's own there.");
        using var store = LakeStore.Open(new LakeSettings { Uri = "s3://bucket/prefix", Region = "us-east-1" }, TimeProvider.System);

        using var file = store.Spool();

#pragma warning disable CA1416 // Skipped on Windows.
        File.GetUnixFileMode(file.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
#pragma warning restore CA1416
    }

    [Fact]
    public async Task What_a_directory_gets_is_for_whom_the_user_lets_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It has other rights.");
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["any"], "", TestContext.Current.CancellationToken);
        using var store = LakeStore.Open(new LakeSettings { Uri = folder["lake"] }, TimeProvider.System);

        await store.PutAsync("key", new byte[1], TestContext.Current.CancellationToken);

#pragma warning disable CA1416 // Skipped on Windows.
        File.GetUnixFileMode(folder["lake/key"]).ShouldBe(File.GetUnixFileMode(folder["any"]));
#pragma warning restore CA1416
    }
}

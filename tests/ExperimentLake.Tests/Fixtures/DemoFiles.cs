[assembly: AssemblyFixture(typeof(ExperimentLake.Tests.Fixtures.DemoFiles))]

namespace ExperimentLake.Tests.Fixtures;

/// <summary>A lake of three simulated days and accounts, made once, for tests that only read.</summary>
public sealed class DemoFiles : IAsyncDisposable
{
    private readonly Lazy<Task<TestLake>> _lake = new(async () =>
    {
        var lake = TestLake.InDirectory();
        (await lake.RunAsync(null, "demo", "--days", "3", "--accounts", "3", "--experiments", "6")).ShouldExitWith(0);
        return lake;
    });

    internal Task<TestLake> LakeAsync() => _lake.Value;

    internal async Task<LakeFiles> FilesAsync() => await (await LakeAsync()).FilesAsync();

    public async ValueTask DisposeAsync()
    {
        if (_lake.IsValueCreated)
        {
            await (await _lake.Value).DisposeAsync();
        }
    }
}

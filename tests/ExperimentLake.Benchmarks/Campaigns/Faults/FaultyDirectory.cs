using System.Diagnostics;
using System.Globalization;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Benchmarks.Campaigns.Faults;

/// <summary>A directory on a file system of its own. Mounting needs root.</summary>
internal sealed class FaultyDirectory : FaultyLake
{
    private const int Page = 4;

    // Pages that a whole day of this campaign's world needs and more: whoever has fewer cannot end it.
    private const int Whole = 20;

    private readonly string _says;

    private FaultyDirectory(TestLake lake, string says)
        : base(lake) => _says = says;

    /// <summary>It has room for a part of the day, and no day is the same part.</summary>
    public static Task<FaultyDirectory> FullAsync(Random random) =>
        MountAsync(string.Create(CultureInfo.InvariantCulture, $"size={random.Next(1, Whole) * Page}k"), "No space left on device");

    public static Task<FaultyDirectory> ReadOnlyAsync() => MountAsync("ro", "Read-only file system");

    public override bool HasStruck(ProcessResult run) => run.Error.Contains(_says, StringComparison.Ordinal);

    public override Task HealAsync() => RunAsync("mount", "-o", "remount,rw,size=64m", Lake.Uri);

    public override async ValueTask DisposeAsync()
    {
        // Lazily: who was at it may take a moment to be gone.
        await RunAsync("umount", "--lazy", Lake.Uri);
        await base.DisposeAsync();
    }

    private static async Task<FaultyDirectory> MountAsync(string options, string says)
    {
        var lake = new FaultyDirectory(TestLake.InDirectory(), says);
        Directory.CreateDirectory(lake.Lake.Uri);
        await RunAsync("mount", "-t", "tmpfs", "-o", options, "tmpfs", lake.Lake.Uri);
        return lake;
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Broken.Unless(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}; it needs root");
    }
}

using System.Globalization;

namespace ExperimentLake.Benchmarks.Campaigns;

/// <summary>What this process holds on to. Linux only.</summary>
/// <param name="Heap">Bytes of managed objects that are in use.</param>
/// <param name="Resident">Bytes of memory.</param>
/// <param name="Handles">Open files, sockets and the like.</param>
/// <param name="Threads">Of all kinds.</param>
internal sealed record Footprint(long Heap, long Resident, int Handles, int Threads)
{
    public static Footprint Now()
    {
        // Twice: what has a finalizer goes the second time.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        return new Footprint(GC.GetTotalMemory(forceFullCollection: true), Status("VmRSS") << 10, Directory.GetFiles("/proc/self/fd").Length, (int)Status("Threads"));
    }

    public Footprint Minus(Footprint earlier) => new(Heap - earlier.Heap, Resident - earlier.Resident, Handles - earlier.Handles, Threads - earlier.Threads);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Heap / 1e6:0.00} MB heap, {Resident / 1e6:0.0} MB resident, {Handles} handles, {Threads} threads");

    private static long Status(string name) => long.Parse(
        File.ReadLines("/proc/self/status").Single(line => line.StartsWith($"{name}:", StringComparison.Ordinal)).Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}

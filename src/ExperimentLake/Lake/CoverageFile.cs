using System.Text.Json;
using ExperimentLake.Columns;
using ExperimentLake.Schema;

namespace ExperimentLake.Lake;

/// <summary>The coverage of a day in the making: a row for every account region, word for word its state.</summary>
internal static class CoverageFile
{
    /// <exception cref="LakeException">It could not be written.</exception>
    public static async Task<SpooledFile> WriteAsync(
        ILakeStore store, DateOnly date, List<RegionState> states, CancellationToken cancellationToken)
    {
        var spooled = store.Spool();
        try
        {
            await spooled.WriteAsync(async stream =>
            {
                var file = await ParquetFile.CreateAsync(Tables.SnapshotCoverage, stream, Writer.Metadata(date), cancellationToken);
                foreach (var state in states)
                {
                    var json = JsonSerializer.SerializeToUtf8Bytes(state, LakeJson.Default.RegionState);
                    await file.AddAsync(shredder => shredder.Add(json), cancellationToken);
                }

                await file.CompleteAsync(cancellationToken);
            });
            return spooled;
        }
        catch
        {
            spooled.Dispose();
            throw;
        }
    }
}

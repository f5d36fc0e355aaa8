using System.Text.Json;
using ExperimentLake.Columns;
using ExperimentLake.Lake;
using ExperimentLake.Schema;

namespace ExperimentLake.Snapshots;

/// <summary>The data file of an account region in the making. No experiments, no file.</summary>
internal sealed class RowFile(ILakeStore store, DateOnly date, AccountRegion accountRegion) : IDisposable
{
    private SpooledFile? _spooled;
    private ParquetFile? _file;

    public string Key { get; } = LakeKeys.DataFile(accountRegion.Account, accountRegion.Region, date);

    /// <summary>Whether a row could not be added, or the file not ended or put: it is then of no use.</summary>
    public bool IsBroken { get; private set; }

    /// <exception cref="LakeException">The temporary file could not be written.</exception>
    public async Task<Shredded> AddAsync(Document document, CancellationToken cancellationToken)
    {
        var shredded = default(Shredded)!;
        IsBroken = true;
        _spooled ??= store.Spool();
        await _spooled.WriteAsync(async stream =>
        {
            _file ??= await ParquetFile.CreateAsync(Tables.InferenceExperiments, stream, Writer.Metadata(date, accountRegion), cancellationToken);
            await _file.AddAsync(shredder => shredded = shredder.Add(document), cancellationToken);
        });
        IsBroken = false;
        return shredded;
    }

    /// <summary>Ends it: no more rows.</summary>
    /// <param name="attempt">What came of reading them. The file says so itself: whoever finds it without its state knows what it holds.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <exception cref="LakeException">It could not be written to its end.</exception>
    public async Task<ObjectFacts> CompleteAsync(RegionState attempt, CancellationToken cancellationToken)
    {
        IsBroken = true;
        _file!.Metadata = new Dictionary<string, string>(_file.Metadata) { [Writer.StateKey] = JsonSerializer.Serialize(attempt, LakeJson.Default.RegionState) };
        await _spooled!.WriteAsync(_ => _file!.CompleteAsync(cancellationToken));
        var facts = await _spooled.FactsAsync(cancellationToken);
        IsBroken = false;
        return facts;
    }

    /// <summary>Puts it where it belongs; may be repeated.</summary>
    /// <exception cref="LakeException">It could not be put; what was there before still is.</exception>
    public async Task PutAsync(CancellationToken cancellationToken)
    {
        IsBroken = true;
        await store.PutAsync(Key, _spooled!, cancellationToken);
        IsBroken = false;
    }

    /// <summary>Without a footer: an unfinished file is thrown away, and its disk may be full.</summary>
    public void Dispose() => _spooled?.Dispose();
}

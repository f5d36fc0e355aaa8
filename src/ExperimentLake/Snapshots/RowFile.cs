using ExperimentLake.Columns;
using ExperimentLake.Lake;
using ExperimentLake.Schema;

namespace ExperimentLake.Snapshots;

/// <summary>The data file of an account region in the making. No experiments, no file.</summary>
internal sealed class RowFile(ILakeStore store, DateOnly date, AccountRegion accountRegion) : IDisposable
{
    private SpooledFile? _spooled;
    private ParquetFile? _file;
    private ObjectFacts? _facts;

    public string Key { get; } = LakeKeys.DataFile(accountRegion.Account, accountRegion.Region, date);

    /// <summary>Whether a row could not be added, or the file not put: it is then of no use.</summary>
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

    /// <summary>Puts it; may be repeated.</summary>
    /// <exception cref="LakeException">It could not be written or put; what was there before still is.</exception>
    public async Task<ObjectFacts> PutAsync(CancellationToken cancellationToken)
    {
        IsBroken = true;
        if (_facts is null)
        {
            await _spooled!.WriteAsync(_ => _file!.CompleteAsync(cancellationToken));
            _facts = await _spooled.FactsAsync(cancellationToken);
        }

        await store.PutAsync(Key, _spooled!, cancellationToken);
        IsBroken = false;
        return _facts;
    }

    /// <summary>Without a footer: an unfinished file is thrown away, and its disk may be full.</summary>
    public void Dispose() => _spooled?.Dispose();
}

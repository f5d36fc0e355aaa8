using BenchmarkDotNet.Attributes;
using ExperimentLake.Benchmarks.Documents;
using ExperimentLake.Columns;
using ExperimentLake.Schema;

namespace ExperimentLake.Benchmarks.Parts;

/// <summary>The way from JSON to Parquet in its parts, for 1,000 documents: checking, shredding, and the whole with the file.</summary>
[MemoryDiagnoser]
public class ShreddingParts
{
    private const int Documents = 1_000;
    private Document[] _documents = [];

    [GlobalSetup]
    public void Make() => _documents =
    [
        .. DocumentFile.Read(DocumentFile.Make(Path.GetTempPath(), Documents))
            .Select(line => new Document("arn", DocumentFile.Region, DocumentFile.ObservedAt, line.Described.ToArray(), default, [line.Listed.ToArray()])),
    ];

    /// <summary>Reading every token once, as each reply is when it comes.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Documents)]
    public void Check()
    {
        foreach (var document in _documents)
        {
            Json.Validate(document.Described);
        }
    }

    [Benchmark(OperationsPerInvoke = Documents)]
    public long Shred()
    {
        var shredder = new Shredder(Tables.InferenceExperiments);
        foreach (var document in _documents)
        {
            shredder.Add(document);
        }

        return shredder.Size;
    }

    [Benchmark(OperationsPerInvoke = Documents)]
    public async Task ShredAndWrite()
    {
        var file = await ParquetFile.CreateAsync(Tables.InferenceExperiments, Stream.Null, new Dictionary<string, string>(), CancellationToken.None);
        foreach (var document in _documents)
        {
            await file.AddAsync(shredder => shredder.Add(document), CancellationToken.None);
        }

        await file.CompleteAsync(CancellationToken.None);
    }
}

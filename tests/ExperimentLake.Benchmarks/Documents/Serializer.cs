using System.IO.Compression;
using Parquet;
using Parquet.Serialization;

namespace ExperimentLake.Benchmarks.Documents;

/// <summary>Parquet.Net's <c>ParquetSerializer</c> from typed records, in row groups of about the size that ours have.</summary>
internal static class Serializer
{
    public const int RowGroup = 20_000;

    public static async Task<long> WriteAsync(string input, string output)
    {
        var rows = 0L;
        await using var file = File.Create(output);
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Zstd, CompressionLevel = CompressionLevel.Optimal, RowGroupSize = RowGroup };
        var records = DocumentFile.Read(input).Select(line =>
        {
            rows++;
            return TypedRow.Of(line.Described.Span, line.Listed.Span);
        });
        await ParquetSerializer.SerializeAsync(records, file, options);
        return rows;
    }
}

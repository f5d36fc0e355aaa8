using System.Text;
using System.Text.Json;
using ExperimentLake.Columns;
using ExperimentLake.Lake;
using ExperimentLake.Schema;

namespace ExperimentLake.Benchmarks.Documents;

/// <summary>The product's own way, from the bytes of the replies to a file.</summary>
internal static class Ours
{
    public static async Task<long> WriteAsync(string input, string output)
    {
        var rows = 0L;
        await using var stream = File.Create(output);
        var metadata = Writer.Metadata(DateOnly.FromDateTime(DocumentFile.ObservedAt.UtcDateTime), new AccountRegion("012345678901", DocumentFile.Region));
        var file = await ParquetFile.CreateAsync(Tables.InferenceExperiments, stream, metadata, CancellationToken.None);
        foreach (var (described, listed) in DocumentFile.Read(input))
        {
            var document = new Document(Arn(described), DocumentFile.Region, DocumentFile.ObservedAt, described, default, [listed]);
            await file.AddAsync(shredder => shredder.Add(document), CancellationToken.None);
            rows++;
        }

        await file.CompleteAsync(CancellationToken.None);
        return rows;
    }

    private static string Arn(ReadOnlyMemory<byte> described) =>
        Json.TryFind(described, "Arn"u8, out var reader) && reader.TokenType == JsonTokenType.String
            ? reader.GetString()!
            : throw new InvalidDataException($"No Arn in {Encoding.UTF8.GetString(described.Span)}");
}

using System.Globalization;
using System.Text.Json;
using CsCheck;
using ParquetSharp;
using Encoding = System.Text.Encoding;

namespace ExperimentLake.Tests.Columns;

public sealed class StatisticsTests
{
    [Fact]
    public async Task Statistics_of_any_chunk_bound_its_values_and_count_its_nulls()
    {
        var (texts, numbers) = (0, 0);
        await Gen.Select(Samples.One.List[1, 20], Gen.OneOf(1L, 20_000, long.MaxValue)).SampleAsync(
            async (samples, rowGroupBytes) =>
            {
                using var file = await LakeFile.WriteAsync(samples.Select(sample => sample.Document), rowGroupBytes);
                // ParquetSharp tells no bounds of text where a file does not say how it is ordered; DuckDB believes them.
                var bounds = file.Query($"SELECT to_json([stats_min_value, stats_max_value]) FROM parquet_metadata('{file.Path}') ORDER BY row_group_id, column_id")
                    .Select(bound => JsonSerializer.Deserialize<string?[]>(bound!)!).ToList();
                Chunks(file.Path).Count().ShouldBe(bounds.Count);
                foreach (var ((chunk, leaf, name), bound) in Chunks(file.Path).Zip(bounds))
                {
                    using var statistics = chunk.Statistics.ShouldNotBeNull(name);
                    statistics.NullCount.ShouldBe(leaf.Nulls, name);
                    var values = leaf.Values.ToList();
                    if (values.Count == 0)
                    {
                        // Parquet.Net gives a chunk of integers that are all null the bounds 0 and 0. They bound nothing: see FilterTests.
                        continue;
                    }

                    if (chunk.Type != PhysicalType.ByteArray)
                    {
                        statistics.HasMinMax.ShouldBeTrue(name);
                        var (min, max) = (Convert.ToInt64(statistics.MinUntyped, CultureInfo.InvariantCulture), Convert.ToInt64(statistics.MaxUntyped, CultureInfo.InvariantCulture));
                        var all = values.Select(value => long.Parse(value, CultureInfo.InvariantCulture)).ToList();
                        (min, max).ShouldBe((all.Min(), all.Max()), name);
                        Interlocked.Increment(ref numbers);
                    }
                    else if (bound[0] is not null || bound[1] is not null)
                    {
                        var all = values.Select(value => Encoding.UTF8.GetBytes(JsonSerializer.Deserialize<string>(value)!)).ToList();
                        all.Where(value => Compare(value, bound[0]!) < 0 || Compare(value, bound[1]!) > 0).ShouldBeEmpty(name);
                        Interlocked.Increment(ref texts);
                    }
                }
            },
            iter: 30,
            print: input => $"{input.Item1.Count} rows, row groups of {input.Item2} bytes");

        texts.ShouldBePositive();
        numbers.ShouldBePositive();
    }

    private static int Compare(byte[] value, string bound) => value.AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(bound));

    /// <summary>To be used one after the other: they are the reader's, which goes at the end.</summary>
    private static IEnumerable<(ColumnChunkMetaData Chunk, ParquetSharpRows.Leaf Leaf, string Name)> Chunks(string path)
    {
        using var reader = new ParquetFileReader(path);
        for (var index = 0; index < reader.FileMetaData.NumRowGroups; index++)
        {
            using var group = reader.RowGroup(index);
            for (var column = 0; column < group.MetaData.NumColumns; column++)
            {
                yield return (
                    group.MetaData.GetColumnChunkMetaData(column),
                    ParquetSharpRows.Read(group.Column(column)),
                    reader.FileMetaData.Schema.Column(column).Path.ToDotString());
            }
        }
    }
}

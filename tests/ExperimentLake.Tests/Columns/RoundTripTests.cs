using CsCheck;

namespace ExperimentLake.Tests.Columns;

public sealed class RoundTripTests
{
    [Fact]
    public async Task Any_experiments_read_back_equal_in_both_readers() =>
        await Gen.Select(Samples.One.List[0, 30], Gen.OneOf(1L, 20_000, long.MaxValue)).SampleAsync(
            async (samples, rowGroupBytes) =>
            {
                using var file = await LakeFile.WriteAsync(samples.Select(sample => sample.Document), rowGroupBytes);
                var expected = samples.Select(Expected.Row).ToList();

                ShouldBe(file.ParquetSharpRows(), expected);
                ShouldBe(file.DuckDbRows(), expected);
            },
            iter: 60,
            print: input => $"{input.Item1.Count} rows, row groups of {input.Item2} bytes");

    private static void ShouldBe(IReadOnlyList<string> rows, List<string> expected)
    {
        rows.Count.ShouldBe(expected.Count);
        foreach (var (index, row) in rows.Index())
        {
            row.ShouldBe(expected[index], $"row {index}");
        }
    }
}

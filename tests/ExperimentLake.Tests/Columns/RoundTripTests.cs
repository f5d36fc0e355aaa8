using System.Text;
using System.Text.Json;
using CsCheck;
using ExperimentLake.Columns;
using ExperimentLake.Schema;
using ExperimentLake.Tests.Schema;

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
            iter: 40,
            print: input => $"{input.Item1.Count} rows, row groups of {input.Item2} bytes");

    [Fact]
    public async Task Lists_in_lists_read_back_equal_in_both_readers()
    {
        var table = new Table("nested", "Nested columns.", JsonNaming.PascalCase,
            new ListOf("groups", "", new Struct(ListOf.ElementName, "",
                new ListOf("members", "", new Struct(ListOf.ElementName, "", new Text("name", ""), new ListOf("sizes", "", new Long(ListOf.ElementName, "")))),
                new Int("count", ""))),
            new ListOf("cube", "", new ListOf(ListOf.ElementName, "", new ListOf(ListOf.ElementName, "", new Timestamp(ListOf.ElementName, "")))));
        var shape = Shape.Struct(
            ("Groups", Shape.List(Shape.Struct(
                ("Members", Shape.List(Shape.Struct(("Name", Shape.Text), ("Sizes", Shape.List(Shape.Long))))),
                ("Count", Shape.Int)))),
            ("Cube", Shape.List(Shape.List(Shape.List(Shape.Timestamp)))));
        await Gen.Select(Samples.Object(shape).List[1, 20], Gen.Int).SampleAsync(
            async (documents, spelling) =>
            {
                var rows = documents.Select(document => (Action<Shredder>)(shredder => shredder.Add(Encoding.UTF8.GetBytes(document.Spell(spelling)))));
                using var file = await LakeFile.WriteAsync(rows, rowGroupBytes: 5_000, table);
                var expected = documents.Select(document => Expected.Value(shape, document)).ToList();

                ShouldBe(file.ParquetSharpRows(), expected);
                ShouldBe(file.DuckDbRows(ApiModel.Columns(shape)), expected);
            },
            iter: 30,
            print: input => $"{input.Item1.Count} rows");
    }

    private static void ShouldBe(IReadOnlyList<string> rows, List<string> expected)
    {
        rows.Count.ShouldBe(expected.Count);
        for (var index = 0; index < rows.Count; index++)
        {
            if (rows[index] != expected[index])
            {
                // Column by column, so that the failure can be read.
                Columns(rows[index]).ShouldBe(Columns(expected[index]), $"row {index}");
            }
        }
    }

    private static IEnumerable<string> Columns(string row) =>
        JsonDocument.Parse(row).RootElement.EnumerateObject().Select(column => column.ToString());
}

using System.Text;
using System.Text.Json;
using ExperimentLake.Columns;

namespace ExperimentLake.Tests.Columns;

/// <summary>What became of one experiment, after a file and two readers that agree.</summary>
internal sealed record OneRow(JsonElement Columns, IReadOnlyList<string> Drift)
{
    /// <summary>A column as <see cref="Expected"/> tells it.</summary>
    public string this[string column] => Columns.GetProperty(column).GetRawText();

    /// <summary>Path and JSON text.</summary>
    public IEnumerable<string> Unmapped => Columns.GetProperty("unmapped").EnumerateObject().Select(value => $"{value.Name} = {value.Value.GetString()}");

    public static Task<OneRow> OfAsync(string described, string? summary = null, string[]? tags = null) =>
        OfAsync(Encoding.UTF8.GetBytes(described), summary, tags);

    public static async Task<OneRow> OfAsync(byte[] described, string? summary = null, string[]? tags = null)
    {
        var document = new Document(
            "arn", "us-east-1", DateTimeOffset.UnixEpoch, described, Encoding.UTF8.GetBytes(summary ?? ""),
            tags?.Select(page => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(page)).ToList());
        string[] drift = [];
        using var file = await LakeFile.WriteAsync([shredder => drift = [.. shredder.Add(document).Unmapped]]);
        var told = file.ParquetSharpRows().ShouldHaveSingleItem();
        file.DuckDbRows().ShouldHaveSingleItem().ShouldBe(told);
        var row = new OneRow(JsonDocument.Parse(told).RootElement, drift);
        row.Columns.GetProperty("unmapped").EnumerateObject().Select(value => value.Name).ShouldBe(drift);
        return row;
    }
}

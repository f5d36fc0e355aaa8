using System.Globalization;
using System.Text.Json;
using DuckDB.NET.Data;
using ExperimentLake.Columns;
using ExperimentLake.Schema;
using ExperimentLake.Tests.Schema;

namespace ExperimentLake.Tests.Columns;

/// <summary>A data file that the product wrote, open in DuckDB as the table <c>file</c>.</summary>
internal sealed class LakeFile : IDisposable
{
    private readonly DuckDBConnection _connection = new("Data Source=:memory:");

    private LakeFile(string path) => Path = path;

    public string Path { get; }

    public static Task<LakeFile> WriteAsync(IEnumerable<Document> documents, long? rowGroupBytes = null) =>
        WriteAsync(documents.Select(document => (Action<Shredder>)(shredder => _ = shredder.Add(document))), rowGroupBytes);

    public static async Task<LakeFile> WriteAsync(IEnumerable<Action<Shredder>> rows, long? rowGroupBytes = null, Table? table = null)
    {
        var file = new LakeFile(System.IO.Path.GetTempFileName());
        await using (var output = File.Create(file.Path))
        {
            var metadata = new Dictionary<string, string> { ["written.by"] = "a test" };
            var parquet = await ParquetFile.CreateAsync(table ?? Tables.InferenceExperiments, output, metadata, TestContext.Current.CancellationToken);
            parquet.RowGroupBytes = rowGroupBytes ?? parquet.RowGroupBytes;
            foreach (var row in rows)
            {
                await parquet.AddAsync(row, TestContext.Current.CancellationToken);
            }

            await parquet.CompleteAsync(TestContext.Current.CancellationToken);
        }

        await file._connection.OpenAsync();
        file.Query("SET TimeZone = 'UTC'");
        file.Query($"CREATE VIEW file AS SELECT * FROM read_parquet('{file.Path}', file_row_number = true)");
        return file;
    }

    /// <summary>One column of text; null is a C# null.</summary>
    public IReadOnlyList<string?> Query(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string?>();
        while (reader.Read())
        {
            rows.Add(reader.IsDBNull(0) ? null : Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture));
        }

        return rows;
    }

    /// <summary>Every row as <see cref="Expected"/> tells it.</summary>
    public IReadOnlyList<string> DuckDbRows(StructShape? columns = null) =>
        [.. Query("SELECT to_json(file) FROM file ORDER BY file_row_number").Select(row => Tell(columns ?? ApiModel.Row, JsonDocument.Parse(row!).RootElement))];

    public IReadOnlyList<string> ParquetSharpRows() => Columns.ParquetSharpRows.Of(Path);

    public void Dispose()
    {
        _connection.Dispose();
        File.Delete(Path);
    }

    private static string Tell(Shape shape, JsonElement value) => (shape, value.ValueKind) switch
    {
        (_, JsonValueKind.Null) => "null",
        (TextShape, JsonValueKind.String) => Expected.Text(value.GetString()!),
        (IntShape or LongShape, JsonValueKind.Number) => Expected.Number(value.GetInt64()),
        (TimestampShape, JsonValueKind.String) => Expected.Number(
            DateTimeOffset.ParseExact(value.GetString()!, "yyyy-MM-dd HH:mm:ss.FFFFFFzz", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds()),
        (ListShape list, JsonValueKind.Array) => $"[{string.Join(',', value.EnumerateArray().Select(element => Tell(list.Element, element)))}]",
        (StructShape group, JsonValueKind.Object) => Expected.Struct(group.Members.Select(member => (member.Name, Tell(member.Shape, value.GetProperty(member.Name))))),
        (MapShape, JsonValueKind.Object) => Expected.Map(value.EnumerateObject().Select(entry => KeyValuePair.Create(entry.Name, entry.Value.GetString()))),
        _ => throw new InvalidDataException($"{value} is no {shape}."),
    };
}

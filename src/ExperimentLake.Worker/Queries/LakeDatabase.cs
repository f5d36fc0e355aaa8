using DuckDB.NET.Data;
using ExperimentLake.Lake;
using ExperimentLake.Schema;

namespace ExperimentLake.Worker.Queries;

/// <summary>The lake as a database: the tables that Athena has, in UTC.</summary>
internal sealed class LakeDatabase : IDisposable
{
    private readonly DuckDBConnection _connection;
    private readonly string? _copy;

    private LakeDatabase(DuckDBConnection connection, string? copy)
    {
        _connection = connection;
        _copy = copy;
    }

    /// <exception cref="LakeException">The lake could not be read.</exception>
    public static async Task<LakeDatabase> OpenAsync(ILakeStore store, IEnumerable<Table> tables, CancellationToken cancellationToken)
    {
        var copy = Directory.Exists(store.Location) ? null : Directory.CreateTempSubdirectory("experiment-lake-").FullName;
        var connection = new DuckDBConnection("Data Source=:memory:");
        var database = new LakeDatabase(connection, copy);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await database.ExecuteAsync("SET TimeZone = 'UTC'", cancellationToken);
            foreach (var table in tables)
            {
                var files = await database.FilesAsync(store, table, cancellationToken);
                await database.ExecuteAsync(files.Count == 0 ? EmptyTable(table) : View(table, files), cancellationToken);
            }

            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <exception cref="DuckDBException">The SQL is wrong.</exception>
    public async Task<QueryResult> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var names = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToList();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add([.. names.Select((_, index) => reader.IsDBNull(index) ? null : reader.GetValue(index))]);
        }

        return new QueryResult(names, rows);
    }

    public void Dispose()
    {
        _connection.Dispose();
        if (_copy is not null)
        {
            Directory.Delete(_copy, recursive: true);
        }
    }

    /// <summary>The table's files on this machine; those of a bucket are fetched with the credentials and endpoint of the lake.</summary>
    private async Task<List<string>> FilesAsync(ILakeStore store, Table table, CancellationToken cancellationToken)
    {
        var files = new List<string>();
        await foreach (var key in store.ListAsync($"{table.Name}/", cancellationToken))
        {
            if (!key.EndsWith(".parquet", StringComparison.Ordinal))
            {
                continue;
            }

            var path = Path.Combine(_copy ?? store.Location, key);
            if (_copy is not null && await store.OpenAsync(key, cancellationToken) is { } content)
            {
                await using (content)
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    await using var file = File.Create(path);
                    await content.CopyToAsync(file, cancellationToken);
                }
            }

            files.Add(path);
        }

        return files;
    }

    private static string EmptyTable(Table table) =>
        $"CREATE TABLE {table.Name} ({string.Join(", ", ReaderColumns(table).Select(column => $"{DuckDbTypes.Quote(column.Name)} {DuckDbTypes.Of(column)}"))})";

    // Partition keys are text for every reader: DuckDB alone would make numbers of account ids where none begins with 0.
    private static string View(Table table, IEnumerable<string> files) =>
        $$"""
        CREATE VIEW {{table.Name}} AS SELECT {{string.Join(", ", ReaderColumns(table).Select(column => DuckDbTypes.Quote(column.Name)))}}
        FROM read_parquet([{{string.Join(", ", files.Select(DuckDbTypes.Literal))}}], hive_partitioning = true, union_by_name = true,
            hive_types = { {{string.Join(", ", table.PartitionKeys.Select(key => $"{DuckDbTypes.Literal(key.Name)}: VARCHAR"))}} })
        """;

    private static IEnumerable<Node> ReaderColumns(Table table) => table.Stored.Concat(table.PartitionKeys);

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>Names and values of what a query gave.</summary>
internal sealed record QueryResult(IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows);

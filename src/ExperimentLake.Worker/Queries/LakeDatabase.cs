using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using ExperimentLake.Lake;
using ExperimentLake.Schema;
using ExperimentLake.Views;

namespace ExperimentLake.Worker.Queries;

/// <summary>The lake as a database: the tables that Athena has, in UTC.</summary>
internal sealed partial class LakeDatabase : IDisposable
{
    private readonly DuckDBConnection _connection = new("Data Source=:memory:");
    private readonly LocalFiles _local;
    private readonly List<string> _files = [];

    private LakeDatabase(ILakeStore store) => _local = new LocalFiles(store);

    /// <param name="store">The lake.</param>
    /// <param name="tables">The tables to read; the others are there and empty.</param>
    /// <param name="isWanted">Which files of them, by key.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LakeException">The lake could not be read, or a file of it is no Parquet file.</exception>
    public static async Task<LakeDatabase> OpenAsync(
        ILakeStore store, IReadOnlyCollection<Table> tables, Func<string, bool> isWanted, CancellationToken cancellationToken)
    {
        var database = new LakeDatabase(store);
        try
        {
            await database._connection.OpenAsync(cancellationToken);
            await database.ExecuteAsync("SET TimeZone = 'UTC'", cancellationToken);
            foreach (var table in Tables.All)
            {
                var files = tables.Contains(table) ? await database._local.OfAsync(table, isWanted, cancellationToken) : [];
                await database.AddAsync(table, files, cancellationToken);
            }

            foreach (var view in LakeViews.All(LakeViews.OwnerTags))
            {
                await database.ExecuteAsync(view.Sql(Engine.DuckDb), cancellationToken);
            }

            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <exception cref="QueryException">The SQL is wrong.</exception>
    /// <exception cref="LakeException">A file turned out to be no Parquet file.</exception>
    public async Task<QueryResult> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        if (Unsaid().Replace(sql, "").Length == 0)
        {
            throw new QueryException("The query is empty. Give SQL such as: SELECT count(*) FROM inference_experiments");
        }

        try
        {
            await using var command = _connection.CreateCommand();
            command.CommandText = sql;
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await QueryResult.ReadAsync(reader, cancellationToken);
        }
        catch (DuckDBException exception)
        {
            throw FileIn(exception) is { } file ? Unreadable(exception, file)
                // Of a damaged page DuckDB says neither where it is nor, in its own terms, what: no wrong SQL is told so.
                : exception.Message.StartsWith("Invalid Error: ", StringComparison.Ordinal) ? Unreadable(exception, "a file of the lake")
                : new QueryException(exception.Message);
        }
    }

    public void Dispose()
    {
        _connection.Dispose();
        _local.Dispose();
    }

    private async Task AddAsync(Table table, List<string> files, CancellationToken cancellationToken)
    {
        _files.AddRange(files);
        try
        {
            await ExecuteAsync(DuckDbTables.View(table, files), cancellationToken);
        }
        catch (DuckDBException exception)
        {
            throw Unreadable(exception, FileIn(exception) ?? table.Name);
        }
    }

    private string? FileIn(DuckDBException exception) => _files.Find(file => exception.Message.Contains(file, StringComparison.Ordinal));

    private static LakeException Unreadable(DuckDBException exception, string what) =>
        new($"Cannot read {what}: {exception.Message} Run verify: it names every file that is not as it was written.", exception);

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Comments, and what may stand between statements.</summary>
    [GeneratedRegex(@"--[^\n]*|/\*.*?\*/|[;\s]", RegexOptions.Singleline)]
    private static partial Regex Unsaid();
}

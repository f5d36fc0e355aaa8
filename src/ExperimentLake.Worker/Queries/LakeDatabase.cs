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
    private readonly List<LocalFile> _files = [];

    private LakeDatabase(ILakeStore store) => _local = new LocalFiles(store);

    /// <summary>All tables of a lake, or of a part of it.</summary>
    /// <exception cref="LakeException">The lake could not be read, or a file of it is no Parquet file.</exception>
    public static Task<LakeDatabase> OpenAsync(ILakeStore store, LakeFilter filter, CancellationToken cancellationToken) =>
        OpenAsync(store, filter, Tables.All, LakeViews.OwnerTags, cancellationToken);

    /// <param name="store">The lake.</param>
    /// <param name="filter">The part of it that the tables show.</param>
    /// <param name="tables">The tables to read; the others are there and empty.</param>
    /// <param name="ownerTags">Tags that name an experiment's owner.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LakeException">The lake could not be read, or a file of it is no Parquet file.</exception>
    public static async Task<LakeDatabase> OpenAsync(
        ILakeStore store, LakeFilter filter, IReadOnlyCollection<Table> tables, IReadOnlyList<string> ownerTags, CancellationToken cancellationToken)
    {
        var database = new LakeDatabase(store);
        try
        {
            await database._connection.OpenAsync(cancellationToken);
            // Of itself DuckDB would fetch code from the network for what a query mentions.
            await database.ExecuteAsync("SET TimeZone = 'UTC'; SET autoinstall_known_extensions = false; SET autoload_known_extensions = false", cancellationToken);
            foreach (var table in Tables.All)
            {
                await database.ExecuteAsync(DuckDbTables.Empty(table), cancellationToken);
            }

            foreach (var view in LakeViews.All(ownerTags))
            {
                await database.ExecuteAsync(view.Sql(Engine.DuckDb), cancellationToken);
            }

            // Filled last: a view that is made upon a filled table opens all of its files.
            foreach (var (table, files) in await database._local.OfAsync(tables, filter, cancellationToken))
            {
                await database.FillAsync(table, files, filter, cancellationToken);
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
            QueryResult result;
            do
            {
                result = await QueryResult.ReadAsync(reader, cancellationToken);
            }
            while (await reader.NextResultAsync(cancellationToken));
            return result;
        }
        catch (DuckDBException exception)
        {
            throw FileIn(exception) is { } file ? Unreadable(exception, file.Name)
                // Of a damaged page DuckDB says neither where it is nor, in its own terms, what: no wrong SQL is told so.
                : exception.Message.StartsWith("Invalid Error: ", StringComparison.Ordinal) ? Unreadable(exception, "a file of the lake")
                : await NamesAsync(cancellationToken) is { } names && names.Explain(exception.Message, sql) is { } message
                    ? new QueryException(message) { IsUnknownName = true }
                    : new QueryException(exception.Message);
        }
    }

    public void Dispose()
    {
        _connection.Dispose();
        _local.Dispose();
    }

    private async Task FillAsync(Table table, List<LocalFile> files, LakeFilter filter, CancellationToken cancellationToken)
    {
        if (files.Count == 0)
        {
            return;
        }

        _files.AddRange(files);
        try
        {
            var paths = files.Select(file => DuckDbTables.Literally(file.Path)).ToList();
            await ExecuteAsync(
                table == Tables.SnapshotCoverage
                    ? DuckDbTables.Insert(table, paths, filter.Accounts)
                    : $"DROP TABLE {table.Name}; {DuckDbTables.View(table, paths, filter.Accounts)}",
                cancellationToken);
        }
        catch (DuckDBException exception)
        {
            throw Unreadable(exception, FileIn(exception)?.Name ?? table.Name);
        }
    }

    private LocalFile? FileIn(DuckDBException exception) => _files.Find(file => exception.Message.Contains(file.Path, StringComparison.Ordinal));

    private LakeException Unreadable(DuckDBException exception, string what) => new($"Cannot read {what}: {exception.Message} {_local.Remedy}", exception);

    private async Task<UnknownName?> NamesAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = _connection.CreateCommand();
            command.CommandText = "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns() WHERE NOT internal GROUP BY ALL";
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var names = await QueryResult.ReadAsync(reader, cancellationToken);
            return new UnknownName(names.Rows.ToDictionary(row => (string)row[0]!, row => (IReadOnlyList<string>)row[1]!));
        }
        catch (DuckDBException)
        {
            // What was wrong before is to be told, not this.
            return null;
        }
    }

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

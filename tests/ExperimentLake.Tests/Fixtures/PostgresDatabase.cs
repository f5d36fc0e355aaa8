using System.Globalization;
using Npgsql;

namespace ExperimentLake.Tests.Fixtures;

/// <summary>A database of one test's own.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly string _server;
    private readonly NpgsqlConnectionStringBuilder _own;

    private PostgresDatabase(string server)
    {
        _server = Unpooled(server).ConnectionString;
        _own = Unpooled(server);
        _own.Database = $"experiment_lake_test_{Guid.NewGuid():N}";
        Password = _own.Password;
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = _own.Database, Password = null }.ConnectionString;
    }

    /// <summary>Without the password.</summary>
    public string ConnectionString { get; }

    /// <summary>Null where the server wants none.</summary>
    public string? Password { get; }

    /// <summary>What a process needs besides the connection string.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment => Password is null ? [] : [KeyValuePair.Create("PGPASSWORD", Password)];

    /// <param name="server">Connection string of a user who may create databases, with the password.</param>
    public static async Task<PostgresDatabase> CreateAsync(string server)
    {
        var database = new PostgresDatabase(server);
        // The other template, which is the default, cannot be copied while somebody looks at it.
        await ReadAsync(database._server, $"CREATE DATABASE {database._own.Database} TEMPLATE template0");
        return database;
    }

    /// <summary>Runs one or more commands.</summary>
    public Task ExecuteAsync(string sql) => ReadAsync(_own.ConnectionString, sql);

    /// <summary>Rows as <c>a | b</c>, one a line.</summary>
    public async Task<string> QueryAsync(string sql) => string.Join('\n', await ReadAsync(_own.ConnectionString, sql));

    /// <summary>Drops the database, under those who are connected too. Needless where the server is the test's own.</summary>
    public async ValueTask DisposeAsync() => await ReadAsync(_server, $"DROP DATABASE IF EXISTS {_own.Database} WITH (FORCE)");

    // A pool would keep connections that a restart of the server has broken.
    private static NpgsqlConnectionStringBuilder Unpooled(string server) => new(server) { Pooling = false };

    private static async Task<List<string>> ReadAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        do
        {
            while (await reader.ReadAsync())
            {
                rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount)
                    .Select(index => reader.IsDBNull(index) ? "null" : Convert.ToString(reader.GetValue(index), CultureInfo.InvariantCulture))));
            }
        }
        while (await reader.NextResultAsync());

        return rows;
    }
}

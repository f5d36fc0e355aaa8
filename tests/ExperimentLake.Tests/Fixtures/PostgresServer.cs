using Npgsql;

[assembly: AssemblyFixture(typeof(ExperimentLake.Tests.Fixtures.PostgresServer))]

namespace ExperimentLake.Tests.Fixtures;

/// <summary>
/// A real PostgreSQL: the one that the connection string in <c>EXPERIMENTLAKE_TEST_POSTGRES</c> names, whose user may create databases,
/// else one of our own. Started when first asked for.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    public const string Trait = "Needs";
    public const string TraitValue = "Postgres";

    internal const string Variable = "EXPERIMENTLAKE_TEST_POSTGRES";

    private readonly Lazy<Task<string>> _connectionString;
    private PostgresProcess? _process;

    public PostgresServer() => _connectionString = new(async () =>
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } given)
        {
            _process = await PostgresProcess.StartAsync();
            return _process.ConnectionString;
        }

        // Npgsql would look there too, but the processes under test get their password from us.
        var server = new NpgsqlConnectionStringBuilder(given);
        server.Password ??= Environment.GetEnvironmentVariable("PGPASSWORD");
        return server.ConnectionString;
    });

    /// <summary>An empty database of one test's own. A test that stops the server starts a <see cref="PostgresProcess"/> of its own.</summary>
    internal async Task<PostgresDatabase> CreateDatabaseAsync() => await PostgresDatabase.CreateAsync(await _connectionString.Value);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}

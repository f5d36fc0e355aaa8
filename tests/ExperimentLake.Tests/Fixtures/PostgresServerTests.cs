using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using Npgsql;

namespace ExperimentLake.Tests.Fixtures;

[Trait(PostgresServer.Trait, PostgresServer.TraitValue)]
public sealed class PostgresServerTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_databases_are_apart()
    {
        await using var one = await postgres.CreateDatabaseAsync();
        await using var other = await postgres.CreateDatabaseAsync();

        await one.ExecuteAsync("CREATE TABLE t (id int, name text); INSERT INTO t VALUES (1, 'Équipe'), (2, NULL)");

        (await one.QueryAsync("SELECT * FROM t ORDER BY id")).ShouldBe("1 | Équipe\n2 | null");
        (await other.QueryAsync("SELECT to_regclass('t') IS NULL")).ShouldBe("True");
    }

    [Fact]
    public async Task A_database_goes_while_it_is_in_use()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var connection = await OpenAsync(database.ConnectionString, database.Password);

        await database.DisposeAsync();

        await Should.ThrowAsync<NpgsqlException>(() => database.QueryAsync("SELECT 1"));
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        await Should.ThrowAsync<NpgsqlException>(() => command.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task A_failing_command_is_heard_of()
    {
        await using var database = await postgres.CreateDatabaseAsync();

        await Should.ThrowAsync<PostgresException>(() => database.ExecuteAsync("SELECT 1; SELECT 1 / 0"));
    }

    [Fact]
    public async Task The_password_is_needed_and_not_in_the_connection_string()
    {
        await using var server = await PostgresProcess.StartAsync();
        var database = await PostgresDatabase.CreateAsync(server.ConnectionString);

        new NpgsqlConnectionStringBuilder(database.ConnectionString).Password.ShouldBeNull();
        await (await OpenAsync(database.ConnectionString, database.Password)).DisposeAsync();
        (await Should.ThrowAsync<PostgresException>(() => OpenAsync(database.ConnectionString, "wrong"))).SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
    }

    [Fact]
    public async Task Our_own_listens_on_loopback_only()
    {
        await using var server = await PostgresProcess.StartAsync();

        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(listener => listener.Port == server.Port)
            .ShouldBe([new IPEndPoint(IPAddress.Loopback, server.Port)]);
    }

    [Fact]
    public async Task Our_own_comes_back_with_its_data()
    {
        await using var server = await PostgresProcess.StartAsync();
        var database = await PostgresDatabase.CreateAsync(server.ConnectionString);
        await database.ExecuteAsync("CREATE TABLE t AS SELECT 7 AS id");

        await server.StopAsync();
        await Should.ThrowAsync<NpgsqlException>(() => database.QueryAsync("SELECT 1"));

        await server.StartAgainAsync();
        (await database.QueryAsync("SELECT * FROM t")).ShouldBe("7");
    }

    [Fact]
    public async Task Our_own_ends_when_its_owner_is_killed()
    {
        var port = PostgresProcess.FreePort();
        const string Own = "require('child_process').spawn('sh', process.argv.slice(1), { stdio: ['pipe', 'inherit', 'inherit'] })";
        using var owner = Process.Start(new ProcessStartInfo(S3Server.Node, ["-e", Own, PostgresProcess.Program, port.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            Environment = { ["PGPASSWORD"] = "any" },
        })!;
        (await owner.StandardOutput.ReadLineAsync(Cancellation)).ShouldBe("started");

        owner.Kill();

        // Whoever holds the other end of its output is gone when it ends.
        (await owner.StandardOutput.ReadToEndAsync(Cancellation)).ShouldBeEmpty();
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().ShouldNotContain(listener => listener.Port == port);
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString, string? password)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { Password = password, Pooling = false };
        var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync(Cancellation);
        return connection;
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace ExperimentLake.Tests.Fixtures;

/// <summary>A PostgreSQL server of our own, on loopback. It ends with this process, also when that is killed.</summary>
internal sealed class PostgresProcess : IAsyncDisposable
{
    private readonly Process _process;

    private PostgresProcess()
    {
        (Port, Password) = (FreePort(), RandomNumberGenerator.GetHexString(32));
        ConnectionString = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Username = "postgres",
            Password = Password,
            Database = "postgres",
        }.ConnectionString;
        _process = Process.Start(new ProcessStartInfo("sh", [Program, Port.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PGPASSWORD"] = Password },
        })!;
    }

    public static string Program { get; } = Path.Combine(S3Server.NpmFolder, "postgres-server.sh");

    public int Port { get; }

    public string Password { get; }

    /// <summary>Of the superuser, with the password.</summary>
    public string ConnectionString { get; }

    public static async Task<PostgresProcess> StartAsync()
    {
        try
        {
            var server = new PostgresProcess();
            await server.AnswerAsync("started");
            return server;
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(
                $"PostgreSQL does not start. Install it: npm ci --ignore-scripts --prefix {S3Server.NpmFolder} or apt-get install -y postgresql. Or name one in {PostgresServer.Variable}.", exception);
        }
    }

    /// <summary>Ends the server, and every connection to it; its data stays.</summary>
    public async Task StopAsync()
    {
        await _process.StandardInput.WriteLineAsync("stop");
        await AnswerAsync("stopped");
    }

    /// <summary>Starts it again after <see cref="StopAsync"/>, where it was.</summary>
    public async Task StartAgainAsync()
    {
        await _process.StandardInput.WriteLineAsync("start");
        await AnswerAsync("started");
    }

    public async ValueTask DisposeAsync()
    {
        // Not killed: it has a folder to delete.
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>Below the ports that systems give to whoever wants any, so that nobody gets it while the server is not listening.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(20_000, 32_768);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it: try another.
            }
        }
    }

    private async Task AnswerAsync(string expected)
    {
        if (await _process.StandardOutput.ReadLineAsync() != expected)
        {
            throw new InvalidOperationException(await _process.StandardError.ReadToEndAsync());
        }
    }
}

using System.Net;
using System.Net.Sockets;

namespace ExperimentLake.Tests.Fixtures;

/// <summary>A port on loopback that nobody listens on.</summary>
internal static class FreePort
{
    public static string Url()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}

using Microsoft.AspNetCore.Http;

namespace ExperimentLake.Simulator.Wire;

/// <summary>Puts an answer on the connection, whole or as badly as a fault wants it.</summary>
internal static class Delivery
{
    private const int Chunk = 64 * 1024;

    public static async Task SendAsync(HttpContext http, Answer answer, Fault? fault, CancellationToken ct)
    {
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.ContentType;
        var half = answer.Body[..(answer.Body.Length / 2)];
        switch (fault?.Kind)
        {
            case FaultKind.Truncate when fault.MatchingLength:
                await SendWholeAsync(http, half, ct);
                break;
            case FaultKind.Truncate:
                // Kestrel itself then closes the connection in good order; an abort could overtake the half.
                await SendHalfAsync(http, answer, half, ct);
                break;
            case FaultKind.Stall:
                await SendHalfAsync(http, answer, half, ct);
                await Task.Delay(Timeout.InfiniteTimeSpan, ct);
                break;
            case FaultKind.Huge when answer.Status == 200:
                await SendHugeAsync(http, answer, fault.Bytes, ct);
                break;
            default:
                await SendWholeAsync(http, answer.Body, ct);
                break;
        }
    }

    private static async Task SendWholeAsync(HttpContext http, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, ct);
    }

    private static async Task SendHalfAsync(HttpContext http, Answer answer, ReadOnlyMemory<byte> half, CancellationToken ct)
    {
        http.Response.ContentLength = answer.Body.Length;
        await http.Response.Body.WriteAsync(half, ct);
        await http.Response.Body.FlushAsync(ct);
    }

    private static async Task SendHugeAsync(HttpContext http, Answer answer, long bytes, CancellationToken ct)
    {
        var (before, after) = Distortion.AroundDescription(answer);
        http.Response.ContentLength = before.Length + bytes + after.Length;
        var letters = new byte[Chunk];
        Array.Fill(letters, (byte)'x');
        await http.Response.Body.WriteAsync(before, ct);
        for (var left = bytes; left > 0; left -= Chunk)
        {
            await http.Response.Body.WriteAsync(letters.AsMemory(0, (int)Math.Min(left, Chunk)), ct);
        }

        await http.Response.Body.WriteAsync(after, ct);
    }
}

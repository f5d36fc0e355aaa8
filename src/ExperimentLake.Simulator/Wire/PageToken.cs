using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ExperimentLake.Simulator.Wire;

/// <summary>Opaque and tamper-proof: a token that this account region did not hand out for this very listing is refused.</summary>
internal static class PageToken
{
    private const int MarkLength = 8;

    public static string Write(string listing, params string[] parts)
    {
        var text = Encoding.UTF8.GetBytes(string.Join('\n', parts));
        return Base64Url.EncodeToString([.. Mark(listing, text), .. text]);
    }

    public static string[] Read(string listing, string token)
    {
        var bytes = Base64Url.IsValid(token) ? Base64Url.DecodeFromChars(token) : [];
        return bytes.Length >= MarkLength && Mark(listing, bytes.AsSpan(MarkLength)).AsSpan().SequenceEqual(bytes.AsSpan(0, MarkLength))
            ? Encoding.UTF8.GetString(bytes, MarkLength, bytes.Length - MarkLength).Split('\n')
            : throw Refusal.Invalid("Invalid pagination token.");
    }

    private static byte[] Mark(string listing, ReadOnlySpan<byte> text) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(listing), text)[..MarkLength];
}

using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ExperimentLake.Simulator.Wire;

/// <summary>
/// Signature Version 4 of a received request, computed from nothing but the request and the secret:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
/// </summary>
internal static class Signature
{
    public static string Of(HttpRequest request, ReadOnlySpan<byte> body, Authorization authorization, string timestamp, string secret)
    {
        var canonical = string.Join('\n', [
            request.Method,
            "/",
            "",
            .. authorization.SignedHeaders.Select(name => $"{name}:{Value(request, name)}"),
            "",
            string.Join(';', authorization.SignedHeaders),
            Convert.ToHexStringLower(SHA256.HashData(body)),
        ]);
        var toSign = string.Join('\n', ["AWS4-HMAC-SHA256", timestamp, authorization.Scope, Hash(canonical)]);

        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in (string[])[authorization.Date, authorization.Region, authorization.Service, "aws4_request"])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    // Spaces in a row count as one; several headers of a name are joined by commas.
    private static string Value(HttpRequest request, string name) => string.Join(
        ',', request.Headers[name].Select(value => string.Join(' ', value!.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ExperimentLake.Simulator.Wire;

/// <summary>A caller whose signature was found right. The region is the one that it signed for.</summary>
internal sealed record Caller(Identity Identity, string Region);

/// <summary>Admits a request whose signature is right for the secret of its key, in the order of checks in which AWS answers.</summary>
internal sealed class Gate(Credentials credentials, TimeProvider clock)
{
    private const string Format = "yyyyMMdd'T'HHmmss'Z'";
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(5);

    public Caller Admit(HttpRequest request, ReadOnlySpan<byte> body, Service service)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            throw new Refusal("MissingAuthenticationTokenException", "Request is missing Authentication Token");
        }

        var authorization = Authorization.Parse(header)
            ?? throw new Refusal("IncompleteSignatureException", "Authorization header is not of Signature Version 4.");
        var identity = credentials.Find(authorization.AccessKey) ?? throw Refusal.UnknownToken();
        CheckToken(request, identity);
        CheckScope(request, authorization, service);
        CheckSignedHeaders(request, authorization);

        var timestamp = request.Headers["X-Amz-Date"].ToString();
        CheckTime(timestamp, authorization);
        var declared = request.Headers["X-Amz-Content-Sha256"].ToString();
        var expected = Signature.Of(request, body, authorization, timestamp, identity.Secret);
        if ((declared.Length > 0 && declared != Convert.ToHexStringLower(SHA256.HashData(body))) ||
            !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(authorization.Signature)))
        {
            throw Refusal.Signature(Refusal.WrongSignature);
        }

        return identity.Expires <= clock.GetUtcNow() ? throw Refusal.Expired() : new Caller(identity, authorization.Region);
    }

    private static void CheckToken(HttpRequest request, Identity identity)
    {
        if (request.Headers["X-Amz-Security-Token"].ToString() != (identity.Token ?? ""))
        {
            throw Refusal.UnknownToken();
        }
    }

    private static void CheckScope(HttpRequest request, Authorization authorization, Service service)
    {
        var name = service.ToString().ToLowerInvariant();
        if (authorization.Service != name)
        {
            throw Refusal.Signature($"Credential should be scoped to correct service: '{name}'. ");
        }

        // It has one region in each partition, whatever regions the caller uses.
        if (service == Service.Organizations && authorization.Region is not ("us-east-1" or "cn-northwest-1" or "us-gov-west-1"))
        {
            throw Refusal.Signature($"Credential should be scoped to a valid region, not '{authorization.Region}'. ");
        }

        if (request.QueryString.HasValue)
        {
            throw Refusal.UnknownOperation(); // Neither protocol has a query string, so none is part of the signature here.
        }
    }

    private static void CheckSignedHeaders(HttpRequest request, Authorization authorization)
    {
        foreach (var name in (string[])["Host", "X-Amz-Date", "X-Amz-Target", "X-Amz-Security-Token"])
        {
            if (request.Headers.ContainsKey(name) && !authorization.SignedHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw Refusal.Signature($"'{name}' must be a 'SignedHeader' in the AWS Authorization.");
            }
        }
    }

    private void CheckTime(string timestamp, Authorization authorization)
    {
        if (!DateTimeOffset.TryParseExact(timestamp, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signed))
        {
            throw new Refusal("IncompleteSignatureException", $"Date must be in ISO-8601 'basic format'. Got '{timestamp}'.");
        }

        if (!timestamp.StartsWith(authorization.Date, StringComparison.Ordinal))
        {
            throw Refusal.Signature($"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{timestamp}'.");
        }

        var now = clock.GetUtcNow();
        if (now - signed > s_skew)
        {
            throw Refusal.Signature($"Signature expired: {timestamp} is now earlier than {Text(now - s_skew)} ({Text(now)} - 5 min.)");
        }

        if (signed - now > s_skew)
        {
            throw Refusal.Signature($"Signature not yet current: {timestamp} is still later than {Text(now + s_skew)} ({Text(now)} + 5 min.)");
        }
    }

    private static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);
}

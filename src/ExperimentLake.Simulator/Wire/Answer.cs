using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml.Linq;

namespace ExperimentLake.Simulator.Wire;

internal sealed record Answer(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    private const string JsonType = "application/x-amz-json-1.1";
    private const string XmlType = "text/xml";
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly XNamespace s_sts = "https://sts.amazonaws.com/doc/2011-06-15/";

    private static readonly string[] s_capital =
    [
        "ResourceNotFound", "AccessDeniedException", "AWSOrganizationsNotInUseException", "InvalidInputException", "TooManyRequestsException",
        "EntityNotFoundException", "AlreadyExistsException", "ConcurrentModificationException",
    ];

    // What STS, a query service, calls the errors of the JSON services. All of these are 403 there.
    private static readonly Dictionary<string, string> s_stsNames = new()
    {
        ["AccessDeniedException"] = "AccessDenied",
        ["ExpiredTokenException"] = "ExpiredToken",
        ["InvalidSignatureException"] = "SignatureDoesNotMatch",
        ["MissingAuthenticationTokenException"] = "MissingAuthenticationToken",
        ["UnrecognizedClientException"] = "InvalidClientTokenId",
    };

    public static Answer Json(ReadOnlyMemory<byte> body) => new(200, JsonType, body);

    public static Answer Html(int status, string text) =>
        new(status, "text/html", Encoding.UTF8.GetBytes($"<html><head><title>{text}</title></head><body><h1>{text}</h1></body></html>"));

    public static Answer Xml(string operation, string requestId, params object[] result) => Xml(200, new XElement(
        s_sts + $"{operation}Response",
        new XElement(s_sts + $"{operation}Result", result),
        new XElement(s_sts + "ResponseMetadata", new XElement(s_sts + "RequestId", requestId))));

    public static XElement Element(string name, params object[] content) => new(s_sts + name, content);

    public static Answer JsonError(Refusal refusal)
    {
        // The framework's own errors carry its namespace and a small m; those of the service neither.
        var type = refusal.Code is "UnknownOperationException" or "SerializationException"
            ? $"com.amazon.coral.service#{refusal.Code}"
            : refusal.Code;
        var member = s_capital.Contains(refusal.Code) ? "Message" : "message";
        var body = new Dictionary<string, string> { ["__type"] = type, [member] = refusal.Message };
        if (refusal.Reason is not null)
        {
            body["Reason"] = refusal.Reason;
        }

        return new(refusal.Status, JsonType, JsonSerializer.SerializeToUtf8Bytes(body, s_plain));
    }

    public static Answer XmlError(Refusal refusal, string requestId)
    {
        var code = refusal.Code switch
        {
            "ThrottlingException" => "Throttling",
            "ValidationException" => "ValidationError",
            "UnknownOperationException" => "InvalidAction",
            _ => s_stsNames.GetValueOrDefault(refusal.Code, refusal.Code),
        };
        return Xml(s_stsNames.ContainsKey(refusal.Code) ? 403 : refusal.Status, new XElement(
            s_sts + "ErrorResponse",
            new XElement(
                s_sts + "Error",
                new XElement(s_sts + "Type", refusal.Status < 500 ? "Sender" : "Receiver"),
                new XElement(s_sts + "Code", code),
                new XElement(s_sts + "Message", refusal.Message)),
            new XElement(s_sts + "RequestId", requestId)));
    }

    public static string Iso(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static Answer Xml(int status, XElement root) => new(status, XmlType, Encoding.UTF8.GetBytes(root.ToString()));
}

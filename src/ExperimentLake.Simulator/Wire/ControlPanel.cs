using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace ExperimentLake.Simulator.Wire;

/// <summary>
/// Drives a simulator in another process, unsigned: <c>PUT /_simulator/faults</c> with a JSON array of faults replaces
/// them, <c>PUT /_simulator/now</c> with a JSON text in ISO 8601 (or null: follow the clock) sets the world's instant,
/// <c>GET /_simulator/calls</c> counts and <c>DELETE</c> forgets them.
/// </summary>
internal sealed class ControlPanel(FaultList faults, CallLog calls, WorldClock now)
{
    public const string Path = "/_simulator";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public async Task AnswerAsync(HttpContext http)
    {
        var (request, response, ct) = (http.Request, http.Response, http.RequestAborted);
        try
        {
            switch (request.Method, request.Path.Value)
            {
                case ("PUT", $"{Path}/faults"):
                    faults.Replace(await JsonSerializer.DeserializeAsync<Fault[]>(request.Body, s_json, ct) ?? []);
                    break;
                case ("GET", $"{Path}/faults"):
                    await response.WriteAsJsonAsync(faults.Current, s_json, ct);
                    break;
                case ("PUT", $"{Path}/now"):
                    now.Set(await JsonSerializer.DeserializeAsync<DateTimeOffset?>(request.Body, s_json, ct));
                    break;
                case ("GET", $"{Path}/calls"):
                    await response.WriteAsJsonAsync(new { Calls = calls.All, calls.Throttled }, s_json, ct);
                    break;
                case ("DELETE", $"{Path}/calls"):
                    calls.Clear();
                    break;
                default:
                    response.StatusCode = StatusCodes.Status404NotFound;
                    break;
            }
        }
        catch (JsonException exception)
        {
            response.StatusCode = StatusCodes.Status400BadRequest;
            await response.WriteAsync(exception.Message, ct);
        }
    }
}

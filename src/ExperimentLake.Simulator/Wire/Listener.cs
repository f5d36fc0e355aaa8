using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ExperimentLake.Simulator.Wire;

/// <summary>The way of one request: read, admit, count, answer, deliver.</summary>
internal sealed class Listener(SimulatorOptions options, TimeProvider clock, Gate gate, Desk desk, FaultList faults, CallLog calls)
{
    public async Task AnswerAsync(HttpContext http)
    {
        var ct = http.RequestAborted;
        var requestId = Guid.NewGuid().ToString();
        http.Response.Headers["x-amzn-RequestId"] = requestId;
        // By which a client whose own clock is wrong finds out by how much.
        http.Response.Headers.Date = clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, ct);

        Fault? deciding = null;
        Call? call = null;
        Answer answer;
        try
        {
            call = Admit(http.Request, body.ToArray());
            await Task.Delay(options.Latency, clock, ct);
            foreach (var fault in faults.Striking(call))
            {
                await Task.Delay(fault.Kind == FaultKind.Slow ? fault.Delay : TimeSpan.Zero, clock, ct);
                deciding = fault;
            }

            if (deciding?.Kind == FaultKind.Reset)
            {
                http.Abort();
                return;
            }

            answer = desk.Answer(call, deciding, requestId);
        }
        catch (Refusal refusal)
        {
            if (refusal.IsThrottle && call is not null)
            {
                calls.AddThrottled(call);
            }

            answer = RequestReader.IsJson(http.Request) ? Answer.JsonError(refusal) : Answer.XmlError(refusal, requestId);
        }

        await Delivery.SendAsync(http, answer, deciding, ct);
    }

    private Call Admit(HttpRequest request, byte[] body)
    {
        if (request.Method != HttpMethods.Post || request.Path != "/")
        {
            throw Refusal.UnknownOperation();
        }

        var caller = gate.Admit(request, body, RequestReader.ServiceOf(request));
        var call = RequestReader.Read(request, body, caller);
        calls.Add(call);
        return call;
    }
}

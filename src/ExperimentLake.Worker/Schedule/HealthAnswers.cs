using Microsoft.AspNetCore.Http;

namespace ExperimentLake.Worker.Schedule;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: the schedule runs, and what it last came to.</summary>
internal static class HealthAnswers
{
    public static async Task AnswerAsync(HttpContext http, WorkerState state)
    {
        var (status, text) = http.Request.Path.Value switch
        {
            "/health/live" => (StatusCodes.Status200OK, "live"),
            "/health/ready" when state.StartedAt is null => (StatusCodes.Status503ServiceUnavailable, "not ready: the schedule does not run yet"),
            "/health/ready" => (StatusCodes.Status200OK, await state.ReadyAsync()),
            _ => (StatusCodes.Status404NotFound, "see /health/live and /health/ready"),
        };
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        await http.Response.WriteAsync(text, http.RequestAborted);
    }
}

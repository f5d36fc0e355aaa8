using Microsoft.AspNetCore.Http;

namespace ExperimentLake.Worker.Schedule;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: the schedule runs, and what it last came to.</summary>
internal static class HealthAnswers
{
    public static Task AnswerAsync(HttpContext http, WorkerState state)
    {
        var (status, text) = http.Request.Path.Value switch
        {
            "/health/live" => (StatusCodes.Status200OK, "live"),
            "/health/ready" when !state.IsRunning => (StatusCodes.Status503ServiceUnavailable, "not ready: the schedule does not run yet"),
            // Still ready: a container that is killed for it would not be any better off.
            "/health/ready" when state.Degraded() is { } reason => (StatusCodes.Status200OK, $"degraded: {reason}"),
            "/health/ready" when state.FirstRun() is { } first => (StatusCodes.Status200OK, $"ready: {first}"),
            "/health/ready" => (StatusCodes.Status200OK, "ready"),
            _ => (StatusCodes.Status404NotFound, "see /health/live and /health/ready"),
        };
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(text, http.RequestAborted);
    }
}

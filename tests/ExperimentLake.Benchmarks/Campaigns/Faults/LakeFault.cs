using ExperimentLake.Tests.Fixtures;
using Microsoft.AspNetCore.Http;

namespace ExperimentLake.Benchmarks.Campaigns.Faults;

/// <summary>What goes wrong with the lake during a run.</summary>
/// <param name="Name">In the words of the results.</param>
/// <param name="OpenAsync">
/// A lake with it. Of a bucket it passes, the first time of every request, or when an account region is named it lasts, for that one's data file.
/// </param>
internal sealed record LakeFault(string Name, Func<S3Server, Random, AccountRegionName?, Task<FaultyLake>> OpenAsync)
{
    private const string SlowDown = "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>";
    private const string InternalError = "<Error><Code>InternalError</Code><Message>We encountered an internal error. Please try again.</Message></Error>";

    /// <summary>The exit code whatever AWS does; null when it follows from what is read.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Outcome and error code of the account region whose data file it lasts for.</summary>
    public string? Loss { get; init; }

    public static IReadOnlyList<LakeFault> All { get; } =
    [
        OfBucket("S3 slow-down 503", (http, _) => AnswerAsync(http, 503, SlowDown)) with { Loss = "failed LakeWriteFailed" },
        // The file is there and says itself what it holds: README, "A file that nothing names".
        OfBucket("S3 500 after the body", async (http, takeAsync) =>
        {
            await takeAsync();
            await AnswerAsync(http, 500, InternalError);
        }) with
        { Loss = Cell.Complete },
        OfBucket("S3 connection reset", (http, _) =>
        {
            http.Abort();
            return Task.CompletedTask;
        }) with
        { Loss = "failed LakeWriteFailed" },
        new("directory full", async (_, random, _) => await FaultyDirectory.FullAsync(random)) { ExitCode = 1 },
        new("directory read-only", async (_, _, _) => await FaultyDirectory.ReadOnlyAsync()) { ExitCode = 3 },
    ];

    private static LakeFault OfBucket(string name, Func<HttpContext, Func<Task>, Task> strikeAsync) =>
        new(name, async (s3, _, lasting) => await FaultyBucket.OpenAsync(s3, strikeAsync, lasting));

    private static Task AnswerAsync(HttpContext http, int status, string body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/xml";
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.WriteAsync(body);
    }
}

internal sealed record AccountRegionName(string Account, string Region);

/// <summary>A lake that something is wrong with until it is healed.</summary>
internal abstract class FaultyLake(TestLake lake) : IAsyncDisposable
{
    public TestLake Lake => lake;

    /// <summary>How the run that it goes wrong for finds it.</summary>
    public virtual IEnumerable<KeyValuePair<string, string>> Environment => lake.Environment;

    /// <summary>Whether the run has met with it.</summary>
    public abstract bool HasStruck(ProcessResult run);

    public virtual Task HealAsync() => Task.CompletedTask;

    public virtual ValueTask DisposeAsync() => lake.DisposeAsync();
}

using ExperimentLake.Lake;
using ExperimentLake.Worker.Reports.Sections;

namespace ExperimentLake.Worker.Reports;

/// <summary>A lake's history as one page that needs nothing but a browser.</summary>
/// <param name="Page">The page.</param>
/// <param name="Summary">What it covers, in one line.</param>
internal sealed record Report(string Page, string Summary)
{
    /// <summary>The sections, in the order of the page. A new one is a class and its line here.</summary>
    private static readonly IReadOnlyList<Func<ReportLake, Task<Section>>> s_sections =
        [StatusOverTime.AskAsync, PerWeek.AskAsync, Durations.AskAsync, Sampling.AskAsync, Footprint.AskAsync, ToLookAt.AskAsync, Coverage.AskAsync];

    /// <param name="store">The lake.</param>
    /// <param name="scope">What part of it.</param>
    /// <param name="title">Title of the page.</param>
    /// <param name="clock">Tells when the page was made; nothing else depends on it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LakeException">The lake could not be read.</exception>
    public static async Task<Report> CreateAsync(ILakeStore store, ReportScope scope, string title, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var lake = await ReportLake.OpenAsync(store, scope, cancellationToken);
        var cover = await Cover.AskAsync(lake, store.Location);
        var sections = new List<Section>();
        foreach (var section in lake.IsEmpty ? [] : s_sections)
        {
            sections.Add(await section(lake));
        }

        return new Report(ReportPage.Compose(title, cover, sections, clock.GetUtcNow()), cover.Summary);
    }
}

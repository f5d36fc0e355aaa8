using ExperimentLake.Lake;
using ExperimentLake.Views;
using ExperimentLake.Worker.Queries;
using ExperimentLake.Worker.Reports;

namespace ExperimentLake.Tests.Fixtures;

/// <summary>Reports over lakes of tests.</summary>
internal static class MadeReport
{
    /// <summary>Writes the files of a lake, and a report over it beside it.</summary>
    /// <returns>The file.</returns>
    public static async Task<string> ReportAsync(this KnownLake lake, string title = "Test", DateOnly? since = null, params IReadOnlyList<string> accounts)
    {
        await lake.WriteAsync();
        using var store = LakeStore.Open(new LakeSettings { Uri = lake.Uri }, TimeProvider.System);
        var report = await Report.CreateAsync(store, new ReportScope(lake.Uri, new LakeFilter(since, accounts.ToHashSet()), LakeViews.OwnerTags), title, TimeProvider.System, TestContext.Current.CancellationToken);
        var file = $"{lake.Uri}.html";
        await File.WriteAllTextAsync(file, report.Page, TestContext.Current.CancellationToken);
        return file;
    }
}

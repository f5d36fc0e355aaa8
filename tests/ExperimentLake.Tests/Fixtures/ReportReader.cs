using System.Diagnostics;
using System.Text.Json.Nodes;

[assembly: AssemblyFixture(typeof(ExperimentLake.Tests.Fixtures.ReportReader))]

namespace ExperimentLake.Tests.Fixtures;

/// <summary>A real browser that opens reports, as <c>npm/report-reader.mjs</c> drives it. Started when first asked for.</summary>
public sealed class ReportReader : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private Process? _process;

    /// <param name="file">The report.</param>
    /// <param name="more">Of the question, what is not as usual: the script tells what there is.</param>
    internal async Task<SeenReport> OpenAsync(string file, JsonObject? more = null)
    {
        var question = more?.DeepClone().AsObject() ?? [];
        question["file"] = file;
        await _turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            // It ends when its input does: also when this process is killed.
            _process ??= Process.Start(new ProcessStartInfo(S3Server.Node, ["--disable-warning=ExperimentalWarning", Path.Combine(S3Server.NpmFolder, "report-reader.mjs")])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            await _process.StandardInput.WriteLineAsync(question.ToJsonString());
            await _process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
            var answer = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
                ?? throw new InvalidOperationException($"The browser does not start. Install it: npm ci --prefix {S3Server.NpmFolder} (needs Node.js 22 or later)");
            return new SeenReport(JsonNode.Parse(answer)!);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _turn.Dispose();
    }
}

/// <summary>What a browser made of a report.</summary>
internal sealed class SeenReport(JsonNode page)
{
    public JsonNode Page { get; } = page["failure"] is { } failure ? throw new InvalidOperationException((string)failure!) : page;

    /// <summary>Console messages, errors and dialogs.</summary>
    public IReadOnlyList<string> Problems => Texts(Page["problems"]!);

    /// <summary>Addresses that the page asked for beside its own.</summary>
    public IReadOnlyList<string> Requests => Texts(Page["requests"]!);

    public string Text => (string)Page["text"]!;

    public IReadOnlyList<string> Charts => [.. Page["charts"]!.AsObject().Select(chart => chart.Key)];

    public JsonNode Chart(string id) => Page["charts"]![id] ?? throw new InvalidOperationException($"No chart {id} but {string.Join(", ", Charts)}.");

    /// <summary>Categories and the values of each series by its name, as the chart has them; null is a dash.</summary>
    public IReadOnlyDictionary<string, string> Numbers(string chart)
    {
        var option = Chart(chart)["option"]!;
        // A bar from left to right has its names on the other axis.
        var axis = new[] { option["xAxis"]![0]!, option["yAxis"]![0]! }.Single(one => (string)one["type"]! == "category");
        return new Dictionary<string, string>(
            option["series"]!.AsArray().Select(series => KeyValuePair.Create((string)series!["name"]!, Line(series["data"]!)))
                .Append(KeyValuePair.Create("", string.Join(' ', Texts(axis["data"]!)))));
    }

    /// <summary>Date and class of each cell of a calendar.</summary>
    public IReadOnlyDictionary<string, int> Days(string chart) =>
        Chart(chart)["option"]!["series"]!.AsArray().SelectMany(series => series!["data"]!.AsArray()).ToDictionary(cell => (string)cell!["value"]![0]!, cell => (int)cell!["value"]![1]!);

    /// <summary>Rows of a table as <c>a | b</c>, without thousands separators.</summary>
    public IReadOnlyList<string> Rows(string table) =>
        [.. Page["tables"]![table]!["rows"]!.AsArray().Select(row => string.Join(" | ", Texts(row!)).Replace(",", "", StringComparison.Ordinal))];

    public IReadOnlyList<string> Columns(string table) => Texts(Page["tables"]![table]!["columns"]!);

    /// <summary>Nothing failed, nothing was asked for, nothing reaches beyond the window.</summary>
    public SeenReport ShouldBeQuiet()
    {
        Problems.ShouldBeEmpty();
        Requests.ShouldBeEmpty();
        ((int)Page["width"]!).ShouldBeLessThanOrEqualTo((int)Page["window"]!);
        foreach (var chart in Charts)
        {
            ((double?)Chart(chart)["width"] ?? 0).ShouldBe((double)Chart(chart)["frame"]!, 1, chart);
            Chart(chart)["text"]!.AsArray().Count.ShouldBeGreaterThan(0, chart);
        }

        return this;
    }

    private static string Line(JsonNode values) =>
        string.Join(' ', values.AsArray().Select(value => value is null ? "-" : value is JsonObject one ? one["value"]!.ToJsonString() : value.ToJsonString()));

    private static IReadOnlyList<string> Texts(JsonNode list) => [.. list.AsArray().Select(text => (string)text!)];
}

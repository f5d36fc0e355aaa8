using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace ExperimentLake.Worker.Reports;

/// <summary>Fills <c>report.html</c>: style, scripts and numbers within, so that nothing is ever fetched.</summary>
internal static partial class ReportPage
{
    /// <summary>As the packages bring them; whoever is sent the page gets them too.</summary>
    private static readonly string[] s_licences = ["echarts-NOTICE", "echarts-LICENSE", "d3-LICENSE", "zrender-LICENSE"];

    public static string Compose(string title, Cover cover, IReadOnlyList<Section> sections, DateTimeOffset now)
    {
        var charts = sections.SelectMany(section => section.Exhibits).Where(exhibit => exhibit.Chart is not null).ToDictionary(exhibit => exhibit.Id, exhibit => exhibit.Chart!);
        // Without charts a report needs none of their library.
        var library = charts.Count > 0 ? Asset("echarts.min.js") : "";
        var script = charts.Count > 0 ? Asset("report.js") : "";
        var parts = new Dictionary<string, string>
        {
            ["policy"] = $"default-src 'none'; script-src '{Hash(library)}' '{Hash(script)}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'",
            ["title"] = Html.Of($"{title}").Markup,
            ["style"] = Asset("report.css"),
            ["cover"] = cover.Markup().Markup,
            ["contents"] = Html.Join(sections.Select(section => Html.Of($"<li><a href=\"#{section.Id}\">{section.Title}</a></li>\n"))).Markup,
            ["sections"] = Html.Join(sections.Select(section => section.Markup())).Markup,
            ["produced"] = Html.Of($"Made by {Lake.Writer.Name} at {now.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC.").Markup,
            ["licences"] = Html.Join((charts.Count > 0 ? s_licences : []).Select(name => Html.Of($"<h3>{name}</h3>\n<pre>{Asset(name)}</pre>\n"))).Markup,
            ["charts"] = Chart.Json(charts),
            ["library"] = library,
            ["script"] = script,
        };
        // In one go: no part is looked into for the place of another.
        return Place().Replace(Asset("report.html"), place => parts[place.Groups[1].Value]);
    }

    public static string Asset(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not part of the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>As a browser computes it over the text of a script element. https://www.w3.org/TR/CSP3/#match-element-to-source-list</summary>
    private static string Hash(string script) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}";

    [GeneratedRegex(@"\{\{([a-z]+)\}\}")]
    private static partial Regex Place();
}

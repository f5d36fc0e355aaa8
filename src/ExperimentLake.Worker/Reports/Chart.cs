using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace ExperimentLake.Worker.Reports;

/// <summary>How a chart is drawn. <c>report.js</c> has a function of that name for each.</summary>
internal enum ChartKind
{
    /// <summary>Stacked areas over dates.</summary>
    Areas,

    /// <summary>Columns side by side.</summary>
    Columns,

    /// <summary>Columns on top of each other.</summary>
    Stack,

    /// <summary>Bars from left to right, one behind the other; for long names.</summary>
    Bars,

    /// <summary>A calendar for each year. Its series are the classes of dates; a date is of the class where it has 1.</summary>
    Calendar,
}

/// <summary>The numbers of a chart, and nothing of how they look but the kind and the names of colours.</summary>
/// <param name="Kind">How it is drawn.</param>
/// <param name="Label">What it shows, for those who do not see it.</param>
/// <param name="Unit">Of what the numbers are, in the plural.</param>
/// <param name="Categories">Along the axis: dates, weeks, names.</param>
/// <param name="Series">Their values, one for each category.</param>
internal sealed record Chart(ChartKind Kind, string Label, string Unit, IReadOnlyList<string> Categories, IReadOnlyList<Series> Series)
{
    // < > & and the separators that end a line of JavaScript are among what it escapes whatever it is allowed.
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Classes of categories that are to stand out behind the numbers, such as dates without a snapshot: 1 where one is.</summary>
    public IReadOnlyList<Series> Marks { get; init; } = [];

    /// <summary>What to say beside the values of a category, null where there is nothing.</summary>
    public IReadOnlyList<string?> Notes { get; init; } = [];

    /// <summary>Title of the axis of categories.</summary>
    public string? Axis { get; init; }

    /// <summary>Charts by the id of their element, as JSON that may stand in a script element.</summary>
    public static string Json(IReadOnlyDictionary<string, Chart> charts) => JsonSerializer.Serialize(charts, Options);
}

/// <summary>One line, area or colour of a chart.</summary>
/// <param name="Name">As the legend has it.</param>
/// <param name="Color">Its colour in <c>report.css</c>, without the leading <c>--c-</c>.</param>
/// <param name="Values">One for each category; null where nothing is known.</param>
internal sealed record Series(string Name, string Color, IReadOnlyList<double?> Values);

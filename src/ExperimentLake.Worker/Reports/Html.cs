using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace ExperimentLake.Worker.Reports;

/// <summary>Markup of a page. The only way to make some is <see cref="Of"/>, which encodes every value: text that AWS told stays text.</summary>
internal readonly record struct Html
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly string? _markup;

    private Html(string markup) => _markup = markup;

    public string Markup => _markup ?? "";

    /// <summary>The literal parts are markup; values are encoded, but for those that are <see cref="Html"/> themselves.</summary>
    public static Html Of(FormattableString text) => new(text.ToString(EncodingFormat.Instance));

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(part => part.Markup)));

    private sealed class EncodingFormat : IFormatProvider, ICustomFormatter
    {
        public static EncodingFormat Instance { get; } = new();

        public object? GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : null;

        public string Format(string? format, object? arg, IFormatProvider? formatProvider) => arg switch
        {
            Html html => html.Markup,
            IFormattable value => Encoder.Encode(value.ToString(format, CultureInfo.InvariantCulture)),
            _ => Encoder.Encode(arg?.ToString() ?? ""),
        };
    }
}

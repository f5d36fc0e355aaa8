using System.Text;

namespace ExperimentLake;

/// <summary>
/// Text of others on its way to a person: names, tags and messages come from whoever may create an experiment, keys from whoever may write
/// to the lake. A terminal obeys some characters in place of showing them (ECMA-48), and a line that breaks can pass for two of ours.
/// </summary>
public static class Printable
{
    private const char Unknown = '\uFFFD';

    /// <summary>The text on one line.</summary>
    public static string Line(string text) => Text(text.ReplaceLineEndings(" "));

    /// <summary>The text with its lines and tabs. Control characters become pictures of themselves; what turns the direction of writing is replaced.</summary>
    public static string Text(string text)
    {
        var first = text.AsSpan().IndexOfAnyExceptInRange(' ', '~');
        if (first < 0)
        {
            return text;
        }

        var shown = new StringBuilder(text, 0, first, text.Length);
        for (var index = first; index < text.Length; index++)
        {
            var isLineEnd = text[index] == '\r' && index + 1 < text.Length && text[index + 1] == '\n';
            shown.Append(isLineEnd ? '\r' : Shown(text[index]));
        }

        return shown.ToString();
    }

    private static char Shown(char character) => character switch
    {
        '\n' or '\t' => character,
        // https://www.unicode.org/charts/PDF/U2400.pdf
        < ' ' => (char)('\u2400' + character),
        '\u007F' => '\u2421',
        > '\u007F' and < '\u00A0' => Unknown,
        // Line ends that are not ours; then https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters, but for the marks that change no neighbours.
        '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') => Unknown,
        _ => character,
    };
}

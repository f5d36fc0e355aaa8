namespace ExperimentLake.Schema;

/// <summary>
/// A Hive type, read from its text: the fields of structs and the elements of arrays matter, everything else is a word. Types are
/// lower case, and their white space means nothing. https://cwiki.apache.org/confluence/display/Hive/LanguageManual+Types
/// </summary>
internal sealed record HiveType(string Word, IReadOnlyList<(string Name, HiveType Type)> Parts)
{
    private const string Struct = "struct";
    private const string Array = "array";

    /// <summary>
    /// The first type, and what the second has beyond it: fields that are new go to the end of their struct, where engines that
    /// compare a table with a partition by position still find the others. Of two that cannot be one, the second.
    /// </summary>
    public static string Widen(string type, string with) => Widen(Parse(type), Parse(with)).ToString();

    /// <summary>Whether two texts name the same type.</summary>
    public static bool AreEqual(string one, string other) => Normalize(one) == Normalize(other);

    public override string ToString() => Word switch
    {
        Struct => $"{Struct}<{string.Join(',', Parts.Select(part => $"{part.Name}:{part.Type}"))}>",
        Array => $"{Array}<{Parts[0].Type}>",
        _ => Word,
    };

    private static string Normalize(string type) =>
        string.Concat(type.Where(letter => !char.IsWhiteSpace(letter))).ToLowerInvariant();

    private static HiveType Widen(HiveType type, HiveType with)
    {
        if (type.Word != with.Word || type.Word is not (Struct or Array))
        {
            return with;
        }

        var known = type.Parts.Select(part => part.Name).ToHashSet();
        return type with
        {
            Parts =
            [
                .. type.Parts.Select(part => with.Parts.FirstOrDefault(one => one.Name == part.Name) is { Type: { } other } ? (part.Name, Widen(part.Type, other)) : part),
                .. with.Parts.Where(part => !known.Contains(part.Name)),
            ],
        };
    }

    private static HiveType Parse(string text)
    {
        var type = Normalize(text);
        return Inner(type, Struct) is { } fields && Split(fields).Select(Field).ToList() is var read && read.All(field => field is not null)
                ? new HiveType(Struct, [.. read.Select(field => field!.Value)])
            : Inner(type, Array) is { } element ? new HiveType(Array, [("", Parse(element))])
            : new HiveType(type, []);
    }

    private static (string Name, HiveType Type)? Field(string text) =>
        text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? (text[..colon], Parse(text[(colon + 1)..])) : null;

    private static string? Inner(string type, string word) =>
        type.StartsWith($"{word}<", StringComparison.Ordinal) && type[^1] == '>' ? type[(word.Length + 1)..^1] : null;

    /// <summary>At commas that are within no brackets.</summary>
    private static IEnumerable<string> Split(string text)
    {
        var (depth, start) = (0, 0);
        for (var index = 0; index < text.Length; index++)
        {
            depth += text[index] is '<' or '(' ? 1 : text[index] is '>' or ')' ? -1 : 0;
            if (text[index] == ',' && depth == 0)
            {
                yield return text[start..index];
                start = index + 1;
            }
        }

        yield return text[start..];
    }
}

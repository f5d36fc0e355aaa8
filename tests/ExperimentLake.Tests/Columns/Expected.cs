using System.Globalization;
using System.Text.Json;
using ExperimentLake.Tests.Schema;

namespace ExperimentLake.Tests.Columns;

/// <summary>
/// What a row must be, told from its values and never by the shredder: JSON by column names, instants as milliseconds, text in
/// ASCII with escapes, null where a value is null or absent. Both readers' rows are told alike.
/// </summary>
internal static class Expected
{
    public static string Row(Sample sample)
    {
        var columns = ApiModel.Describe.Members.ToDictionary(
            member => ApiModel.ColumnName(member.Name),
            member => Value(member.Shape, Known(sample.Described[member.Name]) ?? (IsFallback(member.Name) ? sample.Summary?[member.Name] : null)));
        columns["_key"] = Text(sample.Arn);
        columns["region"] = Text(sample.Region);
        columns["observed_at"] = Number(sample.ObservedAt);
        columns["tags"] = sample.Tags is null ? "null" : Map(sample.Tags);
        columns["unmapped"] = "{}";
        return Struct(ApiModel.Row.Members.Select(member => (member.Name, columns[member.Name])));
    }

    public static string Value(Shape shape, JsonValue? value) => (shape, value) switch
    {
        (_, null or JsonNull) => "null",
        (TextShape, JsonText text) => Text(text.Text),
        (IntShape or LongShape, JsonInt number) => Number(number.Number),
        (TimestampShape, JsonTime time) => Number(time.Milliseconds),
        (ListShape list, JsonList elements) => $"[{string.Join(',', elements.Elements.Select(element => Value(list.Element, element)))}]",
        (StructShape group, JsonObject members) =>
            Struct(group.Members.Select(member => (ApiModel.ColumnName(member.Name), Value(member.Shape, members[member.Name])))),
        _ => throw new ArgumentException($"{value} is no {shape}."),
    };

    public static string Text(string text) => JsonSerializer.Serialize(text);

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Struct(IEnumerable<(string Name, string Value)> members) =>
        $"{{{string.Join(',', members.Select(member => $"{Text(member.Name)}:{member.Value}"))}}}";

    public static string Map(IEnumerable<KeyValuePair<string, string?>> entries) =>
        Struct(entries.Select(entry => (entry.Key, entry.Value is null ? "null" : Text(entry.Value))));

    private static bool IsFallback(string member) => member is "CreationTime" or "LastModifiedTime";

    private static JsonValue? Known(JsonValue? value) => value is JsonNull ? null : value;
}

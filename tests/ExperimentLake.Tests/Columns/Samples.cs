using System.Collections.Immutable;
using CsCheck;
using ExperimentLake.Tests.Schema;

namespace ExperimentLake.Tests.Columns;

/// <summary>Random experiments: every level null, absent, empty or filled; text of every kind.</summary>
internal static class Samples
{
    private static readonly Gen<string> Character = Gen.Frequency(
        (6, Gen.Int[' ', '~']),
        (1, Gen.Int[0, 0x1F]),
        (1, Gen.OneOf('"', '\\', '/', 0x7F, 0x85, 0x2028, 0xFEFF)),
        (1, Gen.Int[0x80, 0xD7FF]),
        // UTF-8 and UTF-16 disagree on the order of these two.
        (2, Gen.Int[0xE000, 0xFFFF]),
        (2, Gen.Int[0x10000, 0x10FFFF])).Select(char.ConvertFromUtf32);

    /// <summary>Unicode text, with few enough values that dictionaries and statistics matter.</summary>
    public static readonly Gen<string> Text = Gen.Frequency(
        (2, Gen.OneOf("", "ShadowMode", "Completed", "a", "\uE000", "\U0001F600")),
        (2, Gen.Char[' ', '~'].Array[0, 12].Select(characters => new string(characters))),
        (4, Character.Array[0, 8].Select(string.Concat)),
        (1, Gen.Int[1000, 1100].Select(length => new string('x', length))));

    private static readonly Gen<long> Milliseconds = Gen.Frequency(
        (1, Gen.OneOf(0L, -1, 1, -62_135_596_800_000, 253_402_300_799_999)),
        (1, Gen.Long[-62_135_596_800_000, 253_402_300_799_999]),
        (4, Gen.Long[1_600_000_000_000, 1_900_000_000_000]));

    private static readonly Gen<int> Int = Gen.Frequency((1, Gen.OneOf(0, int.MinValue, int.MaxValue)), (4, Gen.Int[-5, 200]));

    private static readonly Gen<JsonValue?> Null = Gen.Const<JsonValue?>(new JsonNull());

    public static readonly Gen<JsonObject> Described = Object(ApiModel.Describe);

    private static readonly Gen<JsonObject?> Summary = Gen.Frequency(
        (4, Object(ApiModel.Summary).Select(summary => (JsonObject?)summary)), (1, Absent<JsonObject>()));

    private static readonly Gen<List<List<(string, JsonValue?)>>?> TagPages = Gen.Frequency(
        (1, Absent<List<List<(string, JsonValue?)>>>()),
        (5, Gen.Select(Text, Optional(Text.Select(text => (JsonValue?)new JsonText(text)))).List[0, 4].List[0, 3].Select(Distinct)));

    public static readonly Gen<Sample> One = Gen.Select(Text, Text, Milliseconds, Described, Summary, Gen.Int, TagPages)
        .Select((arn, region, at, described, summary, spelling, tags) => new Sample(arn, region, at, described, summary, spelling) { TagPages = tags });

    private static Gen<JsonValue?> Value(Shape shape) => shape switch
    {
        TextShape => Text.Select(text => (JsonValue?)new JsonText(text)),
        IntShape or LongShape => Int.Select(number => (JsonValue?)new JsonInt(number)),
        TimestampShape => Milliseconds.Select(milliseconds => (JsonValue?)new JsonTime(milliseconds)),
        ListShape list => Gen.Frequency((1, Null), (5, Value(list.Element))).List[0, 4]
            .Select(elements => (JsonValue?)new JsonList([.. elements.Select(element => element!)])),
        StructShape group => Object(group).Select(members => (JsonValue?)members),
        _ => throw new ArgumentException($"No values of {shape}."),
    };

    public static Gen<JsonObject> Object(StructShape shape) => shape.Members.Aggregate(
        Gen.Const(ImmutableList<(string, JsonValue?)>.Empty),
        (members, member) => Gen.Select(members, Optional(Value(member.Shape))).Select((before, value) => before.Add((member.Name, value))),
        members => members.Select(all => new JsonObject(all)));

    private static Gen<T?> Absent<T>()
        where T : class => Gen.Const(() => (T?)null);

    private static Gen<JsonValue?> Optional(Gen<JsonValue?> value) => Gen.Frequency((1, Absent<JsonValue>()), (1, Null), (6, value));

    private static List<List<(string, JsonValue?)>> Distinct(List<List<(string Key, JsonValue? Value)>> pages)
    {
        var seen = new HashSet<string>();
        return [.. pages.Select(page => page.Where(tag => seen.Add(tag.Key)).ToList())];
    }
}

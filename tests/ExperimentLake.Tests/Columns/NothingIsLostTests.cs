using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using ExperimentLake.Columns;
using ExperimentLake.Tests.Schema;

namespace ExperimentLake.Tests.Columns;

/// <summary>Documents that fit the model here and there only: whatever they say is in its column or in <c>unmapped</c>.</summary>
public sealed partial class NothingIsLostTests
{
    private static readonly Shape TagPage = Shape.Struct(("Tags", Shape.List(Shape.Struct(("Key", Shape.Text), ("Value", Shape.Text)))));

    // No #, which tells one of several with the same path.
    private static readonly Gen<string> Name =
        Gen.Frequency((3, Gen.OneOf("New", "Name", "Status", "Arn", "KmsKey", "", "a.b", "x[0]", "Schedule.StartTime", "'")), (1, Samples.Text.Select(text => text.Replace('#', '+'))));

    private static readonly Gen<JsonValue> Number = Gen.OneOf(
        "0", "-0", "3.0", "1e2", "2147483648", "-2147483649", "1764547200.123", "1764547200.12345", "253402300800", "1e300", "-1.5E-7")
        .Select(number => (JsonValue)new JsonRaw(number));

    private static readonly Gen<JsonValue> Any = Gen.Recursive<JsonValue>((depth, nested) => depth > 3 ? Scalar() : Gen.Frequency(
        (3, Scalar()),
        (1, nested.List[0, 3].Select(elements => (JsonValue)new JsonList(elements))),
        (1, Gen.Select(Name, nested).List[0, 3].Select(members => (JsonValue)new JsonObject([.. members.Select(Member)])))));

    [Fact]
    public async Task Whatever_a_document_says_is_in_its_column_or_unmapped() =>
        await Gen.Select(Object(ApiModel.Describe).Array[1, 20], Gen.Int).SampleAsync(
            async (documents, spelling) =>
            {
                var json = documents.Select(document => document.Spell(spelling)).ToList();
                var rows = await RowsAsync(json.Select(described => Document(described)));

                foreach (var (described, row) in json.Zip(rows))
                {
                    Missing(Facts("", JsonDocument.Parse(described).RootElement), Columns(row).Concat(Unmapped(row))).ShouldBeEmpty(described);
                }
            },
            iter: 40,
            print: input => $"{input.Item1.Length} rows");

    [Fact]
    public async Task Whatever_a_reply_says_of_tags_is_in_tags_or_unmapped() =>
        await Gen.Select(Loose(TagPage).Array[1, 3].Array[1, 20], Gen.Int).SampleAsync(
            async (resources, spelling) =>
            {
                var json = resources.Select(pages => pages.Select(page => page.Spell(spelling)).ToArray()).ToList();
                var rows = await RowsAsync(json.Select(pages => Document("{}", pages)));

                foreach (var (pages, row) in json.Zip(rows))
                {
                    var tags = row.GetProperty("tags");
                    // A key of the map is a value of the reply; where each was is told by other tests.
                    var keys = tags.ValueKind == JsonValueKind.Null ? [] : tags.EnumerateObject().Select(tag => $" = \"{tag.Name}\"");
                    var said = pages.SelectMany(page => Facts("", JsonDocument.Parse(page).RootElement));

                    Missing(Scalars(said), Scalars(keys.Concat(Facts("", tags)).Concat(Unmapped(row)))).ShouldBeEmpty(string.Join('\n', pages));
                }
            },
            iter: 40,
            print: input => $"{input.Item1.Length} rows");

    private static Document Document(string described, string[]? tags = null) => new(
        "arn", "us-east-1", DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes(described), default,
        tags?.Select(page => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(page)).ToList());

    private static async Task<IEnumerable<JsonElement>> RowsAsync(IEnumerable<Document> documents)
    {
        using var file = await LakeFile.WriteAsync(documents);
        return file.ParquetSharpRows().Select(row => JsonDocument.Parse(row).RootElement);
    }

    /// <summary>A value of the shape, with another here and there, and members that are new or twice.</summary>
    private static Gen<JsonValue> Loose(Shape shape) => Gen.Frequency((1, Any), (6, shape switch
    {
        StructShape group => Object(group).Select(members => (JsonValue)members),
        ListShape list => Loose(list.Element).List[0, 3].Select(elements => (JsonValue)new JsonList(elements)),
        TextShape => Samples.Text.Select(text => (JsonValue)new JsonText(text)),
        _ => Number,
    }));

    private static Gen<JsonObject> Object(StructShape shape) => Gen.Select(
        Gen.OneOf([.. shape.Members.Select(member => Loose(member.Shape).Select(value => Member((member.Name, value))))]).List[0, 6],
        Gen.Select(Name, Any).Select(Member).List[0, 2])
        .Select((known, others) => new JsonObject([.. known, .. others]));

    private static Gen<JsonValue> Scalar() => Gen.Frequency(
        (1, Gen.OneOf("null", "true", "false").Select(word => (JsonValue)new JsonRaw(word))),
        (2, Number),
        (2, Samples.Text.Select(text => (JsonValue)new JsonText(text))));

    private static (string, JsonValue?) Member((string Name, JsonValue Value) member) => (member.Name, member.Value);

    /// <summary>Every value with its path; nulls are not told from absence.</summary>
    private static IEnumerable<string> Facts(string path, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Facts($"{path}.{member.Name}", member.Value)).Prepend($"{path} = {{}}"),
        JsonValueKind.Array => value.EnumerateArray().SelectMany((element, index) => Facts($"{path}[{index}]", element)).Prepend($"{path} = []"),
        JsonValueKind.Null => [],
        JsonValueKind.Number => [$"{path} = {Normal(value.GetRawText())}"],
        JsonValueKind.String => [$"{path} = \"{value.GetString()}\""],
        _ => [$"{path} = {value}"],
    };

    private static IEnumerable<string> Columns(JsonElement row) =>
        ApiModel.Describe.Members.SelectMany(member => Column($".{member.Name}", member.Shape, row.GetProperty(ApiModel.ColumnName(member.Name)))).Prepend(" = {}");

    private static IEnumerable<string> Column(string path, Shape shape, JsonElement value) => (shape, value.ValueKind) switch
    {
        (StructShape group, JsonValueKind.Object) => group.Members
            .SelectMany(member => Column($"{path}.{member.Name}", member.Shape, value.GetProperty(ApiModel.ColumnName(member.Name)))).Prepend($"{path} = {{}}"),
        (ListShape list, JsonValueKind.Array) => value.EnumerateArray()
            .SelectMany((element, index) => Column($"{path}[{index}]", list.Element, element)).Prepend($"{path} = []"),
        (TimestampShape, JsonValueKind.Number) => [$"{path} = {Normal((value.GetInt64() / 1000m).ToString(CultureInfo.InvariantCulture))}"],
        _ => Facts(path, value),
    };

    /// <summary>Keys hold names as they were spelled; a number after # tells one of several with the same path.</summary>
    private static IEnumerable<string> Unmapped(JsonElement row) => row.GetProperty("unmapped").EnumerateObject().SelectMany(value => Facts(
        $".{JsonSerializer.Deserialize<string>($"\"{Copy().Replace(value.Name, "")}\"")}", JsonDocument.Parse(value.Value.GetString()!).RootElement));

    private static List<string> Missing(IEnumerable<string> facts, IEnumerable<string> kept)
    {
        var counts = kept.CountBy(fact => fact).ToDictionary();
        return [.. facts.CountBy(fact => fact).Where(fact => counts.GetValueOrDefault(fact.Key) < fact.Value).Select(fact => fact.Key)];
    }

    private static IEnumerable<string> Scalars(IEnumerable<string> facts) =>
        facts.Select(fact => fact[(fact.LastIndexOf(" = ", StringComparison.Ordinal) + 3)..]).Where(scalar => scalar is not "{}" and not "[]");

    private static string Normal(string number) =>
        decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value.ToString("0.############################", CultureInfo.InvariantCulture)
            : number;

    [GeneratedRegex(@"#\d+$")]
    private static partial Regex Copy();
}

using System.Text;
using ExperimentLake.Columns;

namespace ExperimentLake.Tests.Columns;

/// <summary>One experiment: its values, and how the replies spell them.</summary>
internal sealed record Sample(string Arn, string Region, long ObservedAt, JsonObject Described, JsonObject? Summary, int Spelling)
{
    /// <summary>Replies of ListTags; null when unknown. Keys are distinct; a C# null is an absent value.</summary>
    public IReadOnlyList<IReadOnlyList<(string Key, JsonValue? Value)>>? TagPages { get; init; }

    public IEnumerable<KeyValuePair<string, string?>>? Tags =>
        TagPages?.SelectMany(page => page).Select(tag => KeyValuePair.Create(tag.Key, (tag.Value as JsonText)?.Text));

    public Document Document => new(
        Arn, Region, DateTimeOffset.FromUnixTimeMilliseconds(ObservedAt), Bytes(Described), Summary is null ? default : Bytes(Summary),
        TagPages?.Select(page => Bytes(Page(page))).ToList());

    private JsonObject Page(IReadOnlyList<(string Key, JsonValue? Value)> tags) => new([
        // No tags: an empty list, or no list at all.
        ("Tags", tags.Count == 0 && Spelling % 2 == 0 ? null : new JsonList([.. tags.Select(tag => new JsonObject([("Key", new JsonText(tag.Key)), ("Value", tag.Value)]))])),
        ("NextToken", new JsonText("more")),
    ]);

    private ReadOnlyMemory<byte> Bytes(JsonValue value) => Encoding.UTF8.GetBytes(value.Spell(Spelling));
}

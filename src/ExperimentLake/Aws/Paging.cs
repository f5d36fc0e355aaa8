using System.Text.Json;

namespace ExperimentLake.Aws;

/// <summary>What all operations that answer page by page have in common.</summary>
internal static class Paging
{
    // Empty pages that carry a token are allowed; a listing that brings nothing new for so long never ends.
    private const int MostPagesWithoutNews = 100;

    /// <summary>The members of a request that have a value.</summary>
    public static Dictionary<string, object> Request(params IEnumerable<(string Name, object? Value)> members) =>
        members.Where(member => member.Value is not null).ToDictionary(member => member.Name, member => member.Value!);

    /// <summary>What asks for the next page; null on the last one.</summary>
    /// <exception cref="InvalidReplyException">It is not text: the listing would end here as if it were whole.</exception>
    public static string? Token(string operation, ReadOnlyMemory<byte> reply) =>
        !Json.TryFind(reply, "NextToken"u8, out var reader) || reader.TokenType == JsonTokenType.Null
            ? null
            : Json.Text(reply, "NextToken"u8) ?? throw new InvalidReplyException(operation, "has a NextToken that is not text");

    /// <exception cref="InvalidReplyException">So many pages brought nothing new.</exception>
    public static void ThrowIfEndless(string operation, int pages)
    {
        if (pages > MostPagesWithoutNews)
        {
            throw new InvalidReplyException(operation, $"gave a token for yet another page after {pages} pages that brought nothing new");
        }
    }
}

/// <summary>AWS answered, but not what the operation answers.</summary>
internal sealed class InvalidReplyException(string operation, string what) : Exception($"The reply of {operation} {what}.");

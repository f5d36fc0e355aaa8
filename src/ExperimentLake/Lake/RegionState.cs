using System.Text.Json;
using System.Text.Json.Serialization;

namespace ExperimentLake.Lake;

/// <summary>
/// What is known of an account region on a day: a small JSON object in the lake, and word for word its row of
/// <c>snapshot_coverage</c>. The columns are described in <see cref="Schema.Tables.SnapshotCoverage"/>.
/// </summary>
public sealed record RegionState
{
    /// <summary>The longest lists in a row; beyond them only the count goes on.</summary>
    public const int LongestList = 100;

    public required string AccountId { get; init; }

    public string? AccountName { get; init; }

    public required string Region { get; init; }

    public required Outcome Outcome { get; init; }

    public int Listed { get; init; }

    public int Vanished { get; init; }

    public int Written { get; init; }

    public int RefusedCount { get; init; }

    public IReadOnlyList<Refusal> Refused { get; init; } = [];

    public int TagsDenied { get; init; }

    public IReadOnlyList<string> Drift { get; init; } = [];

    public int ApiCalls { get; init; }

    public int ThrottledCalls { get; init; }

    /// <summary>Null when reading has not begun.</summary>
    [JsonConverter(typeof(EpochSeconds))]
    public DateTimeOffset? StartedAt { get; init; }

    [JsonConverter(typeof(EpochSeconds))]
    public DateTimeOffset? FinishedAt { get; init; }

    public string? File { get; init; }

    public long? Bytes { get; init; }

    public string? Sha256 { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    /// <summary>From 1; 0 when reading has not begun.</summary>
    public int Attempt { get; init; }

    [JsonIgnore]
    public AccountRegion AccountRegion => new(AccountId, Region);

    /// <summary>Whether it is whole, and of an account region. The deserializer takes null for a list.</summary>
    internal bool IsOf(AccountRegion accountRegion) => Refused is not null && Drift is not null && AccountRegion == accountRegion;

    /// <summary>
    /// Whether a later attempt takes the place of this one. It never lowers an outcome; the first complete picture of a day stays; and a
    /// file gives way only to one of more rows, or of as many of which more is known.
    /// </summary>
    public bool YieldsTo(RegionState attempt) => attempt.Outcome.Rank() >= Outcome.Rank()
        && (File is null
            ? attempt.File is not null || (!Outcome.IsSettled() && !SaysTheSame(attempt))
            : !Outcome.IsSettled() && KnowsLessThan(attempt));

    private bool KnowsLessThan(RegionState attempt) =>
        attempt.Written > Written
        || (attempt.Written == Written && (attempt.Outcome.Rank() > Outcome.Rank() || attempt.TagsDenied < TagsDenied));

    // An attempt that fails as the last one did is no news, and a pass without news writes nothing.
    private bool SaysTheSame(RegionState attempt) =>
        attempt.File is null && attempt.Outcome == Outcome && attempt.ErrorCode == ErrorCode && attempt.Listed == Listed
        && attempt.Vanished == Vanished && attempt.Refused.SequenceEqual(Refused);
}

/// <summary>An experiment that AWS listed and then would not describe.</summary>
public sealed record Refusal(string? Name, string ErrorCode, string ErrorMessage);

/// <summary>JSON of ours: members as columns are named, instants in seconds since 1970 as AWS writes them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = false, WriteIndented = true, NewLine = "\n",
    Converters = [typeof(OutcomeNames)])]
[JsonSerializable(typeof(RegionState))]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(DayPlan))]
internal sealed partial class LakeJson : JsonSerializerContext;

internal sealed class OutcomeNames() : JsonStringEnumConverter<Outcome>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

internal sealed class EpochSeconds : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)(reader.GetDecimal() * 1000));

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.ToUnixTimeMilliseconds() / 1000m);
}

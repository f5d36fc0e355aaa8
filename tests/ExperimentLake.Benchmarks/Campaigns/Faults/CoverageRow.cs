using System.Globalization;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Benchmarks.Campaigns.Faults;

/// <summary>What the lake's coverage says of an account region; <c>What</c> is its outcome, and the error code if there is one.</summary>
internal sealed record CoverageRow(AccountRegionName AccountRegion, string What, int Listed, int Vanished, int Written, int Refused, int TagsDenied, int Calls)
{
    private const string Question =
        """
        SELECT account_id, region, concat_ws(' ', outcome, error_code), listed, vanished, written, refused_count, tags_denied, api_calls
        FROM snapshot_coverage ORDER BY ALL
        """;

    public bool IsSettled => What is "complete" or "empty";

    public static IReadOnlyList<CoverageRow> In(LakeFiles files) => [.. files.Query(Question).Split('\n').Select(line => line.Split(" | ")).Select(cells =>
        new CoverageRow(new(cells[0], cells[1]), cells[2], Number(cells[3]), Number(cells[4]), Number(cells[5]), Number(cells[6]), Number(cells[7]), Number(cells[8])))];

    private static int Number(string cell) => int.Parse(cell, CultureInfo.InvariantCulture);
}

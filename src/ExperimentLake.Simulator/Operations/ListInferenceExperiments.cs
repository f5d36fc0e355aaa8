using System.Globalization;
using ExperimentLake.Simulator.Lives;
using ExperimentLake.Simulator.Wire;

namespace ExperimentLake.Simulator.Operations;

internal static class ListInferenceExperiments
{
    private static readonly string[] s_statuses =
        ["Creating", "Created", "Updating", "Running", "Starting", "Stopping", "Completed", "Cancelled"];

    public static byte[] Answer(Input input, SimulatedAccountRegion home, DateTimeOffset at)
    {
        var contains = input.Text("NameContains", max: 63, pattern: "[a-zA-Z0-9\\-]+");
        input.OneOf("Type", "ShadowMode");
        var status = input.OneOf("StatusEquals", s_statuses);
        var (createdAfter, createdBefore) = (input.Time("CreationTimeAfter"), input.Time("CreationTimeBefore"));
        var (modifiedAfter, modifiedBefore) = (input.Time("LastModifiedTimeAfter"), input.Time("LastModifiedTimeBefore"));
        var sortBy = input.OneOf("SortBy", "Name", "CreationTime", "Status") ?? "CreationTime";
        var descending = input.OneOf("SortOrder", "Ascending", "Descending") != "Ascending";
        var size = input.Number("MaxResults", 1, 100) ?? 10;
        var token = input.Text("NextToken", max: 8192);
        input.Check();

        var order = Enum.Parse<Order>(sortBy);
        var listing = $"{home.ArnPrefix} {order} {descending}";
        ListingKey? after = token is null ? null : Place(PageToken.Read(listing, token));

        List<SimulatedExperiment> page = [];
        var more = false;
        foreach (var experiment in Following(home.At(at).By(order), order, descending, after))
        {
            if ((contains is null || experiment.Name.Contains(contains, StringComparison.OrdinalIgnoreCase)) &&
                (status is null || experiment.Status == status) &&
                Between(experiment.CreatedAt, createdAfter, createdBefore) &&
                (modifiedAfter is null && modifiedBefore is null || Between(experiment.State.Modified, modifiedAfter, modifiedBefore)))
            {
                more = page.Count == size;
                if (more)
                {
                    break;
                }

                page.Add(experiment);
            }
        }

        return Page.Of("InferenceExperiments", page.Select(experiment => experiment.Summary), more ? Token(listing, page[^1], order) : null);
    }

    private static bool Between(long time, double? after, double? before) => !(time <= after) && !(time >= before);

    private static IEnumerable<SimulatedExperiment> Following(SimulatedExperiment[] sorted, Order order, bool descending, ListingKey? after)
    {
        var (low, high) = (0, sorted.Length); // Both searches end at the first one above the key, or not below it.
        while (after is { } key && low < high)
        {
            var middle = (low + high) / 2;
            var compared = ListingKey.Of(sorted[middle], order).CompareTo(key);
            (low, high) = compared < 0 || (compared == 0 && !descending) ? (middle + 1, high) : (low, middle);
        }

        if (!descending)
        {
            return new ArraySegment<SimulatedExperiment>(sorted, low, sorted.Length - low);
        }

        var count = after is null ? sorted.Length : low;
        return Enumerable.Range(1, count).Select(back => sorted[count - back]);
    }

    private static string Token(string listing, SimulatedExperiment last, Order order)
    {
        var key = ListingKey.Of(last, order);
        return PageToken.Write(listing, key.Number.ToString(CultureInfo.InvariantCulture), key.Text, key.Name);
    }

    private static ListingKey Place(string[] parts) => new(long.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], parts[2]);
}

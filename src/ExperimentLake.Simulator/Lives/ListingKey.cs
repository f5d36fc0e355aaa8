namespace ExperimentLake.Simulator.Lives;

internal enum Order
{
    CreationTime,
    Name,
    Status,
}

/// <summary>
/// A place in a listing. Names are unique, so a place stays meaningful while experiments come and go around it; a page
/// that continued at an offset would skip or repeat some.
/// </summary>
internal readonly record struct ListingKey(long Number, string Text, string Name) : IComparable<ListingKey>
{
    public static ListingKey Of(SimulatedExperiment experiment, Order order) => order switch
    {
        Order.CreationTime => new(experiment.CreatedAt, "", experiment.Name),
        Order.Name => new(0, "", experiment.Name),
        _ => new(0, experiment.Status, experiment.Name),
    };

    public int CompareTo(ListingKey other)
    {
        var byNumber = Number.CompareTo(other.Number);
        if (byNumber != 0)
        {
            return byNumber;
        }

        var byText = string.CompareOrdinal(Text, other.Text);
        return byText != 0 ? byText : string.CompareOrdinal(Name, other.Name);
    }
}

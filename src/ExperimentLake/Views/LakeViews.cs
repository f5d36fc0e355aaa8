namespace ExperimentLake.Views;

/// <summary>The views of the lake, in an order in which each finds those that it reads.</summary>
public static class LakeViews
{
    /// <summary>Tags that name an experiment's owner, the first that is set.</summary>
    public static IReadOnlyList<string> OwnerTags { get; } = ["owner", "team", "Owner", "Team"];

    /// <param name="ownerTags">Tags that name an experiment's owner.</param>
    public static IReadOnlyList<View> All(IReadOnlyList<string> ownerTags) =>
    [
        DailyViews.Snapshots,
        DailyViews.CoverageGaps,
        LatestView.View,
        FlatViews.Variants,
        FlatViews.ShadowVariants,
        FlatViews.Tags,
        DailyViews.Status,
        DailyViews.Footprint,
        HistoryView.View,
        FactsView.Of(ownerTags),
    ];
}

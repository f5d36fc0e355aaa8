namespace ExperimentLake.Lake;

/// <summary>
/// Regions that were read on the latest earlier day and are settled without being read today. Perhaps somebody disabled them; perhaps
/// what they answer has come to mean something else: either way nobody should find out by a chart that ends.
/// </summary>
internal static class LostRegions
{
    /// <returns>One sentence for each.</returns>
    public static async Task<IReadOnlyList<string>> FindAsync(
        ILakeStore store, DateOnly date, List<RegionState> states, CancellationToken cancellationToken)
    {
        var notRead = states.Where(state => state.Outcome is Outcome.Unsupported or Outcome.Blocked).ToList();
        try
        {
            if (notRead.Count == 0 || await EarlierCoverage.LatestAsync(store, date, cancellationToken) is not { } earlier)
            {
                return [];
            }

            return
            [
                .. from state in notRead
                   where earlier.Outcomes.GetValueOrDefault(state.AccountRegion) is "complete" or "partial" or "empty"
                   select $"{state.AccountRegion} is {state.Outcome.Name()}, and was {earlier.Outcomes[state.AccountRegion]} on {LakeKeys.Text(earlier.Date)}: "
                       + $"{state.ErrorCode}: {state.ErrorMessage} Look who has changed that.",
            ];
        }
        catch (LakeException exception)
        {
            return [$"What is not read any more could not be told: {exception.Message}"];
        }
    }
}

namespace ExperimentLake.Simulator.Lives;

/// <summary>The names of one account region and who bears them when.</summary>
internal sealed class SimulatedAccountRegion
{
    private readonly Dice _dice;
    private readonly bool _deletions;
    private readonly Dictionary<string, int> _slots;
    private readonly object _gate = new();
    private Moment? _latest;

    public SimulatedAccountRegion(string account, string region, int slots, Dice dice, bool deletions)
    {
        (Account, Region, _dice, _deletions) = (account, region, dice, deletions);
        Partition = PartitionOf(region);
        ArnPrefix = $"arn:{Partition}:sagemaker:{region}:{account}:inference-experiment/";
        var offset = dice.Below("names", 1000);
        Names = [.. Enumerable.Range(0, slots).Select(slot => Lives.Names.Of(dice.Of(slot), slot, offset))];
        _slots = Enumerable.Range(0, slots).ToDictionary(slot => Names[slot], StringComparer.OrdinalIgnoreCase);
    }

    public string Account { get; }

    public string Region { get; }

    public string Partition { get; }

    public string ArnPrefix { get; }

    public string[] Names { get; }

    public static string PartitionOf(string region) =>
        region.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn"
        : region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov"
        : "aws";

    /// <summary>The experiment with that name, which must match in case.</summary>
    public SimulatedExperiment? Named(string name, DateTimeOffset at) =>
        Find(name, at) is { } found && found.Name == name ? found : null;

    public SimulatedExperiment? WithArn(string arn, DateTimeOffset at) =>
        arn.StartsWith(ArnPrefix, StringComparison.Ordinal) ? Find(arn[ArnPrefix.Length..], at) : null;

    /// <summary>Everything that exists at that instant. The latest answer is kept, since one listing asks for it page by page.</summary>
    public Moment At(DateTimeOffset at)
    {
        var milliseconds = at.ToUnixTimeMilliseconds();
        lock (_gate)
        {
            return _latest?.At == milliseconds ? _latest : _latest = new Moment(milliseconds, () => Existing(milliseconds));
        }
    }

    private SimulatedExperiment? Find(string name, DateTimeOffset at)
    {
        var milliseconds = at.ToUnixTimeMilliseconds();
        return _slots.TryGetValue(name, out var slot) && Life(slot, milliseconds) is { } life
            ? new SimulatedExperiment(this, life, milliseconds)
            : null;
    }

    private Life? Life(int slot, long at) => Lives.Life.At(_dice.Of(slot), slot, at, _deletions);

    private IEnumerable<SimulatedExperiment> Existing(long at)
    {
        for (var slot = 0; slot < Names.Length; slot++)
        {
            if (Life(slot, at) is { } life)
            {
                yield return new SimulatedExperiment(this, life, at);
            }
        }
    }
}

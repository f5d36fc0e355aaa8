using ExperimentLake.Simulator.Lives;

namespace ExperimentLake.Simulator;

/// <summary>One experiment as it truly is at one instant. Its documents are made when asked for, always with the same bytes.</summary>
public sealed class SimulatedExperiment
{
    private readonly SimulatedAccountRegion _home;
    private readonly Life _life;
    private readonly long _at;

    internal SimulatedExperiment(SimulatedAccountRegion home, Life life, long at)
    {
        (_home, _life, _at) = (home, life, at);
        Status = State.Status;
    }

    public string Account => _home.Account;

    public string Region => _home.Region;

    public string Name => _home.Names[_life.Slot];

    /// <summary>Its name part is in lower case, as SageMaker writes it: an Arn cannot be made from a name.</summary>
    public string Arn => _home.ArnPrefix + Name.ToLowerInvariant();

    public DateTimeOffset CreationTime => DateTimeOffset.FromUnixTimeMilliseconds(_life.CreatedAt);

    public DateTimeOffset LastModifiedTime => DateTimeOffset.FromUnixTimeMilliseconds(State.Modified);

    public string Status { get; }

    /// <summary>The reply of DescribeInferenceExperiment: UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Describe => DescribeDocument.Of(this);

    /// <summary>The element of ListInferenceExperiments: UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Summary => SummaryDocument.Of(this);

    /// <summary>All tags, in the order of ListTags.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags => Lives.Tags.Of(_life.Dice);

    internal string Partition => _home.Partition;

    internal Dice Dice => _life.Dice;

    internal long CreatedAt => _life.CreatedAt;

    internal Story Story => Story.Of(_life);

    internal State State => Story.At(_at);
}

namespace ExperimentLake.Columns;

/// <summary>One experiment as AWS said it, in the bytes of its replies.</summary>
/// <param name="Arn">Arn, from Describe.</param>
/// <param name="Region">Region that was asked.</param>
/// <param name="ObservedAt">When Describe answered.</param>
/// <param name="Described">Reply of DescribeInferenceExperiment.</param>
/// <param name="Summary">The experiment's element in the reply of ListInferenceExperiments.</param>
/// <param name="TagPages">Replies of ListTags; null when the tags could not be read.</param>
internal sealed record Document(
    string Arn,
    string Region,
    DateTimeOffset ObservedAt,
    ReadOnlyMemory<byte> Described,
    ReadOnlyMemory<byte> Summary,
    IReadOnlyList<ReadOnlyMemory<byte>>? TagPages);

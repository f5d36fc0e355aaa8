namespace ExperimentLake.Lake;

/// <summary>What reading the lake back has found.</summary>
public sealed record VerifiedLake
{
    /// <summary>The manifests that were read, in the order of their dates.</summary>
    public List<Manifest> Manifests { get; } = [];

    /// <summary>Whether the lake has a manifest at all, of whatever date.</summary>
    public bool HasManifests { get; set; }

    /// <summary>What contradicts the manifests.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>What is worth knowing.</summary>
    public List<string> Notices { get; } = [];

    /// <summary>Dates without a snapshot: lost for good, as AWS only tells the present.</summary>
    public List<DateOnly> Gaps { get; } = [];

    public int FilesRead { get; set; }
}

namespace ExperimentLake.Lake;

/// <summary>Where the lake is.</summary>
public sealed record LakeSettings
{
    /// <summary><c>s3://bucket/prefix</c>, or a directory.</summary>
    public string Uri { get; set; } = "";

    /// <summary>Region of the bucket; by default where the process runs.</summary>
    public string? Region { get; set; }

    /// <summary>Account that must own the bucket: a bucket of that name in other hands is refused.</summary>
    public string? ExpectedBucketOwner { get; set; }

    /// <summary>KMS key for what is written; by default as the bucket says.</summary>
    public string? KmsKeyId { get; set; }

    /// <summary>Bucket in the path, not in the host name: for S3-compatible servers.</summary>
    public bool ForcePathStyle { get; set; }
}

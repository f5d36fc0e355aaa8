namespace ExperimentLake.Catalog;

/// <summary>Where the tables are kept for Athena.</summary>
public sealed record CatalogSettings
{
    /// <summary>Database of the Glue Data Catalog, which must exist; null when no tables are kept.</summary>
    public string? Database { get; set; }
}

namespace ExperimentLake.Schema;

/// <summary>One node of a table's tree: a column, or a part of a nested column.</summary>
/// <param name="Name">Column name in snake_case; the JSON name follows from it by <see cref="JsonNaming"/>.</param>
/// <param name="Description">What a reader of the table needs to know; becomes the column's comment in catalogs.</param>
public abstract record Node(string Name, string Description)
{
    /// <summary>Where the column's value comes from. Only meaningful on a table's own columns; nested nodes follow them.</summary>
    public Origin Origin { get; init; } = Origin.Document;

    /// <summary>True where the listing's summary gives the value when the document does not.</summary>
    public bool FallsBackToSummary { get; init; }
}

/// <summary>UTF-8 text.</summary>
public sealed record Text(string Name, string Description) : Node(Name, Description);

/// <summary>Signed 32-bit integer.</summary>
public sealed record Int(string Name, string Description) : Node(Name, Description);

/// <summary>Signed 64-bit integer.</summary>
public sealed record Long(string Name, string Description) : Node(Name, Description);

/// <summary>Instant in UTC with millisecond precision; in JSON a number of seconds since 1970-01-01, as AWS JSON 1.1 writes it.</summary>
public sealed record Timestamp(string Name, string Description) : Node(Name, Description);

/// <summary>Named fields.</summary>
public sealed record Struct(string Name, string Description, params IReadOnlyList<Node> Fields) : Node(Name, Description);

/// <summary>Zero or more elements. <paramref name="Element"/> is named <c>element</c>, as the Parquet specification wants it.</summary>
public sealed record ListOf(string Name, string Description, Node Element) : Node(Name, Description)
{
    public const string ElementName = "element";
}

/// <summary>Text to text.</summary>
public sealed record MapOf(string Name, string Description) : Node(Name, Description);

/// <summary>Where the value of a table's column comes from.</summary>
public enum Origin
{
    /// <summary>A member of the JSON document, by name.</summary>
    Document,

    /// <summary>Put beside the document by the reader of it: tags, region, time of observation and the like.</summary>
    Reading,

    /// <summary>The object's key in the lake (<c>name=value</c>); not stored in the file.</summary>
    Partition,
}

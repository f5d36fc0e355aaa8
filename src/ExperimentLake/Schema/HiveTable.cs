namespace ExperimentLake.Schema;

/// <summary>
/// A table of the lake as a Hive metastore knows it: what Athena's DDL says and what Glue keeps are both made from this.
/// https://docs.aws.amazon.com/athena/latest/ug/create-table.html, https://docs.aws.amazon.com/athena/latest/ug/parquet-serde.html
/// </summary>
public sealed class HiveTable
{
    public const string InputFormat = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat";
    public const string OutputFormat = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat";
    public const string SerDe = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";

    /// <summary>Longest comment of a column, in characters. https://docs.aws.amazon.com/glue/latest/webapi/API_Column.html</summary>
    public const int LongestComment = 255;

    // Without the second Athena does not use a partition index. https://docs.aws.amazon.com/athena/latest/ug/glue-best-practices-partition-index.html
    private static readonly SortedDictionary<string, string> s_indexed =
        new(StringComparer.Ordinal) { ["classification"] = "parquet", ["partition_filtering.enabled"] = "true" };

    /// <param name="table">The table.</param>
    /// <param name="lake">Where the lake is, such as <c>s3://bucket/prefix/</c>; ends with a slash.</param>
    /// <param name="firstDate">The first date that a table with projected partitions has.</param>
    public HiveTable(Table table, string lake, DateOnly firstDate)
    {
        Table = table;
        Location = $"{lake}{table.Name}/";
        Columns = [.. table.Stored.Select(Column)];
        PartitionKeys = [.. table.PartitionKeys.Select(Column)];
        Parameters = IsProjected ? Projection(firstDate) : s_indexed;
    }

    public Table Table { get; }

    /// <summary>Where its partitions are; ends with a slash.</summary>
    public string Location { get; }

    public IReadOnlyList<HiveColumn> Columns { get; }

    public IReadOnlyList<HiveColumn> PartitionKeys { get; }

    /// <summary>The table's properties.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <summary>
    /// Whether its partitions follow from its dates, so that none is ever registered. Not where accounts are a key: a list of them that nobody
    /// updates hides a new account without an error, and injected values refuse queries over all accounts.
    /// https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
    /// </summary>
    public bool IsProjected => PartitionKeys.Count == 1;

    /// <summary>Where the files of one partition are; ends with a slash.</summary>
    /// <param name="values">Its values, in the order of <see cref="PartitionKeys"/>.</param>
    public string PartitionLocation(params IEnumerable<string> values) =>
        $"{Location}{string.Concat(PartitionKeys.Zip(values, (key, value) => $"{key.Name}={value}/"))}";

    /// <summary>The Hive type of a node. https://docs.aws.amazon.com/athena/latest/ug/data-types.html</summary>
    public static string TypeOf(Node node) => node switch
    {
        Text => "string",
        Int => "int",
        Long => "bigint",
        Timestamp => "timestamp",
        Struct group => $"struct<{string.Join(',', group.Fields.Select(field => $"{field.Name}:{TypeOf(field)}"))}>",
        ListOf list => $"array<{TypeOf(list.Element)}>",
        MapOf => "map<string,string>",
        _ => throw new NotSupportedException($"No Hive type for {node}."),
    };

    private static HiveColumn Column(Node node) => new(node.Name, TypeOf(node), node.Description);

    private SortedDictionary<string, string> Projection(DateOnly firstDate)
    {
        var key = PartitionKeys[0].Name;
        return new(StringComparer.Ordinal)
        {
            ["classification"] = "parquet",
            ["projection.enabled"] = "true",
            [$"projection.{key}.type"] = "date",
            [$"projection.{key}.format"] = "yyyy-MM-dd",
            [$"projection.{key}.interval"] = "1",
            [$"projection.{key}.interval.unit"] = "DAYS",
            // NOW is UTC; a lake's own time zone may already be on the next date.
            [$"projection.{key}.range"] = FormattableString.Invariant($"{firstDate:yyyy-MM-dd},NOW+1DAY"),
            ["storage.location.template"] = PartitionLocation($"${{{key}}}"),
        };
    }
}

/// <summary>A column, or a partition key.</summary>
public sealed record HiveColumn(string Name, string Type, string Comment);

using ExperimentLake.Schema;

namespace ExperimentLake.Views;

/// <summary><c>experiments_latest</c>: the present, as far as it is known.</summary>
internal static class LatestView
{
    public static View View { get; } = new(
        "experiments_latest",
        "The experiments of every account region as of its newest date with outcome complete, partial or empty. An account region without any coverage row in the 7 days before the newest coverage date has left.",
        [
            .. Tables.InferenceExperiments.Stored.Concat(Tables.InferenceExperiments.PartitionKeys)
                .Select(column => new ViewColumn(Quoted(column.Name), AthenaType(column), column.Description, $"e.{Quoted(column.Name)}")),
            Parts.AccountName,
            new("days_old", "bigint", "Days from the row's snapshot_date to the newest coverage date of the lake.", "@days_between(e.snapshot_date, t.snapshot_date)"),
        ],
        """
        FROM inference_experiments e
        JOIN seen s ON s.account_id = e.account_id AND s.region = e.region AND s.snapshot_date = e.snapshot_date
        CROSS JOIN today t
        LEFT JOIN names n ON n.account_id = e.account_id
        WHERE @days_between(s.looked_at, t.snapshot_date) <= 7
        """)
    {
        With =
        [
            Parts.Names,
            new("today", "SELECT max(snapshot_date) AS snapshot_date FROM snapshot_coverage"),
            new("seen", """
                SELECT account_id, region, max(snapshot_date) AS looked_at,
                    max(CASE WHEN outcome IN ('complete', 'partial', 'empty') THEN snapshot_date END) AS snapshot_date
                FROM snapshot_coverage
                GROUP BY account_id, region
                """),
        ],
    };

    /// <summary>Athena wants a name that begins with an underscore in quotes. https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html</summary>
    private static string Quoted(string name) => name.StartsWith('_') ? $"\"{name}\"" : name;

    /// <summary>A column's type as Trino names it.</summary>
    private static string AthenaType(Node node) => node switch
    {
        Text => "varchar",
        Int => "integer",
        Long => "bigint",
        Timestamp => "timestamp(3)",
        Struct group => $"row({string.Join(", ", group.Fields.Select(field => $"{field.Name} {AthenaType(field)}"))})",
        ListOf list => $"array({AthenaType(list.Element)})",
        MapOf => "map(varchar, varchar)",
        _ => throw new NotSupportedException($"No Athena type for {node}."),
    };
}

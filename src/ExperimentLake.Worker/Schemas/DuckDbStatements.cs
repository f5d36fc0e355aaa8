using ExperimentLake.Schema;
using ExperimentLake.Views;
using ExperimentLake.Worker.Queries;

namespace ExperimentLake.Worker.Schemas;

/// <summary>What makes the lake a database of DuckDB. For a bucket it needs <c>httpfs</c> and a secret: https://duckdb.org/docs/stable/core_extensions/httpfs/s3api</summary>
internal static class DuckDbStatements
{
    public static IEnumerable<Statement> Of(LakePlace lake, IReadOnlyList<string> ownerTags)
    {
        var views = LakeViews.All(ownerTags);
        return Tables.All.Select(table => new Statement(table.Name, DuckDbTables.View(table, Files(lake, table))))
            .Prepend(new Statement("time_zone", "SET TimeZone = 'UTC'"))
            .Concat(views.Select(view => new Statement(view.Name, view.Sql(Engine.DuckDb))))
            .Concat(views.Select(view => new Statement($"{view.Name}_comments", Comments(view))));
    }

    // No file under it would be an error; a lake of which nothing is known will have some.
    private static IReadOnlyList<string> Files(LakePlace lake, Table table) => lake == LakePlace.Any || (table == Tables.SnapshotCoverage ? lake.CoverageDates.Count : lake.Partitions.Count) > 0
        ? [$"{DuckDbTables.Literally(lake.Uri)}{table.Name}/{string.Concat(table.PartitionKeys.Select(key => $"{key.Name}=*/"))}*.parquet"]
        : [];

    private static string Comments(View view) => string.Join(";\n", view.Columns
        .Select(column => $"COMMENT ON COLUMN {view.Name}.{column.Name} IS {DuckDbTypes.Literal(column.Definition)}")
        .Prepend($"COMMENT ON VIEW {view.Name} IS {DuckDbTypes.Literal(view.Description)}"));
}

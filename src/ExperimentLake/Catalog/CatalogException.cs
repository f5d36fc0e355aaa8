using ExperimentLake.Aws;
using ExperimentLake.Lake;
using ExperimentLake.Snapshots;

namespace ExperimentLake.Catalog;

/// <summary>The catalog cannot have what it should. The message tells what happened, and is part of a sentence.</summary>
internal sealed class CatalogException(string message) : Exception(message)
{
    public bool IsNoDatabase { get; init; }
}

/// <summary>What goes wrong with a catalog, in words: where, what happened, what to do.</summary>
internal static class CatalogTrouble
{
    /// <param name="exception">What happened.</param>
    /// <param name="database">Catalog:Database.</param>
    /// <param name="region">Where it is.</param>
    /// <param name="rights">What one must be allowed.</param>
    public static string Explain(Exception exception, string database, string region, string rights = GlueClient.Rights) =>
        $"Glue database {database} in {region}: {What(exception, database, region, rights)}";

    private static string What(Exception exception, string database, string region, string rights)
    {
        if (exception is LakeException)
        {
            return exception.Message;
        }

        if (exception is CatalogException catalog)
        {
            return !catalog.IsNoDatabase ? catalog.Message
                : $"{catalog.Message} Create it: aws glue create-database --region {region} --database-input Name={database} (or correct Catalog:Database, or Lake:Region).";
        }

        var failure = Failure.Of(exception, region);
        var fix = !AwsErrors.IsDenied(failure.Code) ? AwsErrors.ServiceError(exception) is null ? "Check the network and AWS_ENDPOINT_URL_GLUE." : ""
            : failure.Message.Contains("Lake Formation", StringComparison.OrdinalIgnoreCase)
                ? "Grant this identity in Lake Formation CREATE_TABLE on the database, and DESCRIBE, ALTER and INSERT on its tables."
            : $"Allow this identity {rights} on the catalog, the database and its tables.";
        return $"{failure.Code}: {failure.Message.TrimEnd('.')}. {fix}".TrimEnd();
    }
}

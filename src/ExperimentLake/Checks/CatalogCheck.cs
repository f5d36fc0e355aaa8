using ExperimentLake.Aws;
using ExperimentLake.Catalog;
using ExperimentLake.Lake;
using ExperimentLake.Schema;

namespace ExperimentLake.Checks;

/// <summary>Whether the catalog can be kept, as far as reading it tells: nothing of it is changed.</summary>
public sealed class CatalogCheck(ILakeStore store, GlueCatalog catalog)
{
    private const string About = "catalog";

    private readonly List<string> _answers = [];
    private readonly List<Finding> _findings = [];

    /// <param name="today">The date of a snapshot taken now.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What is so, in one finding, and one for each thing that would keep a day from being complete.</returns>
    public async Task<IReadOnlyList<Finding>> AskAsync(DateOnly today, CancellationToken cancellationToken)
    {
        using var glue = catalog.Open();
        if (await TryAsync("database", "glue:GetDatabase", Verdict.Warning, () => glue.GetDatabaseAsync(cancellationToken), cancellationToken))
        {
            var first = await FirstAsync(today, cancellationToken);
            foreach (var table in catalog.TablesOf(store, first))
            {
                await AskAsync(glue, table, cancellationToken);
            }
        }

        return _answers.Count == 0 ? _findings : [new Finding(Verdict.Ok, About, $"{catalog.Place}: {string.Join(", ", _answers)}"), .. _findings];
    }

    private async Task AskAsync(GlueClient glue, HiveTable table, CancellationToken cancellationToken)
    {
        var name = table.Table.Name;
        var state = "unknown";
        await TryAsync(name, "glue:GetTable", Verdict.Failed, async () =>
        {
            var kept = await glue.GetTableAsync(name, cancellationToken);
            state = kept is null ? "to be created (glue:CreateTable unknown)"
                : GlueTables.IsCurrent(table, kept) ? "current"
                : "to be updated (glue:UpdateTable unknown)";
        }, cancellationToken, () => state);
        if (!table.IsProjected)
        {
            // Where there is no table yet, Glue says so to those who may ask.
            await TryAsync("list partitions", "glue:GetPartitions", Verdict.Failed, async () =>
            {
                await foreach (var _ in glue.GetPartitionsAsync(name, withColumns: false, cancellationToken))
                {
                    break;
                }
            }, cancellationToken);
            _answers.Add("register partitions unknown (a snapshot tells; allow glue:BatchCreatePartition and glue:BatchUpdatePartition)");
        }
    }

    /// <returns>Whether there is more to be asked: not where there is nothing, or where nobody answers.</returns>
    private async Task<bool> TryAsync(string what, string right, Verdict verdict, Func<Task> call, CancellationToken cancellationToken, Func<string>? answer = null)
    {
        try
        {
            await call();
            _answers.Add($"{what} {answer?.Invoke() ?? "yes"}");
            return true;
        }
        catch (Exception exception) when (AwsErrors.ServiceError(exception)?.ErrorCode == GlueClient.NotFound)
        {
            if (right == "glue:GetPartitions")
            {
                _answers.Add($"{what} yes");
                return true;
            }

            _findings.Add(new Finding(Verdict.Failed, About, catalog.Explain(new CatalogException("there is no such database.") { IsNoDatabase = true }, right)));
            return false;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var isDenied = AwsErrors.IsDenied(AwsErrors.ServiceError(exception)?.ErrorCode);
            _answers.Add($"{what} {(isDenied ? "no" : "unknown")}");
            _findings.Add(new Finding(isDenied ? verdict : Verdict.Failed, About, $"{catalog.Explain(exception, right)}{(verdict == Verdict.Warning && isDenied ? " Snapshots do not need it." : "")}"));
            return isDenied;
        }
    }

    /// <summary>The first date of the lake; if it does not tell, that of a snapshot taken now.</summary>
    private async Task<DateOnly> FirstAsync(DateOnly today, CancellationToken cancellationToken)
    {
        try
        {
            return (await Manifest.DatesAsync(store, cancellationToken)).Append(today).Min();
        }
        catch (LakeException)
        {
            // The check of the lake tells why.
            return today;
        }
    }
}

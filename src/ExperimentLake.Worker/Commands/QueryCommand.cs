using System.CommandLine;
using ExperimentLake.Lake;
using ExperimentLake.Schema;
using ExperimentLake.Worker.Output;
using ExperimentLake.Worker.Queries;

namespace ExperimentLake.Worker.Commands;

/// <summary><c>query</c>: SQL over the lake.</summary>
internal static class QueryCommand
{
    public static Command Create()
    {
        var sql = new Argument<string>("sql") { Description = "DuckDB SQL over the tables inference_experiments and snapshot_coverage." };
        var format = new Option<ResultFormat>("--format") { Description = "table, csv or json." };
        var command = new Command("query", "Runs SQL over the lake, with the tables that Athena has, in UTC.") { sql, CommonOptions.Lake, CommonOptions.Config, format };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = CommonOptions.Settings(parsed, defaultLake: DemoCommand.DefaultLake);
            using var store = LakeStore.Open(settings.Lake, TimeProvider.System);
            var question = parsed.GetValue(sql)!;
            // A table that is not named is not asked: no need to fetch or open its files.
            var tables = Tables.All;
            using var database = await LakeDatabase.OpenAsync(store, tables, _ => true, cancellationToken);
            try
            {
                var result = await database.QueryAsync(question, cancellationToken);
                result.Print(parsed.GetValue(format));
                return CommandLine.Complete;
            }
            catch (QueryException exception)
            {
                return CommandLine.Fail(exception.Message, CommandLine.WrongConfiguration);
            }
        });
        return command;
    }
}

using System.CommandLine;
using ExperimentLake.Lake;
using ExperimentLake.Worker.Output;
using ExperimentLake.Worker.Queries;

namespace ExperimentLake.Worker.Commands;

/// <summary><c>query</c>: SQL over the lake.</summary>
internal static class QueryCommand
{
    public static Command Create()
    {
        var sql = new Argument<string>("sql") { Description = "DuckDB SQL over the tables and views of the lake." };
        var format = new Option<ResultFormat>("--format") { Description = "table, csv or json." };
        var filter = new FilterOptions();
        var command = new Command("query", "Runs SQL over the lake, or over a part of it, with the tables and views that Athena has, in UTC.") { sql, CommonOptions.Lake, CommonOptions.Config, CommonOptions.OwnerTags, format };
        filter.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = CommonOptions.Settings(parsed, defaultLake: DemoCommand.DefaultLake);
            using var store = LakeStore.Open(settings.Lake, TimeProvider.System);
            var question = parsed.GetValue(sql)!;
            try
            {
                var tables = await TablesRead.ByAsync(question, store, cancellationToken);
                using var database = await LakeDatabase.OpenAsync(store, filter.Filter(parsed), tables, CommonOptions.OwnersIn(parsed), cancellationToken);
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

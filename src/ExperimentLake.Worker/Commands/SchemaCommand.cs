using System.CommandLine;
using System.Globalization;
using ExperimentLake.Lake;
using ExperimentLake.Schema;
using ExperimentLake.Worker.Configuration;
using ExperimentLake.Worker.Output;
using ExperimentLake.Worker.Schemas;

namespace ExperimentLake.Worker.Commands;

/// <summary><c>schema</c>: the tables and views as other engines and people want them told.</summary>
internal static class SchemaCommand
{
    public static Command Create() => new("schema", "Prints the tables and views for other engines and for readers; of a given lake with --lake, with its place and partitions.")
    {
        Statements("athena", "Tables, the lake's partitions and views for Amazon Athena.", AthenaStatements.Of),
        Statements("duckdb", "Tables and views for DuckDB.", DuckDbStatements.Of),
        Text("parquet", "The Parquet message type of each table's files.", () => string.Join('\n', Tables.All.Select(ParquetMessage.Of))),
        Text("docs", "Every column of every table and view, in Markdown.", () => ColumnReference.Of(Views.LakeViews.OwnerTags)),
    };

    private static Command Text(string name, string description, Func<string> text)
    {
        var command = new Command(name, description);
        command.SetAction(_ => Console.Out.Write(text()));
        return command;
    }

    private static Command Statements(string name, string description, Func<LakePlace, IReadOnlyList<string>, IEnumerable<Statement>> statements)
    {
        var split = new Option<string?>("--split") { Description = "An empty or new directory that gets one statement a file, in order and without semicolons.", HelpName = "DIR" };
        var command = new Command(name, description) { CommonOptions.Lake, CommonOptions.Config, CommonOptions.OwnerTags, split };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var place = await PlaceAsync(CommonOptions.Settings(parsed, defaultLake: ""), cancellationToken);
            var all = statements(place, CommonOptions.OwnersIn(parsed)).ToList();
            if (parsed.GetValue(split) is { } folder)
            {
                await WriteAsync(folder, all, cancellationToken);
                Terminal.Line($"{Terminal.Count(all.Count, "statement")} in {folder}, to be run in the order of their names.");
            }
            else
            {
                Console.Out.Write(string.Concat(all.Select(statement => $"{statement.Sql};\n\n")));
            }

            if (name == "athena" && parsed.GetResult(CommonOptions.Lake) is not null && !place.IsBucket)
            {
                Terminal.Error($"Athena reads S3 only: copy {place.Uri} to a bucket, and name it in place of {LakePlace.NoBucket}");
            }
        });
        return command;
    }

    private static async Task<LakePlace> PlaceAsync(Settings settings, CancellationToken cancellationToken)
    {
        if (settings.Lake.Uri.Length == 0)
        {
            return LakePlace.Any;
        }

        using var store = LakeStore.Open(settings.Lake, TimeProvider.System);
        return await LakePlace.ReadAsync(store, cancellationToken);
    }

    /// <exception cref="ConfigurationException">The directory holds something, or cannot be written.</exception>
    private static async Task WriteAsync(string folder, List<Statement> statements, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(folder);
            if (Directory.EnumerateFileSystemEntries(folder).Any())
            {
                throw new ConfigurationException($"--split {folder}: it holds something already, and what is left of an earlier run would be run again. Name an empty or a new directory.");
            }

            foreach (var (index, statement) in statements.Index())
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"{index + 1:0000}_{statement.Name}.sql");
                await File.WriteAllTextAsync(Path.Combine(folder, name), $"{statement.Sql}\n", cancellationToken);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"--split {folder}: {exception.Message} Name a directory that can be written.");
        }
    }
}

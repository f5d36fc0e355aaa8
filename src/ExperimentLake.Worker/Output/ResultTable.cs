using System.Globalization;
using System.Numerics;
using ExperimentLake.Worker.Queries;
using Spectre.Console;

namespace ExperimentLake.Worker.Output;

/// <summary>A query's result for people: a table, or name by name where its columns would become too narrow to be read.</summary>
internal static class ResultTable
{
    // Of a value that is longer.
    private const int NarrowestColumn = 8;
    private const int Border = 3;

    public static void Write(IAnsiConsole console, QueryResult result)
    {
        var names = result.Columns.Select(Printable.Line).ToList();
        var rows = result.Rows.Select(row => row.Select(value => Printable.Text(ValueText.Of(value))).ToList()).ToList();
        var width = 1 + names.Select((name, index) => Border + Math.Min(NarrowestColumn, rows.Select(row => row[index].Length).Append(name.Length).Max())).Sum();
        if (width <= console.Profile.Width || rows.Count == 0)
        {
            WriteTable(console, names, result, rows);
        }
        else
        {
            WriteRecords(console, names, rows);
        }

        console.Profile.Out.Writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} {(rows.Count == 1 ? "row" : "rows")}"));
    }

    private static void WriteTable(IAnsiConsole console, IReadOnlyList<string> names, QueryResult result, List<List<string>> rows)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var (index, name) in names.Index())
        {
            var column = new TableColumn(new Text(name));
            table.AddColumn(result.Rows.All(row => row[index] is null or sbyte or byte or short or ushort or int or uint or long or ulong or double or decimal or float or BigInteger) ? column.RightAligned() : column);
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(value => new Text(value)));
        }

        console.Write(table);
    }

    private static void WriteRecords(IAnsiConsole console, IReadOnlyList<string> names, List<List<string>> rows)
    {
        foreach (var (index, row) in rows.Index())
        {
            console.Write(new Rule(string.Create(CultureInfo.InvariantCulture, $"row {index + 1:N0}")).LeftJustified());
            var record = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
            foreach (var (name, value) in names.Zip(row))
            {
                record.AddRow(new Text(name), new Text(value));
            }

            console.Write(record);
        }
    }
}

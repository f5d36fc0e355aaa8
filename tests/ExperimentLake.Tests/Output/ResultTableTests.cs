using ExperimentLake.Worker.Output;
using ExperimentLake.Worker.Queries;
using Spectre.Console;

namespace ExperimentLake.Tests.Output;

public sealed class ResultTableTests
{
    [Fact]
    public void What_does_not_fit_a_terminal_is_shown_name_by_name_and_nothing_is_lost()
    {
        var names = Enumerable.Range(1, 20).Select(number => $"column_{number}").ToList();
        var result = new QueryResult(names, [[.. names.Select(name => $"the value of {name}")], [.. names.Select(_ => (object?)null)]]);

        var shown = Shown(result, 80);

        shown.Split('\n').ShouldContain(line => line.StartsWith("column_20  the value of column_20", StringComparison.Ordinal));
        shown.Split('\n').Count(line => line.TrimEnd() == "column_7").ShouldBe(1);
        shown.Split('\n').ShouldContain(line => line.StartsWith("── row 2 ", StringComparison.Ordinal));
        shown.ShouldEndWith("\n2 rows\n");
        Shown(result, 10_000).ShouldStartWith("╭");
    }

    [Fact]
    public void Many_short_columns_are_a_table()
    {
        var names = Enumerable.Range(1, 12).Select(number => $"c{number}").ToList();

        Shown(new QueryResult(names, [[.. names.Select((_, index) => (object?)index)]]), 80).ShouldStartWith("╭");
        Shown(new QueryResult([.. names, .. names], []), 80).ShouldStartWith("╭");
    }

    [Fact]
    public void What_a_terminal_would_obey_is_shown()
    {
        var result = new QueryResult(["a\u001B[31m", "b"], [["\u001B[2J\u009B2J\a", (object?)new List<string> { "one\ntwo\u202E" }]]);

        foreach (var width in (int[])[22, 10_000])
        {
            var shown = Shown(result, width);

            shown.Where(char.IsControl).Distinct().ShouldBe(['\n']);
            shown.ShouldContain("\u241B[2J\uFFFD2J\u2407");
            shown.ShouldContain("a\u241B[31m");
            shown.ShouldNotContain('\u202E');
        }
    }

    private static string Shown(QueryResult result, int width)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = width;
        ResultTable.Write(console, result);
        return writer.ToString().ReplaceLineEndings("\n");
    }
}

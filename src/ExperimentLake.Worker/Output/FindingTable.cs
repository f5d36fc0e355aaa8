using ExperimentLake.Checks;
using Spectre.Console;

namespace ExperimentLake.Worker.Output;

/// <summary>The answers of a check: a table on a terminal, else a line each.</summary>
internal static class FindingTable
{
    public static void Print(IReadOnlyList<Finding> findings)
    {
        if (Console.IsOutputRedirected)
        {
            Lines(findings);
        }
        else
        {
            Table(findings);
        }

        var (failed, warned) = (findings.Count(finding => finding.Verdict > Verdict.Warning), findings.Count(finding => finding.Verdict == Verdict.Warning));
        Terminal.Line(failed + warned == 0 ? "All is well." : $"{Terminal.Count(failed, "failure")}, {Terminal.Count(warned, "warning")}.");
    }

    private static void Table(IReadOnlyList<Finding> findings)
    {
        var table = new Table().Border(TableBorder.Rounded).ShowRowSeparators().HideHeaders()
            .AddColumn(new TableColumn("").NoWrap()).AddColumn(new TableColumn("").NoWrap()).AddColumn("");
        foreach (var finding in findings)
        {
            table.AddRow(new Text(Word(finding), new Style(Colour(finding.Verdict))), new Text(finding.About), new Text(Printable.Text(finding.Answer)));
        }

        Terminal.Console.Write(table);
    }

    private static void Lines(IReadOnlyList<Finding> findings)
    {
        var (first, second) = (findings.Max(finding => Word(finding).Length), findings.Max(finding => finding.About.Length));
        foreach (var finding in findings)
        {
            var answer = Printable.Line(finding.Answer);
            Terminal.Line($"{Word(finding).PadRight(first)}  {finding.About.PadRight(second)}  {answer}");
        }
    }

    private static string Word(Finding finding) => finding.Verdict switch
    {
        Verdict.Ok => "ok",
        Verdict.Warning => "warning",
        _ => "failed",
    };

    private static Color Colour(Verdict verdict) => verdict switch
    {
        Verdict.Ok => Color.Green,
        Verdict.Warning => Color.Yellow,
        _ => Color.Red,
    };
}

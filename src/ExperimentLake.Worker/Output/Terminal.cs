using System.Globalization;
using Spectre.Console;

namespace ExperimentLake.Worker.Output;

/// <summary>What people see. Results and progress go to standard output, what went wrong to standard error; nothing of it is obeyed by a terminal.</summary>
internal static class Terminal
{
    // Rows of a file or a pipe are not to be broken at the width of a terminal that is not there.
    private const int WidthOfNoTerminal = 10_000;

    public static IAnsiConsole Console { get; } = CreateConsole();

    /// <summary>For progress of what has a result on standard output.</summary>
    public static IAnsiConsole ErrorConsole { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(System.Console.Error) });

    public static bool IsInteractive { get; } = !System.Console.IsOutputRedirected && !System.Console.IsErrorRedirected;

    public static void Line(string text) => System.Console.Out.WriteLine(Printable.Text(text));

    public static void Error(string text) => System.Console.Error.WriteLine(Printable.Text(text));

    /// <summary>A line for programs, which get it as it is.</summary>
    public static void Data(string text) => System.Console.Out.WriteLine(System.Console.IsOutputRedirected ? text : Printable.Text(text));

    /// <summary>Shows on a terminal how many of many have answered.</summary>
    public static Task<T> WaitAsync<T>(string what, Func<Action<int>, Task<T>> work) => IsInteractive
        ? Console.Status().StartAsync($"{what} …", status => work(answered => status.Status($"{what}: {answered:N0} have answered")))
        : work(_ => { });

    /// <summary><c>1 file</c>, <c>2,000 files</c>.</summary>
    public static string Count(long number, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {what}{(number == 1 ? "" : "s")}");

    private static IAnsiConsole CreateConsole()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        if (System.Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthOfNoTerminal;
        }

        return console;
    }
}

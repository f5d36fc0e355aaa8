using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace ExperimentLake.Worker.Output;

/// <summary>The log on a terminal, a line for each entry. That of the framework hands on what a terminal would obey.</summary>
internal sealed class TerminalLog(TimeProvider clock) : ConsoleFormatter(Name)
{
    public new const string Name = "terminal";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var what = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var text = logEntry.Exception is { } exception ? $"{what} {exception}" : what;
        textWriter.WriteLine($"{clock.GetUtcNow():HH:mm:ss} {Word(logEntry.LogLevel)}: {Printable.Line(text)}");
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Warning => "warning",
        > LogLevel.Warning => "error",
        _ => "info",
    };
}

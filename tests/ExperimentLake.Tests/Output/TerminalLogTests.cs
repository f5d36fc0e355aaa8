using ExperimentLake.Worker.Output;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ExperimentLake.Tests.Output;

public sealed class TerminalLogTests
{
    [Theory]
    [InlineData(LogLevel.Information, "info")]
    [InlineData(LogLevel.Warning, "warning")]
    [InlineData(LogLevel.Error, "error")]
    public void An_entry_is_a_line_whatever_it_says(LogLevel level, string word)
    {
        var log = new TerminalLog(new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 0, 15, 0, TimeSpan.Zero)));
        using var writer = new StringWriter();

        log.Write(new LogEntry<string>(level, "any", default, "us-east-1: \u001B[2J\nforged", new InvalidOperationException("why\u001B]0;\nforged"), (text, _) => text), null, writer);

        writer.ToString().TrimEnd().ShouldBe($"00:15:00 {word}: us-east-1: ␛[2J forged System.InvalidOperationException: why␛]0; forged");
    }
}

using System.CommandLine;
using System.Globalization;
using ExperimentLake.Lake;
using ExperimentLake.Worker.Output;
using ExperimentLake.Worker.Reports;

namespace ExperimentLake.Worker.Commands;

/// <summary><c>report</c>: the lake's history as one HTML file.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var file = new Option<string>("--out") { Description = "The file to write.", HelpName = "FILE", DefaultValueFactory = _ => "report.html" };
        var title = new Option<string>("--title") { Description = "Title of the report.", HelpName = "TEXT", DefaultValueFactory = _ => "SageMaker inference experiments" };
        var filter = new FilterOptions();
        var command = new Command("report", "Writes the lake's history as one HTML file that needs no network.") { CommonOptions.Lake, CommonOptions.Config, CommonOptions.OwnerTags, file, title };
        filter.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(file)!;
            ReportFile.Check(path);
            var settings = CommonOptions.Settings(parsed, defaultLake: DemoCommand.DefaultLake);
            using var store = LakeStore.Open(settings.Lake, TimeProvider.System);
            var scope = new ReportScope(settings.Lake.Uri, filter.Filter(parsed), CommonOptions.OwnersIn(parsed));
            var report = await Report.CreateAsync(store, scope, parsed.GetValue(title)!, TimeProvider.System, cancellationToken);
            var bytes = await ReportFile.WriteAsync(path, report.Page, cancellationToken);
            Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFullPath(path)}, {bytes / 1e6:0.0} MB: {report.Summary}"));
            return CommandLine.Complete;
        });
        return command;
    }
}

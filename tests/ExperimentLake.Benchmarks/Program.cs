using System.CommandLine;
using BenchmarkDotNet.Running;
using ExperimentLake.Benchmarks.Campaigns;
using Documents = ExperimentLake.Benchmarks.Documents;
using Organizations = ExperimentLake.Benchmarks.Organizations;
using Questions = ExperimentLake.Benchmarks.Questions;
using Starts = ExperimentLake.Benchmarks.Starts;

var folder = new Option<string>("--folder") { Description = "Where inputs and outputs go.", DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "experiment-lake-benchmarks") };
var rows = new Option<int>("--rows") { Description = "Documents that are compared.", DefaultValueFactory = _ => 200_000 };
var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 5 };

string[] all = ["documents", "organization", "questions", "start"];
var what = new Argument<string[]>("what") { Description = $"{string.Join(", ", all)}; all of them by default.", DefaultValueFactory = _ => all }.AcceptOnlyFromAmong(all);
var sizes = new Option<int[]>("--accounts") { Description = "Sizes of the organization.", DefaultValueFactory = _ => [10, 100, 1000], AllowMultipleArgumentsPerToken = true };
var days = new Option<int>("--days") { Description = "Days of the lake that is asked, which has 100 accounts.", DefaultValueFactory = _ => 365 };
var compare = new Command("compare", "Runs each contender in its own process, interleaved, and prints medians and ratios.") { what, folder, rows, rounds, sizes, days };
compare.SetAction(async (parsed, _) =>
{
    var at = Directory.CreateDirectory(parsed.GetValue(folder)!).FullName;
    foreach (var one in parsed.GetValue(what)!)
    {
        switch (one)
        {
            case "documents":
                Documents.Compare.Run(at, parsed.GetValue(rows), parsed.GetValue(rounds));
                Documents.Compare.Memory(at, 10_000, 1_000_000);
                break;
            case "organization":
                await Organizations.Compare.RunAsync(parsed.GetValue(sizes)!);
                break;
            case "questions":
                await Questions.Compare.RunAsync(at, 100, parsed.GetValue(days));
                break;
            default:
                await Starts.Compare.RunAsync(parsed.GetValue(rounds));
                break;
        }
    }
});

var contender = new Argument<string>("contender");
var input = new Argument<string>("input");
var output = new Argument<string>("output");
var documents = new Command("documents", "One contender's work, for compare.") { contender, input, output };
documents.SetAction((parsed, _) => Documents.Compare.RunOneAsync(parsed.GetValue(contender)!, parsed.GetValue(input)!, parsed.GetValue(output)!));

var name = new Argument<string>("name").AcceptOnlyFromAmong([.. Campaign.All.Keys]);
var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1 };
var campaignRounds = new Option<int?>("--rounds") { Description = "How often; of documents, how many." };
var campaign = new Command("campaign", "Tries to break it. Exit 1: something broke.") { name, campaignRounds, seed };
campaign.SetAction((parsed, _) => Campaign.RunAsync(parsed.GetValue(name)!, parsed.GetValue(campaignRounds), parsed.GetValue(seed)));

var parts = new Command("parts", "BenchmarkDotNet over the parts; its own arguments follow.") { TreatUnmatchedTokensAsErrors = false };
parts.SetAction(parsed => BenchmarkSwitcher.FromAssembly(typeof(Documents.Compare).Assembly).Run([.. parsed.UnmatchedTokens]));

return await new RootCommand("Measures ExperimentLake, and tries to break it.") { compare, documents, campaign, parts }.Parse(args).InvokeAsync();

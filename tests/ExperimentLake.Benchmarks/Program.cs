using System.CommandLine;
using BenchmarkDotNet.Running;
using ExperimentLake.Benchmarks.Campaigns;
using Documents = ExperimentLake.Benchmarks.Documents;

var folder = new Option<string>("--folder") { Description = "Where inputs and outputs go.", DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "experiment-lake-benchmarks") };
var rows = new Option<int>("--rows") { Description = "Documents that are compared.", DefaultValueFactory = _ => 200_000 };
var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 5 };

var compare = new Command("compare", "Runs each contender in its own process, interleaved, and prints medians and ratios.") { folder, rows, rounds };
compare.SetAction(parsed =>
{
    var at = Directory.CreateDirectory(parsed.GetValue(folder)!).FullName;
    Documents.Compare.Run(at, parsed.GetValue(rows), parsed.GetValue(rounds));
    Documents.Compare.Memory(at, 10_000, 1_000_000);
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

using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using ExperimentLake.Simulator.Lives;
using ExperimentLake.Simulator.Wire;

namespace ExperimentLake.Simulator.Operations;

internal static class ListTags
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Answer(Input input, SimulatedAccountRegion home, DateTimeOffset at, int pageSize)
    {
        var arn = input.Text("ResourceArn", max: 256, pattern: "arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:.+", required: true);
        var size = input.Number("MaxResults", 50) ?? 50;
        var token = input.Text("NextToken", max: 8192);
        input.Check();

        var experiment = home.WithArn(arn!, at) ?? throw Refusal.Invalid($"Could not find resource \"{arn}\".");
        var start = token is null ? 0 : int.Parse(PageToken.Read(arn!, token)[0], CultureInfo.InvariantCulture);
        var end = Math.Min(experiment.Tags.Count, start + Math.Min(size, pageSize));
        return Page.Of(
            "Tags",
            experiment.Tags.Skip(start).Take(end - start).Select(Tag),
            end < experiment.Tags.Count ? PageToken.Write(arn!, end.ToString(CultureInfo.InvariantCulture)) : null);
    }

    private static ReadOnlyMemory<byte> Tag(KeyValuePair<string, string> tag) =>
        JsonSerializer.SerializeToUtf8Bytes(new { tag.Key, tag.Value }, s_plain);
}

using System.Text.Json;
using ExperimentLake.Simulator;

namespace ExperimentLake.Benchmarks.Documents;

/// <summary>
/// Replies of DescribeInferenceExperiment with those of ListTags, one experiment a line:
/// <c>{"Described":{…},"Listed":{"Tags":[…]}}</c>. From a seeded world, so always the same bytes.
/// </summary>
internal static class DocumentFile
{
    public const string Region = "us-east-1";
    public static readonly DateTimeOffset ObservedAt = new(2026, 11, 23, 0, 15, 0, TimeSpan.Zero);

    private static readonly byte[] s_listed = [.. ",\"Listed\":"u8];
    private static readonly int s_described = "{\"Described\":"u8.Length;

    /// <summary>Makes the file unless it is there.</summary>
    public static string Make(string folder, int rows)
    {
        var path = Path.Combine(folder, $"documents-{rows}.ndjson");
        if (File.Exists(path))
        {
            return path;
        }

        var options = new SimulatorOptions { Regions = [Region], ExperimentsPerAccount = rows, Deletions = false };
        var world = new SimulatedWorld(options);
        using (var file = File.Create($"{path}.part"))
        {
            foreach (var experiment in world.Experiments(options.Accounts[0], Region, ObservedAt))
            {
                file.Write("{\"Described\":"u8);
                file.Write(experiment.Describe.Span);
                file.Write(s_listed);
                JsonSerializer.Serialize(file, new { Tags = experiment.Tags.Select(tag => new { tag.Key, tag.Value }) });
                file.Write("}\n"u8);
            }
        }

        File.Move($"{path}.part", path);
        return path;
    }

    /// <summary>The two replies of each line. They are only good until the next is asked for.</summary>
    public static IEnumerable<(ReadOnlyMemory<byte> Described, ReadOnlyMemory<byte> Listed)> Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        // Small enough to stay in the processor's cache.
        var buffer = new byte[64 << 10];
        for (int start = 0, end = 0; ;)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var line = buffer.AsMemory(start, length - 1);
                var listed = line.Span.LastIndexOf(s_listed);
                yield return (line[s_described..listed], line[(listed + s_listed.Length)..]);
                start += length + 1;
                continue;
            }

            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
            if (end == buffer.Length)
            {
                Array.Resize(ref buffer, 2 * buffer.Length);
            }

            var read = file.Read(buffer.AsSpan(end));
            if (read == 0)
            {
                yield break;
            }

            end += read;
        }
    }
}

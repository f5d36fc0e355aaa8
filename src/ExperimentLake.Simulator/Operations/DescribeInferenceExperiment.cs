using ExperimentLake.Simulator.Lives;
using ExperimentLake.Simulator.Wire;

namespace ExperimentLake.Simulator.Operations;

internal static class DescribeInferenceExperiment
{
    public static ReadOnlyMemory<byte> Answer(Input input, SimulatedAccountRegion home, DateTimeOffset at)
    {
        var name = input.Text("Name", 1, Names.MaxLength, "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,119}", required: true);
        input.Check();
        return home.Named(name!, at)?.Describe ?? throw NotFound(home, name!);
    }

    public static Refusal NotFound(SimulatedAccountRegion home, string name) =>
        new("ResourceNotFound", $"Could not find inference experiment \"{home.ArnPrefix}{name.ToLowerInvariant()}\".");
}

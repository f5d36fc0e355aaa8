using System.Text.Json;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Deploy;

/// <param name="Keyword">Such as <c>COPY</c>.</param>
/// <param name="Flags">Such as <c>--from=build</c>.</param>
/// <param name="Text">What follows them.</param>
internal sealed record Instruction(string Keyword, string[] Flags, string Text);

/// <summary>A Dockerfile as the parser of editors reads it: <c>dockerfile-utils</c>.</summary>
/// <param name="Problems">What their linter says.</param>
/// <param name="Instructions">In the order of the file.</param>
internal sealed record Dockerfile(string[] Problems, Instruction[] Instructions)
{
    /// <summary>What the image is made of: the instructions of the last stage, its FROM first.</summary>
    public Instruction[] Image => Instructions[Array.FindLastIndex(Instructions, one => one.Keyword == "FROM")..];

    public static async Task<Dockerfile> ReadAsync(string text) =>
        JsonSerializer.Deserialize<Dockerfile>(await NodeScript.RunAsync("lint-dockerfile.mjs", text), JsonSerializerOptions.Web)!;

    /// <summary>The one instruction of the image with this keyword.</summary>
    public Instruction Only(string keyword) => Image.Where(one => one.Keyword == keyword).ShouldHaveSingleItem();
}

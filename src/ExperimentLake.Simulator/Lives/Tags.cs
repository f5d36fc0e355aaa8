using System.Globalization;

namespace ExperimentLake.Simulator.Lives;

/// <summary>Tags as companies use them. Allowed are letters, numbers and spaces of any script and <c>_.:/=+-@</c>; at most 50.</summary>
internal static class Tags
{
    private static readonly string[] s_keys =
    [
        "owner", "team", "cost-center", "env", "Project", "aws:cloudformation:stack-name", "data classification", "équipe", "部署",
        "𠮷キー", "Ａ列", "Straße", "ticket/url", "a.b:c/d=e+f-g@h", "Env",
    ];

    private static readonly string[] s_environments = ["prod", "staging", "dev", "prod-eu", ""];

    public static KeyValuePair<string, string>[] Of(Dice experiment)
    {
        var dice = experiment.Of("tags");
        var count = dice.Fraction("how many") switch
        {
            < 0.06 => 0,
            < 0.80 => 3 + dice.Below("count", 6),
            < 0.92 => 9 + dice.Below("count", 10),
            < 0.97 => 20 + dice.Below("count", 30),
            _ => 50,
        };
        return [.. Enumerable.Range(0, count).Select(index => Tag(dice, index))];
    }

    private static KeyValuePair<string, string> Tag(Dice dice, int index)
    {
        var key = index < s_keys.Length ? s_keys[index] : $"label-{index.ToString("00", CultureInfo.InvariantCulture)}";
        var each = dice.Of(index);
        return new(key, key switch
        {
            "owner" => each.Pick("value", Words.Owners),
            "team" or "équipe" or "部署" => each.Pick("value", Words.Teams),
            "cost-center" => $"CC-{1000 + each.Below("value", 9000)}",
            "env" or "Env" => each.Pick("value", s_environments),
            "Project" => $"Project {each.Below("value", 30)}",
            _ when each.Chance("long", 0.03) => string.Concat(Enumerable.Repeat("𠮷Ａ", 85)) + "x", // 256 UTF-16 units
            _ when each.Chance("empty", 0.1) => "",
            _ when each.Chance("words", 0.5) => each.Pick("value", Words.Teams),
            _ => $"v{each.Below("value", 100)}",
        });
    }
}

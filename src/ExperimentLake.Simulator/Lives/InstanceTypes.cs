namespace ExperimentLake.Simulator.Lives;

/// <summary>Hosting instance types: the list is long, uneven and grows, which is why a reader must not enumerate it.</summary>
internal static class InstanceTypes
{
    private static readonly (string Families, string Sizes)[] s_shapes =
    [
        ("t2", "medium large xlarge 2xlarge"),
        ("m4 c4", "large xlarge 2xlarge 4xlarge 8xlarge"),
        ("m5 m5d c5 c5d r5 r5d", "large xlarge 2xlarge 4xlarge 9xlarge 12xlarge 18xlarge 24xlarge"),
        ("m6g m6gd c6g c6gd c6gn r6g r6gd", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge"),
        ("m6i c6i c6in r6i m7i c7i r7i", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge"),
        ("c7g m7g r7g c8g m8g r8g", "medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge"),
        ("g4dn g5 g6 g6e", "xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge"),
        ("p2 p3", "xlarge 2xlarge 8xlarge 16xlarge"),
        ("p3dn p4d p4de", "24xlarge"),
        ("p5 p5e p5en", "48xlarge"),
        ("inf1", "xlarge 2xlarge 6xlarge 24xlarge"),
        ("inf2", "xlarge 8xlarge 24xlarge 48xlarge"),
        ("trn1", "2xlarge 32xlarge"),
        ("trn1n", "32xlarge"),
        ("trn2", "48xlarge"),
    ];

    private static readonly string[] s_usual =
    [
        "ml.m5.xlarge", "ml.m5.2xlarge", "ml.c5.xlarge", "ml.g4dn.xlarge", "ml.g5.xlarge", "ml.g5.2xlarge", "ml.inf2.xlarge", "ml.m6i.large",
    ];

    public static string[] All { get; } =
    [
        .. from shape in s_shapes
           from family in shape.Families.Split(' ')
           from size in shape.Sizes.Split(' ')
           select $"ml.{family}.{size}",
    ];

    public static string Of(Dice dice, string what) =>
        dice.Pick(what, dice.Chance($"{what} usual", 0.6) ? s_usual : All);
}

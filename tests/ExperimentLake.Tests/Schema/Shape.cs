namespace ExperimentLake.Tests.Schema;

/// <summary>A type of the API, or of a column: the tests' own, so that nothing is expected because the product says so.</summary>
internal abstract record Shape
{
    public static Shape Text { get; } = new TextShape();

    public static Shape Int { get; } = new IntShape();

    public static Shape Long { get; } = new LongShape();

    public static Shape Timestamp { get; } = new TimestampShape();

    public static Shape Map { get; } = new MapShape();

    public static Shape List(Shape element) => new ListShape(element);

    public static StructShape Struct(params (string Name, Shape Shape)[] members) => new(members);
}

internal sealed record TextShape : Shape;

internal sealed record IntShape : Shape;

internal sealed record LongShape : Shape;

internal sealed record TimestampShape : Shape;

internal sealed record MapShape : Shape;

internal sealed record ListShape(Shape Element) : Shape;

internal sealed record StructShape(IReadOnlyList<(string Name, Shape Shape)> Members) : Shape;

namespace ExperimentLake.Tests.Fixtures;

/// <summary>The system's clock as the other side sees it: off by a constant, until it is set right.</summary>
internal sealed class WrongClock(TimeSpan off) : TimeProvider
{
    public TimeSpan Off { get; set; } = off;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Off;
}

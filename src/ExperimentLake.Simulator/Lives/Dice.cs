namespace ExperimentLake.Simulator.Lives;

/// <summary>
/// Chance without state: the same question to the same seed has the same answer, whatever was asked before. So any
/// experiment of any day is made alone, and a new question changes no old answer.
/// </summary>
internal readonly record struct Dice(ulong Seed)
{
    public Dice Of(string what)
    {
        // FNV-1a: string.GetHashCode differs from process to process.
        var hash = 14695981039346656037UL;
        foreach (var letter in what)
        {
            hash = (hash ^ letter) * 1099511628211UL;
        }

        return new Dice(Mix(Seed ^ hash));
    }

    public Dice Of(long number) => new(Mix(Seed + ((ulong)number * 0x9E3779B97F4A7C15UL) + 1));

    /// <summary>At least 0, below 1.</summary>
    public double Fraction(string what) => (Of(what).Seed >> 11) * (1.0 / (1UL << 53));

    public double Between(string what, double from, double to) => from + (Fraction(what) * (to - from));

    public int Below(string what, int limit) => (int)(Fraction(what) * limit);

    public bool Chance(string what, double probability) => Fraction(what) < probability;

    public T Pick<T>(string what, T[] from) => from[Below(what, from.Length)];

    // The finalizer of SplitMix64, https://prng.di.unimi.it/splitmix64.c
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}

namespace ExperimentLake.Worker.Configuration;

/// <summary>What somebody who mistyped a name probably meant.</summary>
internal static class Nearest
{
    public static string To(string name, IEnumerable<string> known) => known.MinBy(one => Distance(one.ToUpperInvariant(), name.ToUpperInvariant()))!;

    /// <summary><c> Did you mean 'x'?</c>, or nothing when more than a third of the nearest name is otherwise.</summary>
    public static string Hint(string name, IReadOnlyCollection<string> known) =>
        known.Count > 0 && To(name, known) is var nearest && Distance(nearest.ToUpperInvariant(), name.ToUpperInvariant()) * 3 <= nearest.Length
            ? $" Did you mean '{nearest}'?"
            : "";

    /// <summary>Levenshtein distance.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var (diagonal, previous) = (row[0], row[0] = i);
            for (var j = 1; j <= right.Length; j++)
            {
                previous = Math.Min(Math.Min(row[j], previous) + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                (diagonal, row[j]) = (row[j], previous);
            }
        }

        return row[right.Length];
    }
}

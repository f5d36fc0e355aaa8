using ExperimentLake.Lake;

namespace ExperimentLake.Snapshots;

/// <summary>What became of an attempt in the lake.</summary>
/// <param name="Result">The attempt, with the facts of its data file.</param>
/// <param name="Said">What the lake says of the account region now: the attempt's result, or another one that is no worse.</param>
/// <param name="IsPut">Whether its data file is in the lake now.</param>
internal sealed record StoredAttempt(RegionState Result, RegionState Said, bool IsPut)
{
    // Runs that meet in one account region part after a turn or two: who looks and sees what fits together is done.
    private const int Turns = 5;

    /// <summary>
    /// Data file first, then the state that names it. An attempt that is no better than an earlier one touches nothing. Two runs may put
    /// theirs in between one another's, and leave a state beside another one's file: whoever puts last looks at what came of it, and
    /// puts both again. Not to be stopped: it is short, and a data file that no state names would be data of nobody.
    /// </summary>
    /// <remarks>
    /// What was there at the look is not lowered. An attempt whose look comes before another run's puts, and whose own data file arrives
    /// only after that run has looked at what it put, takes the place of a better one: an object store that puts on condition could
    /// prevent that, but not all do. Who had the better one reads it again when its commit tells (<see cref="Snapshot"/>).
    /// </remarks>
    /// <param name="day">Where to.</param>
    /// <param name="attempt">What came of it; has no data file yet.</param>
    /// <param name="rows">Its data file; null when there are no rows.</param>
    /// <exception cref="LakeException">
    /// The data file could not be put (<see cref="RowFile.IsBroken"/>), or its state could not; the data file may have been then, and the
    /// next run finds out.
    /// </exception>
    public static async Task<StoredAttempt> PutAsync(Day day, RegionState attempt, RowFile? rows)
    {
        var result = attempt;
        if (rows is not null)
        {
            // Before the look, so that little lies between that and the put.
            var facts = await rows.CompleteAsync(attempt, CancellationToken.None);
            result = attempt with { File = rows.Key, Bytes = facts.Bytes, Sha256 = facts.Sha256 };
        }

        for (var turn = 0; ; turn++)
        {
            // As the lake has it now: another run may have come further meanwhile.
            RegionState? said;
            try
            {
                said = await day.RefreshAsync(attempt.AccountRegion, CancellationToken.None);
            }
            catch (LakeException) when (turn > 0)
            {
                // It is put, and a state that does not fit its file is believed by nobody.
                return new StoredAttempt(result, result, IsPut: rows is not null);
            }

            if (turn == Turns || said?.YieldsTo(result) == false)
            {
                return new StoredAttempt(result, said ?? result, IsPut: rows is not null && said?.Sha256 == result.Sha256);
            }

            await (rows?.PutAsync(CancellationToken.None) ?? Task.CompletedTask);
            await day.PutAsync(result, CancellationToken.None);
        }
    }
}

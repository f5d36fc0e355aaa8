namespace ExperimentLake.Simulator.Lives;

/// <summary>
/// One experiment from creation to deletion. A slot (a name in an account region) lives one life after another, each
/// inside its own period of fixed length, so the life at any instant is found by a division and never by a search.
/// Times are milliseconds since 1970.
/// </summary>
internal readonly record struct Life(int Slot, Dice Dice, long CreatedAt, long DeletedAt)
{
    /// <summary>The part of a period in which the experiment exists, on average.</summary>
    public const double AliveShare = 0.8;

    public const long Minute = 60_000;
    public const long Day = 24 * 60 * Minute;

    /// <summary>Far enough for any date, near enough that adding durations cannot overflow.</summary>
    public const long Never = long.MaxValue / 4;

    public static Life? At(Dice dice, int slot, long at, bool deletions)
    {
        var life = deletions ? Recurring(dice, slot, at) : Single(dice, slot);
        return at >= life.CreatedAt && at < life.DeletedAt ? life : null;
    }

    private static Life Recurring(Dice dice, int slot, long at)
    {
        // Squared: most names come and go within two weeks, some stay for a month and a half.
        var period = (long)(Day * (9 + (40 * Math.Pow(dice.Fraction("period"), 2))));
        var phase = (long)(period * dice.Fraction("phase"));
        var number = (long)Math.Floor((at - phase) / (double)period);
        var start = phase + (number * period);
        var life = dice.Of(number);
        return new Life(
            slot,
            life,
            Rounded(life, start + (long)(period * life.Between("created", 0, 0.2))),
            start + (long)(period * life.Between("deleted", 0.8, 1)));
    }

    // The service opened at the end of 2022; two years later all of them are there.
    private static Life Single(Dice dice, int slot)
    {
        var opened = new DateTimeOffset(2022, 12, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        return new Life(slot, dice, Rounded(dice, opened + (long)(dice.Fraction("created") * 750 * Day)), Never);
    }

    // A whole second now and then: its JSON number has no fraction.
    private static long Rounded(Dice dice, long at) => dice.Chance("whole second", 0.1) ? at - (at % 1000) : at;
}

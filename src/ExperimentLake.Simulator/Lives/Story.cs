namespace ExperimentLake.Simulator.Lives;

internal enum Ending
{
    Completes,
    Stopped,
    Fails,
    NeverStarts,
    NeverCreated,
}

/// <summary>What happens in a life, and when. Times are milliseconds since 1970.</summary>
internal readonly record struct Story(
    Ending Ending, long Created, long Ready, long Starts, long Runs, long Stops, long Ends, long ChangeEvery, long ChangeTakes)
{
    private const long Minute = Life.Minute;
    private const long Day = Life.Day;

    public static Story Of(Life life)
    {
        var dice = life.Dice;
        var ending = dice.Fraction("ending") switch
        {
            < 0.60 => Ending.Completes,
            < 0.78 => Ending.Stopped,
            < 0.90 => Ending.Fails,
            < 0.95 => Ending.NeverStarts,
            _ => Ending.NeverCreated,
        };

        var span = Math.Min(life.DeletedAt - life.CreatedAt, 40 * Day);
        var ready = life.CreatedAt + Takes(dice, "creating");
        var starts = ready + (long)Math.Min(3 * Day, dice.Between("wait", 0.001, 0.1) * span);
        var runs = starts + Takes(dice, "starting");
        var stops = runs + Math.Clamp((long)(span * dice.Between("run", 0.25, 0.8)), Day, 30 * Day);
        if (life.DeletedAt == Life.Never && ending == Ending.Completes && dice.Chance("runs on", 0.5))
        {
            stops = Life.Never; // Without deletions the world would otherwise come to rest.
        }

        var changeEvery = dice.Chance("changes", 0.7) ? (long)(dice.Between("change every", 1.5, 6) * Day) : Life.Never;
        return new Story(
            ending, life.CreatedAt, ready, starts, runs, stops, stops + Takes(dice, "stopping"), changeEvery, Takes(dice, "changing"));
    }

    public State At(long at)
    {
        if (at < Ready)
        {
            return new State("Creating", Ending, Created);
        }

        if (Ending == Ending.NeverCreated)
        {
            return new State("Cancelled", Ending, Ready, Ready);
        }

        if (at < Starts || Ending == Ending.NeverStarts)
        {
            return new State("Created", Ending, Ready);
        }

        if (at < Runs)
        {
            return new State("Starting", Ending, Starts);
        }

        var changes = (Math.Min(at, Stops) - Runs) / ChangeEvery;
        if (at < Stops)
        {
            var changing = Runs + (changes * ChangeEvery);
            var changed = changing + ChangeTakes;
            return changes == 0 ? new State("Running", Ending, Runs)
                : at < changed ? new State("Updating", Ending, changing, Changes: changes)
                : new State("Running", Ending, changed, Changes: changes);
        }

        return Ending == Ending.Fails ? new State("Cancelled", Ending, Stops, Stops, changes)
            : at < Ends ? new State("Stopping", Ending, Stops, Changes: changes)
            : new State(Ending == Ending.Completes ? "Completed" : "Cancelled", Ending, Ends, Ends, changes);
    }

    // 10 to 60 minutes; sometimes hours, when the wanted instances are scarce.
    private static long Takes(Dice dice, string what) =>
        (long)(Minute * (dice.Chance($"{what} slowly", 0.08) ? dice.Between(what, 60, 180) : dice.Between(what, 10, 60)));
}

/// <summary>An experiment at one instant; times in milliseconds since 1970, and how often it was updated while running.</summary>
internal readonly record struct State(string Status, Ending Ending, long Modified, long? Completed = null, long Changes = 0)
{
    public bool Failed => Status == "Cancelled" && Ending is Ending.Fails or Ending.NeverCreated;
}

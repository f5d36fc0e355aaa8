using System.Globalization;
using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Benchmarks.Campaigns;

/// <summary>
/// Years of days in one worker: what it holds on to does not grow. The worker and its fake clock are all that this process has; AWS is
/// simulated, and the lake verified, by other processes.
/// </summary>
internal static class SoakCampaign
{
    // Growth from the first look to the last that is still none: what the runtime itself has more or less of from one look to the next.
    private static readonly Footprint s_bound = new(Heap: 1_000_000, Resident: 32_000_000, Handles: 8, Threads: 8);

    private static readonly DateTimeOffset s_begin = new(2026, 1, 1, 0, 15, 0, TimeSpan.Zero);

    /// <param name="days">Days, looked at after 100 of them (all is loaded by then), a half and all.</param>
    /// <param name="seed">Of the world.</param>
    public static async Task<string> RunAsync(int days, int seed)
    {
        await using var simulator = ExperimentLakeProcess.Start(
            ["simulator", "--port", "0", "--accounts", "2", "--experiments", "6", "--seed", seed.ToString(CultureInfo.InvariantCulture)]);
        await simulator.LineAsync(line => line.StartsWith('#'));
        var environment = simulator.Output.Split('\n').Where(line => line.StartsWith("export ", StringComparison.Ordinal))
            .Select(line => line["export ".Length..].Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1]);
        ClockedWorker.Use(environment);
        using var aws = new HttpClient { BaseAddress = new Uri(environment["AWS_ENDPOINT_URL_STS"]) };
        await using var worker = ClockedWorker.Elsewhere(s_begin.AddSeconds(-10));
        await StartQuietlyAsync(worker);

        var looks = new List<(int Day, Footprint Footprint)>();
        for (var day = 1; day <= days; day++)
        {
            await DayAsync(worker, aws, s_begin.AddDays(day - 1));
            if (day == Math.Min(100, days / 2) || day == days / 2 || day == days)
            {
                looks.Add((day, Footprint.Now()));
                Console.WriteLine($"day {day}: {looks[^1].Footprint}");
            }
        }

        await worker.StopAsync();
        var verified = await ExperimentLakeProcess.RunAsync(["verify", "--all", "--lake", worker.Lake], environment);
        Broken.Unless(verified.ExitCode == 0, $"verify: {verified.Output}{verified.Error}");
        var growth = looks[^1].Footprint.Minus(looks[0].Footprint);
        Broken.Unless(
            growth.Heap <= s_bound.Heap && growth.Resident <= s_bound.Resident && growth.Handles <= s_bound.Handles && growth.Threads <= s_bound.Threads,
            $"from day {looks[0].Day} to {looks[^1].Day} it grew by {growth}; the bound is {s_bound}");
        return $"{days} days in one worker, each complete: growth from day {looks[0].Day} to {looks[^1].Day} of {growth} (bound: {s_bound})";
    }

    /// <summary>A day: its snapshot, a look whether anything is missing, and someone who asks for the worker's health.</summary>
    private static async Task DayAsync(ClockedWorker worker, HttpClient aws, DateTimeOffset begin)
    {
        using (var put = await aws.PutAsync("_simulator/now", new StringContent($"\"{begin:O}\"")))
        {
            put.EnsureSuccessStatusCode();
        }

        // As a machine that stood still: over the looks of a whole night. A second before the day, so that its time is not missed.
        worker.Jump(begin - TimeSpan.FromSeconds(1) - worker.Now);
        await worker.MoveAsync(begin - worker.Now);
        await worker.UntilPassedAsync();
        var date = DateOnly.FromDateTime(begin.UtcDateTime);
        var manifest = await worker.ManifestAsync(date);
        Broken.Unless(manifest is { IsComplete: true }, $"{date:O} is {manifest?.State ?? "not committed"}");
        // The next thing that is due is such a look.
        Broken.Unless(await worker.NextAsync() is { } look && look < begin.AddHours(1), $"nothing looks after {date:O}");
        await worker.MoveAsync((await worker.NextAsync())!.Value - worker.Now);
        var ready = await worker.ReadyAsync();
        Broken.Unless(ready == "ready", $"on {date:O} it is {ready}");
    }

    /// <summary>Its log goes nowhere: some lines a day are not what this is about.</summary>
    private static async Task StartQuietlyAsync(ClockedWorker worker)
    {
        var output = Console.Out;
        Console.SetOut(TextWriter.Null);
        try
        {
            await worker.StartAsync(settings =>
            {
                settings.Aws.Accounts = ["organization"];
                settings.Schedule.CatchUp = false;
            });
        }
        finally
        {
            Console.SetOut(output);
        }
    }
}

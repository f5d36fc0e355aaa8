using System.Globalization;
using ExperimentLake.Lake;
using Quartz;

namespace ExperimentLake.Worker.Schedule;

/// <summary>What every job of a pass knows, wherever it runs. It travels with the jobs as text.</summary>
/// <param name="Date">The day that everything is filed under; never taken from a trigger, which may come late.</param>
/// <param name="BeganAt">When it was planned.</param>
/// <param name="EndsAt">When it ends, whatever is left.</param>
/// <param name="Waited">How long the day waited for this pass after the one before; zero for its first.</param>
/// <param name="Trace">W3C traceparent of the span that everything of the run is part of; null or empty when it is not traced.</param>
internal sealed record Pass(DateOnly Date, DateTimeOffset BeganAt, DateTimeOffset EndsAt, TimeSpan Waited, string? Trace)
{
    private const string NameKey = "accountName";
    private const string RegionsKey = "regions";
    private const string TraceKey = "traceparent";
    private const string WaitedKey = "waited";

    public JobDataMap ToData() => new()
    {
        ["date"] = LakeKeys.Text(Date),
        ["beganAt"] = Text(BeganAt),
        ["endsAt"] = Text(EndsAt),
        [WaitedKey] = Text(Waited),
        [TraceKey] = Trace ?? "",
    };

    public JobDataMap ToData(AccountPlan account)
    {
        var data = ToData();
        data[NameKey] = account.Name ?? "";
        data[RegionsKey] = string.Join(',', account.Regions);
        return data;
    }

    /// <summary>Null when another version has put it there.</summary>
    public static Pass? Of(JobDataMap data)
    {
        try
        {
            return new Pass(
                DateOnly.ParseExact((string)data["date"]!, "yyyy-MM-dd", CultureInfo.InvariantCulture), Time(data["beganAt"]), Time(data["endsAt"]),
                WaitedOf(data), (string?)data[TraceKey]);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or ArgumentException or FormatException or InvalidCastException)
        {
            return null;
        }
    }

    public static AccountPlan AccountOf(JobKey job, JobDataMap data) =>
        new(job.Name, data[NameKey] is string { Length: > 0 } name ? name : null, ((string)data[RegionsKey]!).Split(','));

    public static TimeSpan WaitedOf(JobDataMap data) =>
        data.TryGetValue(WaitedKey, out var value) && value is string text ? TimeSpan.ParseExact(text, "c", CultureInfo.InvariantCulture) : TimeSpan.Zero;

    public static JobDataMap DataOf(TimeSpan waited) => new() { [WaitedKey] = Text(waited) };

    private static string Text(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    private static string Text(TimeSpan time) => time.ToString("c", CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(object? value) => DateTimeOffset.ParseExact((string)value!, "O", CultureInfo.InvariantCulture);
}

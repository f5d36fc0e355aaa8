namespace ExperimentLake.Worker.Reports.Sections;

/// <summary>Experiments that somebody may want to do something about.</summary>
internal static class ToLookAt
{
    public static async Task<Section> AskAsync(ReportLake lake) => new(
        "lists", "To look at",
        "Single experiments: what runs longest as of the newest snapshots, what was planned to start and never did, and what was stopped because its endpoint failed.",
        [
            await TopList.AskAsync(
                lake, "longest-running", "Longest running", "No shadow test is running.",
                [
                    ("Running, h", "round(f.hours_running, 1)"), ("Since", "f.actual_start"), ("Last seen", "f.last_seen"), ("Planned end", "f.schedule_end_time"), ("Overrun, h", "round(f.overrun_hours, 1)"),
                    ("Sampling, %", "f.sampling_percentage"), ("Instances", "f.shadow_instances"), ("Instance type", "f.shadow_instance_type"),
                ],
                "FROM experiment_facts f JOIN experiments_latest l ON l.arn = f.arn AND l.creation_time = f.creation_time WHERE l.status = 'Running' ORDER BY f.hours_running DESC, f.arn"),
            await TopList.AskAsync(
                lake, "never-started", "Never started", "Every experiment whose planned start has passed was seen running.",
                [("Planned start", "f.schedule_start_time"), ("Status", "f.status"), ("Created", "f.creation_time"), ("Last seen", "f.last_seen"), ("Reason", "coalesce(nullif(f.failure_reason, ''), f.status_reason)")],
                "FROM experiment_facts f WHERE f.never_started ORDER BY f.last_seen DESC, f.schedule_start_time DESC, f.arn"),
            await TopList.AskAsync(
                lake, "failed", "Stopped with a failure reason", "No experiment of this period ended with the failure of its endpoint.",
                [("Failure reason", "f.failure_reason"), ("Status reason, if another", "nullif(f.status_reason, f.failure_reason)"), ("Status", "f.status"), ("Ended", "f.actual_end"), ("Running, h", "round(f.hours_running, 1)")],
                "FROM experiment_facts f WHERE f.outcome IN ('cancelled', 'completed') AND f.failure_reason <> '' ORDER BY f.actual_end DESC, f.arn"),
        ]);
}

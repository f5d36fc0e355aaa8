namespace ExperimentLake.Simulator.Lives;

/// <summary>An element of ListInferenceExperiments. Its times are always there, unlike those of Describe, and it has no Arn.</summary>
internal static class SummaryDocument
{
    public static byte[] Of(SimulatedExperiment experiment) => Members.Object(experiment.Dice.Of("document"), members =>
    {
        members.Text("Name", experiment.Name);
        members.Text("Type", "ShadowMode");
        members.Text("Status", experiment.Status);
        members.Time("CreationTime", experiment.CreatedAt);
        members.Time("LastModifiedTime", experiment.State.Modified);
        WriteShared(members, experiment);
    });

    /// <summary>What the summary and Describe say alike.</summary>
    public static void WriteShared(Members members, SimulatedExperiment experiment)
    {
        var dice = experiment.Dice;
        var state = experiment.State;
        var reason = state.Failed ? dice.Pick("failure", Words.Failures)
            : state.Status is "Cancelled" or "Stopping" && state.Ending == Ending.Stopped ? dice.Pick("stop reason", Words.StopReasons)
            : null;

        members.OptionalObject("Schedule", schedule => WriteSchedule(schedule, experiment), emptiable: true);
        members.OptionalText("StatusReason", reason);
        members.OptionalText("Description", dice.Pick("description", Words.Descriptions));
        members.OptionalTime("CompletionTime", state.Completed);
        members.OptionalText("RoleArn", RoleArn(experiment), emptiable: false);
    }

    private static void WriteSchedule(Members schedule, SimulatedExperiment experiment)
    {
        var story = experiment.Story;
        var week = 7 * Life.Day;
        var overruns = story.Stops == Life.Never || experiment.Dice.Chance("overruns", 0.15);
        schedule.OptionalTime("StartTime", story.Starts);
        schedule.OptionalTime("EndTime", overruns || story.Ending != Ending.Completes ? story.Starts + week : story.Stops);
    }

    private static string RoleArn(SimulatedExperiment experiment)
    {
        var path = experiment.Dice.Chance("role path", 0.3) ? "service-role/" : "";
        return $"arn:{experiment.Partition}:iam::{experiment.Account}:role/{path}SageMakerShadow-{experiment.Dice.Below("role", 5)}";
    }
}

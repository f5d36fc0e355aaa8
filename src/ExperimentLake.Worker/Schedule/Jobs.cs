using ExperimentLake.Worker.Configuration;
using Microsoft.AspNetCore.Builder;
using Npgsql;
using Quartz;

namespace ExperimentLake.Worker.Schedule;

/// <summary>Quartz: the daily trigger, and where jobs are kept.</summary>
internal static class Jobs
{
    // Nothing tells a worker that another one has put down jobs; it looks.
    private static readonly TimeSpan s_clusterLook = TimeSpan.FromSeconds(5);

    public static void Add(WebApplicationBuilder builder, Settings settings, TimeProvider clock)
    {
        builder.AddQuartz(quartz =>
        {
            quartz.UseTimeProvider(clock);
            quartz.UseDefaultThreadPool(settings.Limits.CallsInFlight);
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "experiment-lake";
                // A stop tells the jobs, and then waits for them.
                scheduler.ShutdownJobInterruption = ShutdownJobInterruption.WhenWaitingForJobs;
            });
            if (settings.Cluster.ConnectionString is not null)
            {
                Share(quartz, settings.Cluster.Encrypted);
            }

            quartz.AddJob<PlanJob>(job => job.WithIdentity(PlanJob.Key).StoreDurably().RequestRecovery());
            quartz.AddTrigger<PlanJob>(trigger => trigger.ForJob(PlanJob.Key).WithIdentity("daily").WithSchedule(
                CronScheduleBuilder.Create(settings.Schedule.Cron).InTimeZone(TimeZoneInfo.FindSystemTimeZoneById(settings.Schedule.TimeZone))
                    // A missed time is caught up by what the lake lacks, not by a trigger that carries an old date.
                    .WithMisfireInstruction(CronTriggerMisfireInstruction.DoNothing)));
        });
        builder.AddQuartzHostedService(service => service.WaitForJobsToComplete = true);
    }

    private static void Share(IQuartzBuilder quartz, string connection)
    {
        quartz.ConfigureScheduler(scheduler => scheduler.IdleWaitTime = s_clusterLook);
        quartz.UsePersistentStore(store =>
        {
            store.UsePostgres(NpgsqlFactory.Instance, connection);
            store.UseClustering();
            store.ProvisionSchema();
            // A worker that is stopped in the middle of an account hands it on, as one that is killed does.
            store.ConfigureStore(options => options.RecoverFiringsCancelledByShutdown = true);
        });
    }
}

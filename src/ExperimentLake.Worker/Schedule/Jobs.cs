using System.Security.Cryptography;
using System.Text;
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

    // As long as the shortest wait between two passes of a day.
    private static readonly TimeSpan s_chainLook = TimeSpan.FromMinutes(15);

    public static void Add(WebApplicationBuilder builder, Settings settings, string lake, TimeProvider clock)
    {
        builder.AddQuartz(quartz =>
        {
            quartz.UseTimeProvider(clock);
            quartz.UseDefaultThreadPool(settings.Limits.CallsInFlight);
            quartz.ConfigureScheduler(scheduler =>
            {
                // Workers of another lake may use the same database.
                scheduler.InstanceName = $"experiment-lake {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lake)))[..12]}";
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
            // A time that was missed while the machine stood still, a database that was away: whatever breaks the chain of passes, it goes on.
            quartz.AddTrigger<PlanJob>(trigger => trigger.ForJob(PlanJob.Key).WithIdentity("look").UsingJobData(new JobDataMap { [PlanJob.LooksKey] = "" })
                .StartAt(clock.GetUtcNow() + s_chainLook).WithSchedule(SimpleScheduleBuilder.Create().WithInterval(s_chainLook).RepeatForever()));
        });
        builder.AddQuartzHostedService(service => (service.WaitForJobsToComplete, service.AutoStart) = (true, false));
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

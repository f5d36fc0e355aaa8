namespace ExperimentLake.Tests.Deploy;

/// <summary>
/// What is wrong with policies, by what the product was seen to call: each call must be allowed, and each action and resource of a policy
/// must have been called, unless it is excused.
/// </summary>
internal static class Judgement
{
    // https://docs.aws.amazon.com/service-authorization/latest/reference/: those without a resource type
    private static readonly string[] s_withoutResource =
    [
        "sagemaker:ListInferenceExperiments", "organizations:ListAccounts", "ecr:GetAuthorizationToken",
        "athena:ListDataCatalogs", "athena:ListWorkGroups", "lakeformation:GetDataAccess",
    ];

    /// <returns>In words; each names a policy or role and an action.</returns>
    public static IReadOnlyList<string> Complaints(IReadOnlyDictionary<string, Template> templates, params IReadOnlyList<RecordedRun> runs)
    {
        var complaints = new SortedSet<string>(StringComparer.Ordinal);
        var excuses = Excuse.All.Where(excuse => templates.Values.Any(template => template.Resources.ContainsKey(excuse.Policy))).SelectMany(excuse => excuse.Actions.Select(action => $"{excuse.Policy} {action}, since {excuse.Why}")).ToHashSet();
        var allowed = new Dictionary<string, bool>();
        foreach (var run in runs)
        {
            var deployment = run.Deploy(templates);
            var needs = run.Needs(deployment);
            complaints.UnionWith(needs.Where(need => !deployment.Allows(need)).Select(need => $"{need} is not allowed"));
            complaints.UnionWith(
                from assumption in run.Assumptions
                where !deployment.Trusts(assumption.Role, $"AWS {deployment.WorkerArn}", assumption.Context)
                select $"{deployment.NameOf(assumption.Role)} sts:AssumeRole of {assumption.Role} with {assumption.Context} is not allowed");
            complaints.UnionWith(Probes.Complaints(deployment, run.Accounts[1]));
            foreach (var (who, statement, action) in from policy in deployment.Policies from statement in policy.Value from action in statement.Actions select (policy.Key, statement, action))
            {
                Weigh(who, statement, action, run, needs);
            }
        }

        complaints.UnionWith(allowed.Where(item => !item.Value).Select(item => $"{item.Key} is allowed and never called"));
        complaints.UnionWith(excuses.Select(excuse => $"{excuse}: no policy allows it that is not called"));
        return [.. complaints];

        void Weigh(string who, Statement statement, string action, RecordedRun run, IReadOnlyCollection<Need> needs)
        {
            if (action.Contains('*', StringComparison.Ordinal) || (statement.Resources.Contains("*") && !s_withoutResource.Contains(action)))
            {
                complaints.Add($"{statement.Policy} {action} on {string.Join(", ", statement.Resources)} is wider than it need be");
            }

            var called = needs.Where(need => need.Who == who && (statement with { Actions = [action] }).Covers(need.Action, need.Resource, need.Keys)).ToList();
            var on = string.Join(", ", statement.Resources);
            var excused = Excuse.All.FirstOrDefault(excuse => called.Count == 0 && excuse.IsFor(statement, action, run.Anonymous(on)));
            excuses.Remove($"{excused?.Policy} {action}, since {excused?.Why}");
            foreach (var resource in statement.Resources.Append(on).Distinct())
            {
                // A statement as a whole is called by its actions, each of its resources by any of them.
                var item = resource == on ? $"{statement.Policy} {action} on {on}" : $"{statement.Policy} {resource} in {string.Join(", ", statement.Actions)}";
                var same = run.Anonymous(item);
                allowed[same] = allowed.GetValueOrDefault(same) || excused is not null
                    || called.Any(need => resource == on || Wildcards.Match(resource, need.Resource, ignoreCase: false));
            }
        }
    }
}

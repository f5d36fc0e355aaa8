using System.Globalization;
using System.Text.RegularExpressions;
using ExperimentLake.Simulator.Wire;

namespace ExperimentLake.Simulator.Operations;

internal static partial class AssumeRole
{
    private const int ChainedLimit = 3600;

    public static Answer Answer(Call call, SimulatorOptions options, SimulatedWorld world, Credentials credentials, DateTimeOffset wallClock, string requestId)
    {
        var input = new Input(call.Parameters);
        var arn = input.Text("RoleArn", 20, 2048, required: true);
        var session = input.Text("RoleSessionName", 2, 64, "[a-zA-Z0-9_+=,.@-]*", required: true);
        var externalId = input.Text("ExternalId", 2, 1224, "[a-zA-Z0-9_+=,.@:\\/-]*");
        var seconds = input.Text("DurationSeconds", pattern: "[0-9]{1,9}");
        input.Check();

        var duration = seconds is null ? 3600 : int.Parse(seconds, CultureInfo.InvariantCulture);
        CheckDuration(duration, chained: call.Caller.Identity.Token is not null);
        var role = RoleArn().Match(arn!);
        if (!role.Success)
        {
            throw Refusal.Invalid($"{arn} is invalid");
        }

        var account = role.Groups["account"].Value;
        var name = role.Groups["name"].Value;
        if (!world.Accounts.Any(one => one.Id == account && one.IsActive) ||
            (name != options.RoleName && (name != options.OrganizationRoleName || account != ListAccounts.ManagementOf(options))) ||
            (options.ExternalId is not null && externalId != options.ExternalId))
        {
            throw new Refusal(
                "AccessDenied", $"User: {call.Caller.Identity.Arn} is not authorized to perform: sts:AssumeRole on resource: {arn}", 403);
        }

        var identity = credentials.Issue(account, role.Groups["partition"].Value, name, session!, wallClock.AddSeconds(duration));
        return Wire.Answer.Xml(
            "AssumeRole",
            requestId,
            Wire.Answer.Element(
                "AssumedRoleUser",
                Wire.Answer.Element("AssumedRoleId", identity.UserId),
                Wire.Answer.Element("Arn", identity.Arn)),
            Wire.Answer.Element(
                "Credentials",
                Wire.Answer.Element("AccessKeyId", identity.AccessKey),
                Wire.Answer.Element("SecretAccessKey", identity.Secret),
                Wire.Answer.Element("SessionToken", identity.Token!),
                Wire.Answer.Element("Expiration", Wire.Answer.Iso(identity.Expires!.Value))));
    }

    /// <summary>The account that a role belongs to, or null for what is no role.</summary>
    public static string? AccountOf(string? arn) => RoleArn().Match(arn ?? "") is { Success: true } role ? role.Groups["account"].Value : null;

    private static void CheckDuration(int seconds, bool chained)
    {
        if (seconds is < 900 or > 43200)
        {
            var limit = seconds < 900 ? "greater than or equal to 900" : "less than or equal to 43200";
            throw Refusal.Invalid(
                $"1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value {limit}");
        }

        if (chained && seconds > ChainedLimit)
        {
            throw Refusal.Invalid("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining");
        }
    }

    [GeneratedRegex("^arn:(?<partition>aws[a-z-]*):iam::(?<account>[0-9]{12}):role/(?:[^/]+/)*(?<name>[^/]+)$")]
    private static partial Regex RoleArn();
}

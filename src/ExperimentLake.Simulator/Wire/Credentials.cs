using System.Collections.Concurrent;
using ExperimentLake.Simulator.Lives;

namespace ExperimentLake.Simulator.Wire;

/// <summary>
/// Who a key belongs to. <paramref name="Role"/>, <paramref name="Token"/> and <paramref name="Expires"/> are set for assumed roles alone.
/// </summary>
internal sealed record Identity(
    string AccessKey, string Secret, string Account, string Arn, string UserId, string? Role = null, string? Token = null, DateTimeOffset? Expires = null);

/// <summary>The caller's own key and those handed out by AssumeRole.</summary>
internal sealed class Credentials(SimulatorOptions options)
{
    private readonly Dice _dice = new Dice((ulong)options.Seed).Of("credentials");
    private readonly ConcurrentDictionary<string, Identity> _sessions = new();
    private int _issued;

    public Identity Own { get; } = new(
        "AKIASIMULATED0000000",
        "simulated/secret/of/no/use/anywhere/else",
        options.Accounts[0],
        $"arn:{SimulatedAccountRegion.PartitionOf(options.Regions[0])}:iam::{options.Accounts[0]}:user/simulated",
        "AIDASIMULATED0000000");

    /// <summary>Secret keys and session tokens, ended sessions' too.</summary>
    public IReadOnlyCollection<string> Secrets =>
        [.. _sessions.Values.Append(Own).SelectMany(identity => new[] { identity.Secret, identity.Token }).OfType<string>()];

    public Identity? Find(string accessKey) => accessKey == Own.AccessKey ? Own : _sessions.GetValueOrDefault(accessKey);

    public Identity Issue(string account, string partition, string role, string session, DateTimeOffset expires)
    {
        var number = Interlocked.Increment(ref _issued);
        var dice = _dice.Of(number);
        var id = $"AROA{dice.Of("role").Seed:X16}";
        var identity = new Identity(
            $"ASIA{number:X16}",
            $"simulated/{dice.Of("one").Seed:x16}{dice.Of("two").Seed:x14}"[..40],
            account,
            $"arn:{partition}:sts::{account}:assumed-role/{role}/{session}",
            $"{id}:{session}",
            role,
            Convert.ToBase64String(BitConverter.GetBytes(dice.Of("token").Seed)) + $"/simulated/{number}",
            expires);
        _sessions[identity.AccessKey] = identity;
        return identity;
    }
}

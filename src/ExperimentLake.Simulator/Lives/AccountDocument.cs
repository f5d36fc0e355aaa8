using System.Buffers;
using System.Text.Json;
using ExperimentLake.Simulator.Operations;

namespace ExperimentLake.Simulator.Lives;

/// <summary>An element of ListAccounts.</summary>
internal static class AccountDocument
{
    public static ReadOnlyMemory<byte> Of(SimulatedAccount account, SimulatorOptions options)
    {
        var dice = new Dice((ulong)options.Seed).Of("organization").Of(account.Id);
        var management = ListAccounts.ManagementOf(options);
        var partition = SimulatedAccountRegion.PartitionOf(options.Regions[0]);
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("Id", account.Id);
            json.WriteString("Arn", $"arn:{partition}:organizations::{management}:account/o-simulated0/{account.Id}");
            json.WriteString("Email", $"aws+{account.Id}@example.com");
            json.WriteString("Name", account.Name);
            if (account.State is not null)
            {
                json.WriteString("State", account.State);
            }

            json.WriteString("Status", account.Status);
            json.WriteString("JoinedMethod", account.Id == management || dice.Chance("invited", 0.3) ? "INVITED" : "CREATED");
            json.WriteNumber("JoinedTimestamp", 1_500_000_000 + dice.Below("joined", 200_000_000) + (dice.Below("milliseconds", 1000) / 1000m));
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}

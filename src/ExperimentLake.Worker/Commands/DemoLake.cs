using System.Text;
using ExperimentLake.Lake;
using ExperimentLake.Schema;
using ExperimentLake.Simulator;
using ExperimentLake.Worker.Configuration;

namespace ExperimentLake.Worker.Commands;

/// <summary>Keeps simulated data and real data apart: a lake that <c>demo</c> made carries a mark.</summary>
internal static class DemoLake
{
    private const string Mark = "_demo.txt";

    private static readonly IReadOnlyList<string> OwnFolders = [.. Tables.All.Select(table => $"{table.Name}/"), LakeKeys.Manifests, LakeKeys.States];

    /// <summary>Marks an empty lake, or one that the same demo made.</summary>
    /// <exception cref="ConfigurationException">The lake holds something else.</exception>
    /// <exception cref="LakeException">The lake could not be read or written.</exception>
    public static async Task ClaimAsync(ILakeStore store, SimulatorOptions options, CancellationToken cancellationToken)
    {
        var mark = Encoding.UTF8.GetBytes(
            $"Made by experiment-lake demo, from simulated accounts: {options.Accounts.Count} accounts, {options.ExperimentsPerAccount} experiments, seed {options.Seed}.\n");
        var found = await store.ReadAsync(Mark, cancellationToken);
        if (found is not null && !found.AsSpan().SequenceEqual(mark))
        {
            throw new ConfigurationException(
                $"{store.Location} is of another demo: {Encoding.UTF8.GetString(found).Trim()} Delete it, or give another --lake.");
        }

        await foreach (var key in store.ListAsync("", cancellationToken))
        {
            if (found is null || (key != Mark && !OwnFolders.Any(folder => key.StartsWith(folder, StringComparison.Ordinal))))
            {
                throw new ConfigurationException($"{store.Location} holds {key}, which demo did not make. Give an empty or new directory as --lake.");
            }
        }

        if (found is null)
        {
            await store.PutAsync(Mark, mark, cancellationToken);
        }
    }

    /// <exception cref="ConfigurationException">The lake is one of <c>demo</c>: real snapshots do not belong there.</exception>
    /// <exception cref="LakeException">The lake could not be read.</exception>
    public static async Task RefuseAsync(ILakeStore store, CancellationToken cancellationToken)
    {
        if (await store.FactsAsync(Mark, cancellationToken) is not null)
        {
            throw new ConfigurationException($"{store.Location} was made by demo and holds simulated data. Give another --lake.");
        }
    }
}

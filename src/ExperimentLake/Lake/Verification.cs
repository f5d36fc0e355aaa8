using System.Security.Cryptography;
using System.Text.Json;
using ExperimentLake.Schema;

namespace ExperimentLake.Lake;

/// <summary>Reads the lake back, byte for byte, against its manifests.</summary>
public static class Verification
{
    private const int ReadsAtOnce = 8;

    /// <param name="store">The lake.</param>
    /// <param name="since">First date to look at.</param>
    /// <param name="today">Dates before it must not be missing.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LakeException">The lake could not be read.</exception>
    public static async Task<VerifiedLake> VerifyAsync(ILakeStore store, DateOnly since, DateOnly today, CancellationToken cancellationToken)
    {
        var committed = await Manifest.DatesAsync(store, cancellationToken);
        var lake = new VerifiedLake { HasManifests = committed.Count > 0 };
        foreach (var date in committed.Where(date => date >= since).Order())
        {
            if (await ReadManifestAsync(store, date, lake, cancellationToken) is { } manifest)
            {
                lake.Manifests.Add(manifest);
            }
        }

        await CheckFilesAsync(store, lake, cancellationToken);
        await FindStraysAsync(store, since, committed, lake, cancellationToken);
        FindGaps(since, committed, today, lake);
        return lake;
    }

    private static async Task<Manifest?> ReadManifestAsync(ILakeStore store, DateOnly date, VerifiedLake lake, CancellationToken cancellationToken)
    {
        var key = LakeKeys.Manifest(date);
        var content = await store.ReadAsync(key, cancellationToken);
        if (content is null)
        {
            lake.Errors.Add($"{key} is missing, though its .sha256 is there.");
            return null;
        }

        var hash = await store.ReadAsync(LakeKeys.ManifestHash(date), cancellationToken);
        if (hash is null || !hash.AsSpan().SequenceEqual(Manifest.HashLine(key, Convert.ToHexStringLower(SHA256.HashData(content)))))
        {
            lake.Errors.Add($"{key} does not match {LakeKeys.ManifestHash(date)}{(hash is null ? ", which is missing" : "")}.");
        }

        try
        {
            return Manifest.Parse(content, date);
        }
        catch (JsonException exception)
        {
            lake.Errors.Add($"{key} is not a manifest: {exception.Message}");
            return null;
        }
    }

    private static async Task CheckFilesAsync(ILakeStore store, VerifiedLake lake, CancellationToken cancellationToken)
    {
        var files = lake.Manifests.SelectMany(manifest => manifest.Files.Append(manifest.Coverage)).ToList();
        var options = new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(files, options, async (file, token) =>
        {
            await using var content = await store.OpenAsync(file.Key, token);
            var hash = new byte[SHA256.HashSizeInBytes];
            var problem = content is null ? $"{file.Key} is missing."
                : await HashAsync(content, hash, token) is var bytes && bytes != file.Bytes ? $"{file.Key} differs: {bytes} bytes, not {file.Bytes}."
                : Convert.ToHexStringLower(hash) != file.Sha256 ? $"{file.Key} differs: its SHA-256 is not that of its manifest."
                : null;
            lock (lake)
            {
                lake.FilesRead++;
                if (problem is not null)
                {
                    lake.Errors.Add(problem);
                }
            }
        });
    }

    private static async Task<long> HashAsync(Stream content, byte[] hash, CancellationToken cancellationToken)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 << 10];
        var bytes = 0L;
        for (int read; (read = await content.ReadAsync(buffer, cancellationToken)) > 0; bytes += read)
        {
            sha256.AppendData(buffer, 0, read);
        }

        sha256.GetHashAndReset(hash);
        return bytes;
    }

    /// <summary>Files in a table folder count as data for every reader, whoever put them there.</summary>
    private static async Task FindStraysAsync(
        ILakeStore store, DateOnly since, IReadOnlyList<DateOnly> committed, VerifiedLake lake, CancellationToken cancellationToken)
    {
        var named = lake.Manifests.SelectMany(manifest => manifest.Files.Append(manifest.Coverage)).Select(file => file.Key).ToHashSet();
        // What an unreadable manifest names is not known: its files are nobody's fault.
        var unreadable = committed.Except(lake.Manifests.Select(manifest => manifest.SnapshotDate)).ToHashSet();
        var days = new Dictionary<DateOnly, HashSet<string?>>();
        foreach (var table in Tables.All)
        {
            await foreach (var key in store.ListAsync($"{table.Name}/", cancellationToken))
            {
                // What has no date has no place, whenever it came.
                var date = LakeKeys.DateOf(key);
                if (named.Contains(key) || date < since || (date is { } lost && unreadable.Contains(lost)))
                {
                    continue;
                }

                if (date is { } open && !committed.Contains(open))
                {
                    if (!days.TryGetValue(open, out var files))
                    {
                        var day = await Day.LoadAsync(store, open, cancellationToken);
                        days[open] = files = [.. day.States.Select(state => state.File)];
                    }

                    if (files.Contains(key))
                    {
                        lake.Notices.Add($"{key} belongs to a day that has not been committed yet.");
                        continue;
                    }
                }

                lake.Errors.Add($"{key} is named by no manifest: every reader takes it for data. Remove it; if its date is today, run snapshot again instead.");
            }
        }
    }

    /// <summary>A lake begins with its oldest manifest. That the newest one is long ago is the gap that matters most.</summary>
    private static void FindGaps(DateOnly since, IReadOnlyList<DateOnly> committed, DateOnly today, VerifiedLake lake)
    {
        for (var date = committed.Append(today).Min(); date < today; date = date.AddDays(1))
        {
            if (date >= since && !committed.Contains(date))
            {
                lake.Gaps.Add(date);
            }
        }
    }
}

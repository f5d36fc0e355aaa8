using System.Text;
using ExperimentLake.Aws;
using ExperimentLake.Lake;

namespace ExperimentLake.Checks;

/// <summary>Whether the lake can be listed, written and read: tried with a probe object that no table and no run reads.</summary>
public sealed class LakeCheck(ILakeStore store)
{
    private const string About = "lake";

    private readonly string _probe = $"{LakeKeys.Temporary}check-{Guid.NewGuid():N}";
    private readonly List<string> _works = [];
    private readonly List<Finding> _findings = [];

    /// <returns>What works, in one finding, and one for each thing that does not.</returns>
    public async Task<IReadOnlyList<Finding>> AskAsync(CancellationToken cancellationToken)
    {
        var newest = "no snapshot yet";
        var listed = await TryAsync("list", async () =>
        {
            foreach (var date in (await Manifest.DatesAsync(store, cancellationToken)).Take(1))
            {
                newest = $"newest snapshot {LakeKeys.Text(date)}";
            }
        });
        // A right that is missing says nothing of the others. What else fails would be told twice.
        if (listed is null || AwsErrors.IsDenied(AwsErrors.ServiceError(listed)?.ErrorCode))
        {
            await ProbeAsync(cancellationToken);
        }

        if (_works.Count > 0)
        {
            var works = $"{store.Location}: {string.Join(", ", _works.Select(verb => $"{verb} yes"))}{(listed is null ? $"; {newest}" : "")}";
            _findings.Insert(0, new Finding(Verdict.Ok, About, works));
        }

        return _findings;
    }

    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        var content = Encoding.UTF8.GetBytes($"Written by experiment-lake check as {_probe}. Of no use: delete it.\n");
        var isWritten = false;
        try
        {
            isWritten = await TryAsync("write", () => store.PutAsync(_probe, content, cancellationToken)) is null;
            if (isWritten)
            {
                byte[]? read = content;
                await TryAsync("read", async () => read = await store.ReadAsync(_probe, cancellationToken));
                if (read is null || !read.AsSpan().SequenceEqual(content))
                {
                    _works.Remove("read");
                    _findings.Add(new Finding(
                        Verdict.Failed, About, $"{_probe} of {store.Location} reads back as something else than was written. Check what stands between here and the lake."));
                }
            }
        }
        finally
        {
            // Not to be stopped, lest the probe stays. Also when writing failed: nobody knows how far it came.
            await DeleteAsync(isWritten);
        }
    }

    private async Task DeleteAsync(bool isWritten)
    {
        try
        {
            await store.DeleteAsync(_probe, CancellationToken.None);
            if (isWritten)
            {
                _works.Add("delete");
            }
        }
        catch (LakeException exception)
        {
            if (isWritten)
            {
                _findings.Add(new Finding(
                    Verdict.Warning, About, $"{exception.Message} Snapshots never delete and need no right to; the probe object stays: delete it yourself."));
            }
        }
    }

    /// <returns>What came in the way; null when it works.</returns>
    private async Task<LakeException?> TryAsync(string verb, Func<Task> action)
    {
        try
        {
            await action();
            _works.Add(verb);
            return null;
        }
        catch (LakeException exception)
        {
            _findings.Add(new Finding(exception.IsConfiguration ? Verdict.WrongConfiguration : Verdict.Failed, About, exception.Message));
            return exception;
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using ExperimentLake.Columns;
using ExperimentLake.Lake;

namespace ExperimentLake.Snapshots;

/// <summary>Counts what becomes of the experiments of an account region.</summary>
internal sealed partial class Tally
{
    // Characters of a path or a name. AWS's names have 120 at most.
    private const int LongestName = 1000;

    private readonly List<(string? Name, Failure Failure)> _refused = [];
    private readonly SortedSet<string> _drift = new(StringComparer.Ordinal);
    private int _refusedCount;
    private int _listed;
    private int _vanished;
    private int _tagsUnknown;
    private Failure? _tagsFailure;
    private bool _allDenied = true;
    private bool _allBlocked = true;
    private bool _allThrottled = true;

    public int Written { get; private set; }

    /// <param name="reading">What came of one listed experiment.</param>
    /// <param name="shredded">What became of its document, if it has one.</param>
    public void Add(Reading reading, Shredded? shredded)
    {
        _listed++;
        if (shredded is not null)
        {
            Written++;
            _tagsUnknown += shredded.HasTags ? 0 : 1;
            _tagsFailure ??= reading.Failure;
            foreach (var path in shredded.Unmapped)
            {
                Drifted(path);
            }
        }
        else if (reading.Failure is { } failure)
        {
            Refuse(reading.Name, failure);
        }
        else
        {
            _vanished++;
        }
    }

    /// <summary>Something that AWS said has no column.</summary>
    public void Drifted(string path)
    {
        if (_drift.Count < RegionState.LongestList)
        {
            _drift.Add(Copy().Replace(Index().Replace(Short(path), "[]"), ""));
        }
    }

    /// <summary>The counts and the outcome, given what ended the listing if not its end.</summary>
    public RegionState ToState(RegionState state, Failure? listing)
    {
        var why = listing ?? (_refusedCount > 0 ? _refused[0].Failure : _tagsFailure);
        return state with
        {
            Outcome = OutcomeOf(listing),
            Listed = _listed,
            Vanished = _vanished,
            Written = Written,
            RefusedCount = _refusedCount,
            Refused = [.. _refused.Select(refused => new Refusal(refused.Name, refused.Failure.Code, refused.Failure.Message))],
            TagsDenied = _tagsUnknown,
            Drift = [.. _drift],
            ErrorCode = why?.Code,
            ErrorMessage = why?.Message,
        };
    }

    private Outcome OutcomeOf(Failure? listing) =>
        // What was read before a listing broke off is kept: a later attempt may get less.
        listing is not null ? Written > 0 ? Outcome.Partial : listing.Outcome
        // Rows without the tags that a later attempt may get.
        : _tagsFailure is not null ? Outcome.Partial
        : _refusedCount == 0 ? Written > 0 ? Outcome.Complete : Outcome.Empty
        // A permission that is missing for every single one is missing, not the experiments' doing.
        : Written > 0 ? Outcome.Partial
        : _allBlocked ? Outcome.Blocked
        : _allDenied ? Outcome.Denied
        : _allThrottled ? Outcome.Throttled
        : Outcome.Partial;

    private void Refuse(string? name, Failure failure)
    {
        _refusedCount++;
        _allBlocked &= failure.Outcome == Outcome.Blocked;
        _allDenied &= failure.Outcome is Outcome.Denied or Outcome.Blocked;
        _allThrottled &= failure.Outcome == Outcome.Throttled;
        if (_refused.Count < RegionState.LongestList)
        {
            _refused.Add((Short(name), failure));
        }
    }

    [return: NotNullIfNotNull(nameof(name))]
    private static string? Short(string? name) => name is { Length: > LongestName } ? name[..LongestName] : name;

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();

    // What sets values of one path apart within a row.
    [GeneratedRegex(@"#\d+$")]
    private static partial Regex Copy();
}

using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ExperimentLake.Columns;

/// <summary>Where in a document we are, such as <c>ModelVariants[0].NewThing</c>. Costs nothing until it is asked for.</summary>
internal sealed class JsonPath
{
    private readonly List<(string? Member, int Index)> _steps = [];

    public void Enter(string member) => _steps.Add((member, 0));

    public void Enter(int index) => _steps.Add((null, index));

    public void Leave() => _steps.RemoveAt(_steps.Count - 1);

    /// <summary>The path of the member that the reader names.</summary>
    public string Of(ref Utf8JsonReader reader)
    {
        // Not GetString: a name with a lone surrogate has no string, and must not cost the row.
        var name = Encoding.UTF8.GetString(reader.ValueSpan);
        return _steps.Count == 0 ? name : $"{this}.{name}";
    }

    public override string ToString()
    {
        var path = new StringBuilder();
        foreach (var (member, index) in _steps)
        {
            if (member is null)
            {
                path.Append(CultureInfo.InvariantCulture, $"[{index}]");
            }
            else
            {
                path.Append(path.Length == 0 ? "" : ".").Append(member);
            }
        }

        return path.ToString();
    }
}

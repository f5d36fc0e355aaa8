using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ExperimentLake.Simulator.Wire;

/// <summary>
/// The members of a JSON request. A wrong JSON type is refused at once (SerializationException); violations of the model's
/// constraints are gathered, as AWS names all of them in one message, and thrown by <see cref="Check"/>.
/// </summary>
internal sealed class Input(JsonElement body)
{
    private readonly List<string> _violations = [];

    public string? Text(string name, int min = 0, int max = int.MaxValue, string? pattern = null, bool required = false)
    {
        var value = Read(name, JsonValueKind.String, "STRING", static element => element.GetString());
        if (value is null)
        {
            Require(!required, "null", name, "Member must not be null");
            return null;
        }

        Require(value.Length >= min, $"'{value}'", name, $"Member must have length greater than or equal to {min}");
        Require(value.Length <= max, $"'{value}'", name, $"Member must have length less than or equal to {max}");
        Require(
            pattern is null || Regex.IsMatch(value, $"^(?:{pattern})\\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)),
            $"'{value}'", name, $"Member must satisfy regular expression pattern: {pattern}");
        return value;
    }

    public string? OneOf(string name, params string[] values)
    {
        var value = Text(name);
        Require(
            value is null || values.Contains(value),
            $"'{value}'", name, $"Member must satisfy enum value set: [{string.Join(", ", values)}]");
        return value;
    }

    public int? Number(string name, int min, int max = int.MaxValue)
    {
        var value = Read<int?>(name, JsonValueKind.Number, "NUMBER", element => element.TryGetInt32(out var number)
            ? number
            : throw new Refusal("SerializationException", $"NUMBER_VALUE of {name} can not be converted to Integer"));
        Require(!(value < min), $"'{value}'", name, $"Member must have value greater than or equal to {min}");
        Require(!(value > max), $"'{value}'", name, $"Member must have value less than or equal to {max}");
        return value;
    }

    /// <summary>Milliseconds since 1970, of epoch seconds with a fraction.</summary>
    public double? Time(string name) => Read<double?>(name, JsonValueKind.Number, "NUMBER", static element => element.GetDouble() * 1000);

    public void Check(string code = "ValidationException")
    {
        if (_violations.Count > 0)
        {
            var noun = _violations.Count == 1 ? "error" : "errors";
            throw new Refusal(code, $"{_violations.Count} validation {noun} detected: {string.Join("; ", _violations)}");
        }
    }

    private void Require(bool met, string value, string name, string constraint)
    {
        if (!met)
        {
            var member = char.ToLower(name[0], CultureInfo.InvariantCulture) + name[1..];
            _violations.Add($"Value {value} at '{member}' failed to satisfy constraint: {constraint}");
        }
    }

    private T? Read<T>(string name, JsonValueKind kind, string wanted, Func<JsonElement, T?> read)
    {
        if (!body.TryGetProperty(name, out var element) || element.ValueKind == JsonValueKind.Null)
        {
            return default;
        }

        return element.ValueKind == kind
            ? read(element)
            : throw new Refusal("SerializationException", $"{element.ValueKind} value of {name} can not be converted to a {wanted}");
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ExperimentLake.Tests.Deploy;

/// <summary>
/// What a template comes to with parameters, as texts. Whatever AWS would name is given a name here, which is one that AWS could give.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
/// </summary>
/// <param name="Template">The template.</param>
/// <param name="Account">12 digits.</param>
/// <param name="Parameters">Of them, those that are to have another value than the default.</param>
/// <param name="Names">Names of resources that AWS would choose, by logical name, where it matters which.</param>
internal sealed partial record ResolvedStack(
    Template Template, string Account, IReadOnlyDictionary<string, string> Parameters, IReadOnlyDictionary<string, string>? Names = null)
{
    public const string Region = "us-east-1";

    private const string Name = "lake";

    /// <summary>Properties of a resource; null when its condition does not hold.</summary>
    public JsonObject? Resource(string logicalName)
    {
        var resource = (JsonObject)(Template.Resources[logicalName] ?? throw new KeyNotFoundException($"{Template.Name} has no resource {logicalName}."));
        return resource["Condition"] is { } condition && !Holds((string)condition!) ? null : Value(resource["Properties"]) as JsonObject ?? [];
    }

    public string Output(string name) => Text(Template.Outputs[name]!["Value"]);

    public bool Holds(string condition) => IsTrue(Template.Conditions[condition] ?? throw new KeyNotFoundException($"{Template.Name} has no condition {condition}."));

    public string Arn(string logicalName)
    {
        var type = (string)Template.Resources[logicalName]!["Type"]!;
        return type switch
        {
            "AWS::S3::Bucket" => $"arn:aws:s3:::{NameOf(logicalName)}",
            "AWS::IAM::Role" => $"arn:aws:iam::{Account}:role/{NameOf(logicalName)}",
            "AWS::Logs::LogGroup" => $"arn:aws:logs:{Region}:{Account}:log-group:{NameOf(logicalName)}:*",
            "AWS::KMS::Key" => $"arn:aws:kms:{Region}:{Account}:key/{NameOf(logicalName)}",
            _ => $"arn:aws:{type.Split("::")[1].ToLowerInvariant()}:{Region}:{Account}:{NameOf(logicalName)}",
        };
    }

    /// <summary>Null is <c>AWS::NoValue</c>: the member is not there.</summary>
    public JsonNode? Value(JsonNode? node) => node switch
    {
        JsonArray array => new JsonArray([.. array.Select(Value).Where(item => item is not null)]),
        JsonObject { Count: 1 } one when one.First() is var (name, argument) && (name == "Ref" || name.StartsWith("Fn::", StringComparison.Ordinal)) => Call(name, argument!),
        JsonObject plain => new JsonObject(plain.Select(member => KeyValuePair.Create(member.Key, Value(member.Value))).Where(member => member.Value is not null)),
        _ => node?.DeepClone(),
    };

    private string Text(JsonNode? node) => (string?)Value(node) ?? throw new NotSupportedException($"{Template.Name}: a text is wanted, not AWS::NoValue.");

    private JsonNode? Call(string function, JsonNode argument) => (function, argument as JsonArray, argument is JsonValue ? (string?)argument : null) switch
    {
        ("Ref", _, "AWS::NoValue") => null,
        ("Ref", _, { } name) => Ref(name),
        ("Fn::GetAtt", [var name, var attribute], _) when (string?)attribute == "Arn" => Arn((string)name!),
        ("Fn::Sub", _, { } text) => Substitute(text, []),
        ("Fn::Sub", [var text, JsonObject own], _) => Substitute((string)text!, own),
        ("Fn::If", [var condition, var yes, var no], _) => Value(Holds((string)condition!) ? yes : no),
        ("Fn::FindInMap", [var map, var first, var second], _) => Template.Root["Mappings"]![Text(map)]![Text(first)]![Text(second)]!.DeepClone(),
        ("Fn::Join", [var separator, var items], _) => string.Join(Text(separator), ((JsonArray)Value(items)!).Select(Text)),
        ("Fn::Split", [var separator, var text], _) => new JsonArray([.. Text(text).Split(Text(separator))]),
        ("Fn::Select", [var index, var items], _) => ((JsonArray)Value(items)!)[int.Parse(Text(index), CultureInfo.InvariantCulture)]!.DeepClone(),
        _ => throw new NotSupportedException($"{Template.Name}: {function} of {argument.ToJsonString()}"),
    };

    private bool IsTrue(JsonNode condition)
    {
        var (function, argument) = ((JsonObject)condition).Single();
        return (function, argument as JsonArray) switch
        {
            ("Condition", _) => Holds((string)argument!),
            ("Fn::Equals", [var one, var other]) => Text(one) == Text(other),
            ("Fn::Not", [var one]) => !IsTrue(one!),
            ("Fn::And", { } all) => all.All(one => IsTrue(one!)),
            ("Fn::Or", { } all) => all.Any(one => IsTrue(one!)),
            _ => throw new NotSupportedException($"{Template.Name}: condition {function}"),
        };
    }

    private JsonNode Ref(string name)
    {
        if (Pseudo(name) is { } pseudo)
        {
            return pseudo;
        }

        if (Template.Parameters[name] is { } parameter)
        {
            var value = Parameters.GetValueOrDefault(name) ?? (string?)parameter["Default"] ?? throw new KeyNotFoundException($"{Template.Name}: {name} has no value and no default.");
            return ((string)parameter["Type"]!).StartsWith("List<", StringComparison.Ordinal) ? new JsonArray([.. value.Split(',')]) : value;
        }

        return Template.Resources[name] is { } resource
            ? (string)resource["Type"]! is "AWS::IAM::ManagedPolicy" or "AWS::ECS::TaskDefinition" or "AWS::SNS::Topic" ? Arn(name) : NameOf(name)
            : throw new KeyNotFoundException($"{Template.Name}: nothing is called {name}.");
    }

    private string? Pseudo(string name) => name switch
    {
        "AWS::AccountId" => Account,
        "AWS::Region" => Region,
        "AWS::Partition" => "aws",
        "AWS::StackName" => Name,
        "AWS::URLSuffix" => "amazonaws.com",
        _ => null,
    };

    /// <summary>As its properties say, else as somebody chose.</summary>
    private string NameOf(string logicalName)
    {
        var properties = Template.Resources[logicalName]!["Properties"];
        var said = properties?["RoleName"] ?? properties?["Name"] ?? properties?["DatabaseInput"]?["Name"];
        return said is not null ? Text(said) : Names?.GetValueOrDefault(logicalName) ?? $"{Name}-{logicalName}";
    }

    private string Substitute(string text, JsonObject own) => Variable().Replace(text, match => match.Groups[1].Value switch
    {
        var name when own[name] is { } value => Text(value),
        var name when name.Split('.') is [var resource, "Arn"] => Arn(resource),
        var name => (string)Ref(name)!,
    });

    [GeneratedRegex(@"\$\{([^!}]+)\}")]
    private static partial Regex Variable();
}

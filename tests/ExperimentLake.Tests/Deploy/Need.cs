namespace ExperimentLake.Tests.Deploy;

/// <summary>What a call must be allowed.</summary>
/// <param name="Who">Who called, as <see cref="Deployment"/> names them.</param>
/// <param name="Action">Such as <c>s3:GetObject</c>.</param>
/// <param name="Resource">Its Arn; <c>*</c> where the action knows no resources.</param>
/// <param name="Context">Condition keys of the request, in words such as <c>s3:prefix=lake/</c>.</param>
internal sealed record Need(string Who, string Action, string Resource, string Context = "")
{
    public IReadOnlyDictionary<string, string> Keys =>
        Context.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('=', 2)).ToDictionary(one => one[0], one => one[1]);

    public override string ToString() => $"{Who} {Action} on {Resource}{(Context.Length > 0 ? $" with {Context}" : "")}";
}

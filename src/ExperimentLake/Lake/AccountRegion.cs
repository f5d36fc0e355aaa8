namespace ExperimentLake.Lake;

/// <summary>The unit of reading.</summary>
/// <param name="Account">12 digits.</param>
/// <param name="Region">Such as <c>us-east-1</c>.</param>
public readonly record struct AccountRegion(string Account, string Region)
{
    public override string ToString() => $"{Account} {Region}";
}

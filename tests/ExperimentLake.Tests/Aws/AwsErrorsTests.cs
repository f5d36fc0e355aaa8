using ExperimentLake.Aws;

namespace ExperimentLake.Tests.Aws;

public sealed class AwsErrorsTests
{
    [Theory]
    [InlineData(true, "ResourceNotFound", "Could not find inference experiment.")]
    [InlineData(true, "ValidationException", "Could not find resource.")]
    [InlineData(true, "ValidationException", "")]
    [InlineData(false, "ValidationException", "1 validation error detected: Value 'x' at 'resourceArn' failed to satisfy constraint: Member must satisfy …")]
    [InlineData(false, "ValidationException", "The resource does not exist or you are not authorized to see it.")]
    [InlineData(false, "AccessDeniedException", "Not allowed.")]
    [InlineData(false, "ThrottlingException", "Rate exceeded")]
    public void Only_who_may_ask_is_told_that_there_is_nothing(bool hasLooked, string code, string message) =>
        AwsErrors.HasLooked(code, message).ShouldBe(hasLooked);
}

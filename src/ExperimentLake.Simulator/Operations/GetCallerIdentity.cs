using ExperimentLake.Simulator.Wire;

namespace ExperimentLake.Simulator.Operations;

internal static class GetCallerIdentity
{
    public static Answer Answer(Identity identity, string requestId) => Wire.Answer.Xml(
        "GetCallerIdentity",
        requestId,
        Wire.Answer.Element("Arn", identity.Arn),
        Wire.Answer.Element("UserId", identity.UserId),
        Wire.Answer.Element("Account", identity.Account));
}

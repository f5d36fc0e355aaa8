using System.Net;
using System.Text;
using Amazon;
using Amazon.Runtime;
using ExperimentLake.Aws;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace ExperimentLake.Tests.Aws;

public sealed class OrganizationTests
{
    [Theory]
    [InlineData("""{ "Accounts": [{ "Id": "../secrets", "State": "ACTIVE" }] }""", "has an account whose id '../secrets' is not 12 digits")]
    [InlineData("""{ "Accounts": [{ "Id": "12345678901", "State": "CLOSED" }] }""", "has an account whose id '12345678901' is not 12 digits")]
    [InlineData("""{ "Accounts": [{ "Id": 123456789012 }] }""", "has an account whose id '' is not 12 digits")]
    [InlineData("""{ "NextToken": "more" }""", "has no list of accounts")]
    public async Task A_reply_that_is_no_list_of_accounts_is_an_error_that_names_it(string reply, string error) =>
        (await Should.ThrowAsync<InvalidReplyException>(() => ListAsync(reply))).Message.ShouldBe($"The reply of ListAccounts {error}.");

    [Fact]
    public async Task What_is_active_is_told_by_State_else_by_Status_and_is_asked_when_neither_is_there()
    {
        var accounts = await ListAsync(
            """
            { "Accounts": [
              { "Id": "000000000001", "Name": "Données 𠮷", "State": "ACTIVE", "Status": "SUSPENDED" },
              { "Id": "000000000002", "Name": "b", "State": "PENDING_CLOSURE", "Status": "ACTIVE" },
              { "Id": "000000000003", "Status": "ACTIVE" },
              { "Id": "000000000004", "State": null, "Status": "SUSPENDED" },
              { "Id": "000000000005", "State": "SOMETHING_NEW" },
              { "Id": "000000000006" },
              { "Id": "000000000001", "Name": "again", "State": "ACTIVE" }
            ] }
            """);

        accounts.ShouldBe([new("000000000001", "Données 𠮷"), new("000000000003", null), new("000000000006", null)]);
    }

    private static async Task<List<Account>> ListAsync(string reply)
    {
        var ct = TestContext.Current.CancellationToken;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var server = builder.Build();
        server.Run(http => http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(reply)).AsTask());
        await server.StartAsync(ct);
        using var wire = new Wire(new LimitSettings());
        var config = new AwsJsonConfig(AwsJsonService.Organizations, RegionEndpoint.USEast1, wire.For(new CallCount())) { ServiceURL = server.Urls.Single() };
        using var organization = new Organization(new AwsJsonClient(AwsJsonService.Organizations, new BasicAWSCredentials("any", "any"), config));
        return await organization.ListActiveAsync(ct).ToListAsync(ct);
    }
}

using System.Runtime.CompilerServices;
using ExperimentLake.Lake;

namespace ExperimentLake.Aws;

/// <summary>The accounts of an organization.</summary>
internal sealed class Organization(AwsJsonClient client) : IDisposable
{
    /// <summary>The one region of a partition that Organizations is asked in and signed for; null where it is any.</summary>
    /// <remarks>https://docs.aws.amazon.com/general/latest/gr/ao.html</remarks>
    public static string? HomeOf(string partition) => partition switch
    {
        "aws" => "us-east-1",
        "aws-cn" => "cn-northwest-1",
        "aws-us-gov" => "us-gov-west-1",
        "aws-iso" => "us-iso-east-1",
        "aws-iso-b" => "us-isob-east-1",
        "aws-iso-f" => "us-isof-south-1",
        _ => null,
    };

    /// <summary>
    /// Every account that is active, once, in no particular order. Pages may be empty and yet not be the last.
    /// https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
    /// </summary>
    /// <exception cref="InvalidReplyException">The reply has no list, an account has no valid id, or the pages do not end.</exception>
    public async IAsyncEnumerable<Account> ListActiveAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string Operation = "ListAccounts";
        var seen = new HashSet<string>();
        var withoutNews = 0;
        string? token = null;
        do
        {
            var reply = await client.CallAsync(Operation, Paging.Request(("NextToken", token), ("MaxResults", 20)), cancellationToken);
            var accounts = Json.Elements(reply, "Accounts"u8) ?? throw new InvalidReplyException(Operation, "has no list of accounts");
            var before = seen.Count;
            foreach (var account in accounts)
            {
                var id = Json.Text(account, "Id"u8);
                if (id is null || !LakeKeys.IsAccount(id))
                {
                    throw new InvalidReplyException(Operation, $"has an account whose id '{id}' is not 12 digits");
                }

                if (seen.Add(id) && IsActive(account))
                {
                    yield return new Account(id, Json.Text(account, "Name"u8));
                }
            }

            token = Paging.Token(Operation, reply);
            withoutNews = seen.Count > before ? 0 : withoutNews + 1;
            Paging.ThrowIfEndless(Operation, withoutNews);
        }
        while (!string.IsNullOrEmpty(token));
    }

    public void Dispose() => client.Dispose();

    // State is the newer member and says more; Status is on its way out. Without either the account is asked: at worst it is denied.
    private static bool IsActive(ReadOnlyMemory<byte> account) =>
        (Json.Text(account, "State"u8) ?? Json.Text(account, "Status"u8) ?? "ACTIVE") == "ACTIVE";
}

/// <summary>An account of the organization.</summary>
/// <param name="Id">12 digits.</param>
/// <param name="Name">As the organization calls it.</param>
internal sealed record Account(string Id, string? Name);

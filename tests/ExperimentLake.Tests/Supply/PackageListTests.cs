using ExperimentLake.Tests.Fixtures;

namespace ExperimentLake.Tests.Supply;

public sealed class PackageListTests
{
    [Fact]
    public void The_list_of_packages_is_that_of_the_lock_files()
    {
        var now = PackageList.Markdown();
        var (committed, made) = (Repository.Path("docs", "packages.md"), Repository.Path("artifacts", "packages.md"));
        File.WriteAllText(made, now);

        File.ReadAllText(committed).ReplaceLineEndings("\n").ShouldBe(now.ReplaceLineEndings("\n"), "run: cp artifacts/packages.md docs/packages.md, and commit it with the lock files");
    }

    [Fact]
    public void Every_package_is_pinned_by_its_hash()
    {
        foreach (var package in ((string[])["src", "tests"]).SelectMany(NuGetPackage.Locks).SelectMany(NuGetPackage.Entries))
        {
            ((string?)package.Value!["contentHash"] ?? "").Length.ShouldBe(88, package.Key);
        }

        foreach (var (name, package) in PackageList.NpmEntries())
        {
            ((string?)package["integrity"] ?? "").ShouldStartWith("sha512-", customMessage: name);
        }
    }
}

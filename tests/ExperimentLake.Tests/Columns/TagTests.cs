namespace ExperimentLake.Tests.Columns;

public sealed class TagTests
{
    [Theory]
    [InlineData("""{"Tags":[{"Key":"a","Value":"b"},{"Value":"","Key":"é"}]}""", """{"a":"b","\u00E9":""}""")]
    [InlineData("""{"Tags":[]}""", "{}")]
    [InlineData("""{"NextToken":"more"}""", "{}")]
    [InlineData("""{"Tags":null}""", "{}")]
    [InlineData("""{"Tags":[{"Key":"a"},{"Key":"b","Value":null}]}""", """{"a":null,"b":null}""")]
    public async Task Tags_become_a_map(string page, string tags)
    {
        var row = await OneRow.OfAsync("{}", tags: [page]);

        row["tags"].ShouldBe(tags);
        row.Unmapped.ShouldBeEmpty();
    }

    [Fact]
    public async Task Tags_of_all_pages_are_one_map() =>
        (await OneRow.OfAsync("{}", tags: ["""{"Tags":[{"Key":"a","Value":"1"}],"NextToken":"x"}""", "{\"Tags\":[]}", """{"Tags":[{"Key":"b","Value":"2"}]}"""]))
            ["tags"].ShouldBe("""{"a":"1","b":"2"}""");

    [Fact]
    public async Task Unknown_tags_are_null() => (await OneRow.OfAsync("{}"))["tags"].ShouldBe("null");

    [Theory]
    [InlineData("""{"Key":"a","Value":"c"}""")]
    [InlineData("""{"Value":"c"}""")]
    [InlineData("""{"Key":null,"Value":"c"}""")]
    [InlineData("""{"Key":1}""")]
    [InlineData("""{"Key":"c","Value":1}""")]
    [InlineData("""{"Key":"c","Key":"d"}""")]
    [InlineData("""{"Key":"c","Value":"\ud800"}""")]
    [InlineData("\"a\"")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task What_is_no_tag_of_its_own_is_kept_with_its_path(string element)
    {
        var row = await OneRow.OfAsync("{}", tags: ["""{"Tags":[{"Key":"a","Value":"b"}]}""", $$"""{"Tags":[{{element}},{"Key":"z","Value":"y"}]}"""]);

        row["tags"].ShouldBe("""{"a":"b","z":"y"}""");
        row.Unmapped.ShouldBe([$"Tags[1] = {element}"]);
    }

    [Theory]
    [InlineData("New", "[{}]")]
    [InlineData("\\ud800", "null")]
    public async Task A_new_member_of_a_tag_does_not_cost_the_tag(string member, string value)
    {
        var row = await OneRow.OfAsync("{}", tags: [$$"""{"Tags":[{"Key":"a","{{member}}":{{value}},"Value":"b"},{"Key":"c"}]}"""]);

        row["tags"].ShouldBe("""{"a":"b","c":null}""");
        row.Unmapped.ShouldBe([$"Tags[0].{member} = {value}"]);
    }

    [Fact]
    public async Task A_new_member_of_the_reply_is_kept_with_its_path()
    {
        var row = await OneRow.OfAsync("{}", tags: ["""{"New":1,"Tags":[]}"""]);

        row["tags"].ShouldBe("{}");
        row.Unmapped.ShouldBe(["ListTags.New = 1"]);
    }

    [Theory]
    [InlineData("""{"Tags":"a"}""", "Tags = \"a\"")]
    [InlineData("""{"Tags":{"a":"b"}}""", """Tags = {"a":"b"}""")]
    [InlineData("""[{"Key":"a"}]""", """ListTags = [{"Key":"a"}]""")]
    [InlineData("null", "ListTags = null")]
    public async Task Tags_that_are_no_list_are_unknown_and_not_none(string page, string unmapped)
    {
        var row = await OneRow.OfAsync("{}", tags: [page]);

        row["tags"].ShouldBe("null");
        row.Unmapped.ShouldBe([unmapped]);
    }

    [Fact]
    public async Task Tags_that_were_read_outlive_a_page_that_is_no_list()
    {
        var row = await OneRow.OfAsync("{}", tags: ["""{"Tags":[{"Key":"a","Value":"b"}]}""", """{"Tags":1}"""]);

        row["tags"].ShouldBe("""{"a":"b"}""");
        row.Unmapped.ShouldBe(["Tags = 1"]);
    }
}

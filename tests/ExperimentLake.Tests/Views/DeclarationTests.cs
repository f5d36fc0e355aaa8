using System.Text.RegularExpressions;
using ExperimentLake.Schema;
using ExperimentLake.Tests.Fixtures;
using ExperimentLake.Views;

namespace ExperimentLake.Tests.Views;

public sealed partial class DeclarationTests
{
    // Of the SQL standard, and the same in both engines.
    private static readonly string[] s_plain =
        ["cast", "coalesce", "count", "lag", "lead", "max", "min", "nullif", "row_number", "sum"];

    // What a parenthesis may follow beside a function.
    private static readonly string[] s_words = ["and", "as", "in", "join", "k", "over", "values"];

    private static readonly IReadOnlyList<View> s_views = LakeViews.All(LakeViews.OwnerTags);

    [Fact]
    public void No_view_uses_a_function_outside_the_table_and_plain_sql()
    {
        var used = s_views.SelectMany(view => view.With.Select(query => query.Sql).Concat(view.Columns.Select(column => column.Sql)).Append(view.From))
            .SelectMany(sql => Called().Matches(sql)).Select(call => call.Groups[1].Value.ToLowerInvariant()).Distinct().ToList();

        used.Where(name => !name.StartsWith('@')).Except(s_words).Order().ShouldBe(s_plain);
        used.Where(name => name.StartsWith('@')).Select(name => name[1..]).Order().ShouldBe(SqlFunctions.All.Select(function => function.Name).Order());
    }

    [Fact]
    public void A_function_that_is_not_in_the_table_is_refused() =>
        Should.Throw<ArgumentException>(() => SqlFunctions.Expand("SELECT @median(x)", Engine.DuckDb)).Message.ShouldContain("@median(");

    [Theory]
    [InlineData("@newest(a, @value_of(b, ','))", "max_by(a, element_at(b, ','))")]
    [InlineData("@newest(coalesce(a, b)[1], (c))", "max_by(coalesce(a, b)[1], (c))")]
    public void Functions_may_stand_in_functions(string declared, string expected) => SqlFunctions.Expand(declared, Engine.Athena).ShouldBe(expected);

    /// <summary>An element that is null does not count, in both engines.</summary>
    [Theory]
    [InlineData("@list_text([1, NULL, 2], x, CAST(x AS varchar))", "1, 2")]
    [InlineData("@list_text([NULL], x, CAST(x AS varchar))", "")]
    [InlineData("@list_text(CAST(NULL AS INTEGER[]), x, CAST(x AS varchar))", "null")]
    [InlineData("@list_max([1, NULL, 2], x, x)", "2")]
    [InlineData("@list_max([NULL], x, x)", "null")]
    [InlineData("@list_sum([1, NULL, 2], x, x)", "3")]
    [InlineData("@list_sum(CAST([] AS INTEGER[]), x, x)", "0")]
    [InlineData("@list_sum(CAST(NULL AS INTEGER[]), x, x)", "null")]
    [InlineData("@any_is([1, NULL], x, x = 1)", "true")]
    [InlineData("@any_is([NULL], x, x = 1)", "false")]
    [InlineData("@any_is(CAST(NULL AS INTEGER[]), x, x = 1)", "false")]
    [InlineData("@map_text(MAP {'b': NULL, 'a': '1'})", "a=1, b=")]
    [InlineData("@map_text(MAP {})", "")]
    public async Task Functions_do_with_nulls_what_the_table_says(string declared, string expected)
    {
        using var lake = new KnownLake();
        (await lake.QueryAsync($"SELECT {SqlFunctions.Expand(declared, Engine.DuckDb)}")).ShouldBe(expected);
    }

    /// <summary>QuickSight skips what is nested. https://docs.aws.amazon.com/quicksight/latest/user/supported-data-types-and-values.html</summary>
    [Fact]
    public void All_columns_but_those_of_the_table_itself_are_flat() =>
        s_views.Where(view => view.Name != "experiments_latest").SelectMany(view => view.Columns).Select(column => column.Type).Distinct().Order()
            .ShouldBe(["bigint", "boolean", "double", "integer", "timestamp(3)", "varchar"]);

    [Fact]
    public void Rows_of_accounts_have_the_accounts_name() =>
        s_views.Where(view => view.Columns.Any(column => column.Name == "account_id")).ShouldAllBe(view => view.Columns.Any(column => column.Name == "account_name"));

    [Fact]
    public void Every_column_has_a_definition_that_fits_a_catalogs_comment() =>
        s_views.SelectMany(view => view.Columns).Select(column => (column.Name, column.Definition)).Concat(Tables.All.SelectMany(table => table.Columns).Select(column => (column.Name, column.Description)))
            .Where(column => column.Item2.Length is 0 or > HiveTable.LongestComment || column.Item2.Contains('\n')).ShouldBeEmpty();

    [Fact]
    public async Task Every_view_is_there_in_an_empty_lake_with_the_columns_and_types_that_it_declares()
    {
        using var lake = new KnownLake();
        foreach (var view in s_views)
        {
            (await lake.QueryAsync($"SELECT count(*) FROM {view.Name}")).ShouldBe("0");
            var columns = await lake.QueryAsync($"SELECT column_name, column_type FROM (DESCRIBE {view.Name})");
            if (view.Name == "experiments_latest")
            {
                columns.ShouldBe($"{await lake.QueryAsync("SELECT column_name, column_type FROM (DESCRIBE inference_experiments)")}\naccount_name | VARCHAR\ndays_old | BIGINT");
            }
            else
            {
                columns.ShouldBe(string.Join('\n', view.Columns.Select(column => $"{column.Name.Trim('"')} | {(column.Type == "timestamp(3)" ? "TIMESTAMP WITH TIME ZONE" : column.Type.ToUpperInvariant())}")));
            }
        }
    }

    [GeneratedRegex(@"([@\w]+)\s?\(")]
    private static partial Regex Called();
}

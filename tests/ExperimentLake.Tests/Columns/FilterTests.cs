using System.Text;
using ExperimentLake.Columns;
using ExperimentLake.Tests.Schema;

namespace ExperimentLake.Tests.Columns;

/// <summary>An engine skips row groups by their statistics: a filter must find every row, whatever text shares a row group with it.</summary>
public sealed class FilterTests
{
    // In the order of UTF-8 bytes. UTF-16 puts the last three before U+E000.
    private static readonly string[] Texts =
        ["", "Completed", "a", "ab", "\u007F", "é", "\uE000", "\uFFFD", "\uFFFF", "\U00010000", "\U0001F600", "\U0010FFFF"];

    private static readonly long[] Numbers = [int.MinValue, -1, 0, 1, 7, 1_764_547_200, int.MaxValue];

    [Fact]
    public async Task Filters_on_text_find_every_row()
    {
        foreach (var (order, rowGroupBytes) in Layouts(Texts.Length))
        {
            using var file = await LakeFile.WriteAsync(order.Select(index => TextDocument(index is { } at ? Texts[at] : null)), rowGroupBytes);
            foreach (var (value, from) in Places<TextShape>("", "file", ApiModel.Row))
            {
                // What is unmapped is JSON; and two columns are never null.
                var quote = value == "entry.value" && from.Contains("unmapped", StringComparison.Ordinal) ? "\"" : "";
                var found = value is "_key" or "region" ? NeverNull(order, 0) : order;
                ShouldFindEveryRow(file, value, from, found, [.. Texts.Select(text => $"'{quote}{text}{quote}'")]);
            }
        }
    }

    [Fact]
    public async Task Filters_on_numbers_and_instants_find_every_row()
    {
        foreach (var (order, rowGroupBytes) in Layouts(Numbers.Length))
        {
            using var file = await LakeFile.WriteAsync(order.Select(index => NumberDocument(index is { } at ? Numbers[at] : null)), rowGroupBytes);
            foreach (var (value, from) in Places<TimestampShape>("", "file", ApiModel.Row))
            {
                var found = value == "observed_at" ? NeverNull(order, Array.IndexOf(Numbers, 0)) : order;
                ShouldFindEveryRow(file, value, from, found, [.. Numbers.Select(number => $"to_timestamp({number})")]);
            }

            foreach (var (value, from) in Places<IntShape>("", "file", ApiModel.Row))
            {
                ShouldFindEveryRow(file, value, from, order, [.. Numbers.Select(Expected.Number)]);
            }
        }
    }

    [Fact]
    public async Task The_least_and_greatest_of_a_column_are_those_of_its_values()
    {
        foreach (var (order, rowGroupBytes) in Layouts(Numbers.Length).Append(([null, null], 1)))
        {
            using var file = await LakeFile.WriteAsync(order.Select(index => NumberDocument(index is { } at ? Numbers[at] : null)), rowGroupBytes);
            var values = order.Where(index => index is not null).Select(index => Numbers[index!.Value]).ToList();
            foreach (var column in new[] { "creation_time", "completion_time", "schedule.start_time" })
            {
                file.Query($"SELECT min(epoch({column}))::BIGINT FROM file").ShouldBe([values.Count == 0 ? null : Expected.Number(values.Min())]);
                file.Query($"SELECT epoch(min({column}))::BIGINT FROM file").ShouldBe([values.Count == 0 ? null : Expected.Number(values.Min())]);
                file.Query($"SELECT epoch(max({column}))::BIGINT FROM file").ShouldBe([values.Count == 0 ? null : Expected.Number(values.Max())]);
                file.Query($"SELECT count({column}) FROM file").ShouldBe([Expected.Number(values.Count)]);
                file.Query($"SELECT count(*) FROM file WHERE {column} IS NULL").ShouldBe([Expected.Number(order.Length - values.Count)]);
            }
        }
    }

    /// <summary>Rows in order and out of it; all in one row group, each in its own, and a few in each; one row is all null.</summary>
    private static IEnumerable<(int?[] Order, long RowGroupBytes)> Layouts(int count)
    {
        int?[] order = [.. Enumerable.Range(0, count), null];
        yield return (order, long.MaxValue);
        yield return (order, 1);
        new Random(1).Shuffle(order);
        yield return (order, 3_500);
    }

    private static int?[] NeverNull(int?[] order, int index) => [.. order.Select(at => at ?? index)];

    /// <summary>Literals stand in the order of their values; a row has the literal of its index.</summary>
    private static void ShouldFindEveryRow(LakeFile file, string value, string from, int?[] order, string[] literals)
    {
        var questions = new List<string>();
        var expected = new List<string?>();
        void Ask(string condition, Func<int, bool> isFound)
        {
            questions.Add(
                $"SELECT string_agg(file_row_number, ' ' ORDER BY file_row_number) FROM {from} WHERE {condition.Replace("?", value, StringComparison.Ordinal)}");
            var rows = string.Join(' ', order.Index().Where(row => row.Item is { } index && isFound(index)).Select(row => row.Index));
            expected.Add(rows.Length == 0 ? null : rows);
        }

        foreach (var (index, literal) in literals.Index())
        {
            var next = Math.Min(index + 2, literals.Length - 1);
            Ask($"? = {literal}", found => found == index);
            // Every third, to be quick: among them U+FFFF, next to what UTF-16 puts before it.
            if (index % 3 == 2)
            {
                Ask($"? < {literal}", found => found < index);
                Ask($"? >= {literal}", found => found >= index);
                Ask($"? BETWEEN {literal} AND {literals[next]}", found => found >= index && found <= next);
            }
        }

        file.Query(string.Join(" UNION ALL ", questions)).ShouldBe(expected, $"{value} from {from}");
    }

    /// <summary>Where the values of a type are: an expression, and the rows that it is evaluated for.</summary>
    private static IEnumerable<(string Value, string From)> Places<T>(string path, string from, Shape shape) => shape switch
    {
        StructShape group => group.Members.SelectMany(member => Places<T>(path.Length == 0 ? member.Name : $"{path}.{member.Name}", from, member.Shape)),
        ListShape list => Places<T>($"{path.Split('.')[^1]}_one", $"{from}, unnest({path}) AS each({path.Split('.')[^1]}_one)", list.Element),
        MapShape => Places<T>("entry", $"{from}, unnest(map_entries({path})) AS each(entry)", Shape.Struct(("key", Shape.Text), ("value", Shape.Text))),
        T => [(path, from)],
        _ => [],
    };

    /// <summary>Every text is the given one; none is anywhere when it is null.</summary>
    private static Document TextDocument(string? text) => text is null
        ? new("", "", DateTimeOffset.UnixEpoch, "{}"u8.ToArray(), default, null)
        : new(text, text, DateTimeOffset.UnixEpoch,
            Encoding.UTF8.GetBytes(Json<TextShape>(ApiModel.Describe, $"\"{text}\"", $"\"{text}\":\"{text}\"")), default,
            [Encoding.UTF8.GetBytes($$"""{"Tags":[{"Key":"{{text}}","Value":"{{text}}"}]}""")]);

    private static Document NumberDocument(long? number) => new(
        "", "", DateTimeOffset.FromUnixTimeSeconds(number ?? 0),
        number is null ? "{}"u8.ToArray() : Encoding.UTF8.GetBytes(Json<TimestampShape>(ApiModel.Describe, Expected.Number(number.Value), "")), default, null);

    private static string Json<T>(Shape shape, string value, string also) => shape switch
    {
        StructShape group => $"{{{string.Join(',', group.Members.Select(member => $"\"{member.Name}\":{Json<T>(member.Shape, value, "")}").Append(also).Where(member => member.Length > 0))}}}",
        ListShape list => $"[{Json<T>(list.Element, value, "")}]",
        T => value,
        IntShape when typeof(T) == typeof(TimestampShape) => value,
        _ => "null",
    };
}

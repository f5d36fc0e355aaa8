using System.Text;
using ExperimentLake.Columns;
using ExperimentLake.Schema;

namespace ExperimentLake.Tests.Columns;

public sealed class UnmappedTests
{
    [Theory]
    [InlineData("""{"New":{"A" : [1, 2]}}""", """New = {"A" : [1, 2]}""")]
    [InlineData("""{"New":null}""", "New = null")]
    [InlineData("""{"Schedule":{"New":true}}""", "Schedule.New = true")]
    [InlineData("""{"DataStorageConfig":{"ContentType":{"New":""}}}""", "DataStorageConfig.ContentType.New = \"\"")]
    [InlineData("""{"ModelVariants":[{},{"New":1}]}""", "ModelVariants[1].New = 1")]
    [InlineData("""{"ModelVariants":[null,{"InfrastructureConfig":{"RealTimeInferenceConfig":{"New":1}}}]}""",
        "ModelVariants[1].InfrastructureConfig.RealTimeInferenceConfig.New = 1")]
    public Task A_member_without_a_column_is_kept_with_its_path(string described, string unmapped) => ShouldUnmap(described, unmapped);

    [Theory]
    [InlineData("""{"Description":5}""", "Description = 5")]
    [InlineData("""{"Description":["a"]}""", "Description = [\"a\"]")]
    [InlineData("""{"CompletionTime":"2026-01-01T00:00:00Z"}""", "CompletionTime = \"2026-01-01T00:00:00Z\"")]
    [InlineData("""{"Schedule":[]}""", "Schedule = []")]
    [InlineData("""{"ModelVariants":{"A":1}}""", """ModelVariants = {"A":1}""")]
    [InlineData("""{"ModelVariants":["a"]}""", "ModelVariants[0] = \"a\"")]
    [InlineData("""{"DataStorageConfig":{"ContentType":{"CsvContentTypes":["a",1,"b"]}}}""", "DataStorageConfig.ContentType.CsvContentTypes[1] = 1")]
    [InlineData("""{"ModelVariants":[{"InfrastructureConfig":{"RealTimeInferenceConfig":{"InstanceCount":"1"}}}]}""",
        "ModelVariants[0].InfrastructureConfig.RealTimeInferenceConfig.InstanceCount = \"1\"")]
    public Task A_value_of_another_type_than_its_column_is_kept_with_its_path(string described, string unmapped) => ShouldUnmap(described, unmapped);

    [Theory]
    [InlineData("3.0")]
    [InlineData("3e0")]
    [InlineData("2147483648")]
    [InlineData("-2147483649")]
    [InlineData("1e400")]
    public async Task A_number_that_is_no_32_bit_integer_is_kept_as_it_was_written(string number)
    {
        var row = await OneRow.OfAsync($$$"""{"ShadowModeConfig":{"ShadowModelVariants":[{"ShadowModelVariantName":"a","SamplingPercentage":{{{number}}}}]}}""");

        row["shadow_mode_config"].ShouldBe(
            """{"source_model_variant_name":null,"shadow_model_variants":[{"shadow_model_variant_name":"a","sampling_percentage":null}]}""");
        row.Unmapped.ShouldBe([$"ShadowModeConfig.ShadowModelVariants[0].SamplingPercentage = {number}"]);
    }

    [Fact]
    public void A_member_that_is_there_thirty_thousand_times_is_kept_as_often_in_no_time()
    {
        var described = Encoding.UTF8.GetBytes($"{{{string.Join(',', Enumerable.Range(1, 30_000).Select(number => $"\"New\":{number}"))}}}");
        var began = TimeProvider.System.GetTimestamp();

        var shredded = new Shredder(Tables.InferenceExperiments).Add(new Document("arn", "us-east-1", DateTimeOffset.UnixEpoch, described, default, []));

        shredded.Unmapped.Count.ShouldBe(30_000);
        shredded.Unmapped[^1].ShouldBe("New#30000");
        // If each looked past all before it, minutes.
        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("1764547200.123", "1764547200123", false)]
    [InlineData("1764547200.1239", "1764547200123", true)]
    [InlineData("-0.0005", "-1", true)]
    [InlineData("1.764547200123456789E9", "1764547200123", true)]
    [InlineData("253402300799.999", "253402300799999", false)]
    [InlineData("253402300800", "null", true)]
    [InlineData("-62135596800", "-62135596800000", false)]
    [InlineData("-62135596800.001", "null", true)]
    [InlineData("1e400", "null", true)]
    public async Task A_timestamp_finer_or_further_than_its_column_is_kept_as_it_was_written(string seconds, string milliseconds, bool isUnmapped)
    {
        var row = await OneRow.OfAsync($$"""{"CompletionTime":{{seconds}}}""");

        row["completion_time"].ShouldBe(milliseconds);
        row.Unmapped.ShouldBe(isUnmapped ? [$"CompletionTime = {seconds}"] : []);
    }

    [Theory]
    [InlineData("""{"Name":"a","Name":"b"}""", "Name = \"b\"")]
    [InlineData("""{"Schedule":{},"Schedule":{"StartTime":1}}""", """Schedule = {"StartTime":1}""")]
    [InlineData("""{"New":1,"New":2,"New":3}""", "New = 1", "New#2 = 2", "New#3 = 3")]
    [InlineData("""{"New":1,"New#2":2,"New":3}""", "New = 1", "New#2 = 2", "New#3 = 3")]
    [InlineData("""{"ModelVariants[0].New":1,"ModelVariants":[{"New":2}]}""", "ModelVariants[0].New = 1", "ModelVariants[0].New#2 = 2")]
    [InlineData("""{"a.b":1,"a":{"b":2}}""", "a.b = 1", """a = {"b":2}""")]
    [InlineData("""{"q\"q":1,"\u0041B":2,"AB":3,"":4,"'`|":5,"é😀":6}""",
        "q\\\"q = 1", "\\u0041B = 2", "AB = 3", " = 4", "'`|" + " = 5", "é😀 = 6")]
    public Task Keys_stay_distinct_whatever_members_are_called(string described, params string[] unmapped) => ShouldUnmap(described, unmapped);

    [Fact]
    public async Task The_first_of_two_values_for_a_member_stands_unless_it_is_no_value()
    {
        (await OneRow.OfAsync("""{"Name":"a","Name":"b"}"""))["name"].ShouldBe("\"a\"");
        (await OneRow.OfAsync("""{"Name":null,"Name":"b"}"""))["name"].ShouldBe("\"b\"");
        var row = await OneRow.OfAsync("""{"Name":1,"Name":"b"}""");
        row["name"].ShouldBe("\"b\"");
        row.Unmapped.ShouldBe(["Name = 1"]);
    }

    [Fact]
    public async Task A_column_is_found_by_its_members_name_however_that_is_spelled() =>
        (await OneRow.OfAsync("""{"N\u0061m\u0065":"\u0061\ud83d\ude00"}"""))["name"].ShouldBe("\"a\\uD83D\\uDE00\"");

    [Theory]
    [InlineData("""{"Description":"a\ud800"}""", """Description = "a\ud800" """)]
    [InlineData("""{"Description":"\ude00\ud83d"}""", """Description = "\ude00\ud83d" """)]
    [InlineData("""{"DataStorageConfig":{"ContentType":{"CsvContentTypes":["\ud800"]}}}""", """DataStorageConfig.ContentType.CsvContentTypes[0] = "\ud800" """)]
    [InlineData("""{"\ud800":1}""", """\ud800 = 1""")]
    public Task Half_a_surrogate_pair_costs_neither_row_nor_text(string described, string unmapped) => ShouldUnmap(described, unmapped.Trim());

    [Theory]
    [InlineData("b", 0xFF)]
    [InlineData("\\n", 0xFF)]
    [InlineData("\\n", 0xC3)]
    public async Task Bytes_that_are_not_UTF_8_do_not_reach_a_text_column(string text, byte wrong)
    {
        byte[] described = [.. """{"Name":"a","Description":"""u8, (byte)'"', .. Encoding.UTF8.GetBytes(text), wrong, .. "\"}"u8];

        var row = await OneRow.OfAsync(described);

        row["name"].ShouldBe("\"a\"");
        row["description"].ShouldBe("null");
        row.Unmapped.ShouldBe([$"Description = \"{text}\uFFFD\""]);
    }

    [Theory]
    [InlineData("New")]
    [InlineData("Description")]
    [InlineData("Schedule")]
    public async Task Nesting_ten_thousand_deep_is_kept(string member)
    {
        var deep = new StringBuilder().Insert(0, "[{\"a\":", 10_000).Append('1').Insert(60_001, "}]", 10_000).ToString();

        var row = await OneRow.OfAsync($$"""{"Name":"a","{{member}}":{{deep}},"Type":"b"}""");

        row.Unmapped.ShouldBe([$"{member} = {deep}"]);
        row["name"].ShouldBe("\"a\"");
        row["type"].ShouldBe("\"b\"");
    }

    [Fact]
    public async Task Null_is_null_and_empty_is_not()
    {
        var row = await OneRow.OfAsync("""{"Name":"","Description":null,"ModelVariants":[],"Schedule":{},"ShadowModeConfig":null}""");

        row["name"].ShouldBe("\"\"");
        row["description"].ShouldBe("null");
        row["status"].ShouldBe("null");
        row["model_variants"].ShouldBe("[]");
        row["schedule"].ShouldBe("""{"start_time":null,"end_time":null}""");
        row["shadow_mode_config"].ShouldBe("null");
        row["unmapped"].ShouldBe("{}");
    }

    [Theory]
    [InlineData("""{}""", """{"T":1}""", "1000")]
    [InlineData("""{"T":null}""", """{"T":1}""", "1000")]
    [InlineData("""{"T":"a"}""", """{"T":1}""", "1000", "T = \"a\"")]
    [InlineData("""{"T":2}""", """{"T":1}""", "2000")]
    [InlineData("""{"T":0}""", """{"T":1}""", "0")]
    [InlineData("""{}""", """{"T":"a"}""", "null", "Summary.T = \"a\"")]
    [InlineData("""{}""", """{"T":1.0001}""", "1000", "Summary.T = 1.0001")]
    [InlineData("""{}""", """{"T":null}""", "null")]
    [InlineData("""{}""", """{}""", "null")]
    public async Task Creation_and_last_modification_fall_back_to_the_summary(string described, string summary, string expected, params string[] unmapped)
    {
        foreach (var (member, column) in new[] { ("CreationTime", "creation_time"), ("LastModifiedTime", "last_modified_time") })
        {
            string Of(string json) => json.Replace("T", member, StringComparison.Ordinal);

            var row = await OneRow.OfAsync(Of(described), Of(summary));

            row[column].ShouldBe(expected);
            row.Unmapped.ShouldBe(unmapped.Select(Of));
        }
    }

    [Fact]
    public async Task No_other_column_falls_back_to_the_summary()
    {
        var row = await OneRow.OfAsync("{}", """{"Name":"a","Status":"b","CompletionTime":1,"Schedule":{"StartTime":1}}""");

        (row["name"], row["status"], row["completion_time"], row["schedule"]).ShouldBe(("null", "null", "null", "null"));
        row.Unmapped.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_member_of_the_summary_without_a_column_is_kept_with_its_path()
    {
        var row = await OneRow.OfAsync("""{"New":1}""", """{"New":{"A":1},"CreationTime":1,"Schedule":{"New":2,"StartTime":1}}""");

        row.Unmapped.ShouldBe(["New = 1", """Summary.New = {"A":1}""", "Summary.Schedule.New = 2"]);
    }

    private static async Task ShouldUnmap(string described, params string[] unmapped) =>
        (await OneRow.OfAsync(described)).Unmapped.ShouldBe(unmapped);
}

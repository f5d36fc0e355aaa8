namespace ExperimentLake.Tests;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("kyc-face-match-two-tower-canary-9", "kyc-face-match-two-tower-canary-9")]
    [InlineData("Équipe Crédit 結果分析 👍 \u200F", "Équipe Crédit 結果分析 👍 \u200F")]
    [InlineData("\u001B[2J\u001B]0;mine\a", "␛[2J␛]0;mine␇")]
    [InlineData("\0\u007F\u0080\u009F\b\r", "␀␡\uFFFD\uFFFD␈␍")]
    [InlineData("invoice\u202Egpj.exe\u2066", "invoice\uFFFDgpj.exe\uFFFD")]
    [InlineData("one\ntwo\r\n\tthree\u2028", "one\ntwo\r\n\tthree\uFFFD")]
    public void What_a_terminal_would_obey_is_shown_and_all_else_stays(string text, string shown) => Printable.Text(text).ShouldBe(shown);

    [Theory]
    [InlineData("no\n012345678901 us-east-1: complete", "no 012345678901 us-east-1: complete")]
    [InlineData("a\r\nb\rc\u2028d\u0085e\ff", "a b c d e f")]
    [InlineData("a\u001B[31m\n", "a␛[31m ")]
    public void A_line_stays_one(string text, string shown) => Printable.Line(text).ShouldBe(shown);

    [Fact]
    public void No_control_character_is_left()
    {
        var all = string.Concat(Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code));

        Printable.Text(all).Where(char.IsControl).ShouldBe(['\t', '\n']);
        Printable.Line(all).Where(char.IsControl).ShouldBe(['\t']);
    }
}

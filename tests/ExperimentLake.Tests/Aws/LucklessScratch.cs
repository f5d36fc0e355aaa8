using System.Globalization;
namespace ExperimentLake.Tests.Aws;
public sealed class LucklessScratch
{
    [Fact]
    public void Table()
    {
            var line = $"m :";
            foreach (var (q, bu, p, n) in new[] { (10, 10, 0.0, 1000), (1, 1, 0.0, 1000), (5, 5, 0.0, 1000), (100, 100, 0.0, 1000), (25, 25, 0.0, 1000), (100,10,0.0,2000), (300,300,0.0,8000), (1000, 1000, .05, 1000), (1000, 1000, .1, 52), (1000, 1000, .1, 1000), (1000, 1000, .2, 52), (1000, 1000, .2, 1000), (1000, 1000, .3, 52),(1000, 1000, .3, 1000),(1000, 1000, .5, 52), (10, 10, .2, 52), (10, 10, .2, 1000) })
            {
                using var run = new QuotaRun(_ => q, bu, (20, 50)) { Luckless = p };
                run.Accept(n);
                line += string.Create(CultureInfo.InvariantCulture, $" {run.Elapsed.TotalSeconds:F0}/{run.ThrottledShare * 100:F1}%");
            }
            TestContext.Current.TestOutputHelper!.WriteLine(line);
    }
}

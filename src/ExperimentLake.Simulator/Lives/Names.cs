using System.Globalization;

namespace ExperimentLake.Simulator.Lives;

/// <summary>Experiment names as people give them. Different slots have different names, also when case is ignored.</summary>
internal static class Names
{
    /// <summary>The service's limit.</summary>
    public const int MaxLength = 120;

    private static readonly string[] s_subjects =
    [
        "fraud-score", "pricing-de", "pricing-fr", "search-ranking", "churn", "demand-forecast", "credit-risk", "ad-ctr",
        "reviews-sentiment", "invoice-ocr", "route-eta", "price-elasticity", "image-moderation", "voice-intent", "kyc-face-match",
        "claims-triage", "next-best-offer", "basket-recs", "anomaly-payments", "spam", "translation-en-ja", "summaries",
        "chat-routing", "inventory", "energy-load", "defect-detection", "lead-scoring", "dynamic-pricing", "address-parser",
        "catalog-dedupe", "query-rewrite", "doc-classifier", "pii-redaction", "returns-risk", "ltv", "video-tags", "geo-demand",
        "maintenance", "news-topics", "loan-default", "ticket-priority",
    ];

    private static readonly string[] s_models =
    [
        "xgb", "lightgbm", "bert-base", "ResNet50", "distilbert", "llama3-8b", "t5-small", "catboost", "mlp", "deepar",
        "yolo8", "clip", "whisper", "two-tower", "gpt-neo", "efficientnet", "linear", "tabnet", "mistral-7b",
    ];

    public static string Of(Dice dice, int slot, int offset)
    {
        // Each step is a bijection, so the triple (subject, model, round) belongs to this slot alone.
        var subject = (int)(((slot * 17L) + offset) % s_subjects.Length);
        var model = (slot / s_subjects.Length + (subject * 5)) % s_models.Length;
        var round = slot / (s_subjects.Length * s_models.Length);
        var number = (round * 9) + dice.Below("number", 9) + 1;
        return Join(s_subjects[subject], s_models[model], round, number, dice);
    }

    private static string Join(string subject, string model, int round, int number, Dice dice) => dice.Below("style", 40) switch
    {
        < 12 => $"{subject}-{model}-v{number}-shadow",
        < 18 => $"{subject}-{model}-{2022 + (number / 4)}q{(number % 4) + 1}",
        < 24 => $"{subject}-{model}-canary-{number}",
        < 29 when round == 0 => $"{subject}-{model}",
        < 32 => $"{model}-{subject}-exp{number.ToString("000", CultureInfo.InvariantCulture)}",
        < 36 => $"{Pascal(subject)}-{Pascal(model)}-V{number}",
        < 37 => Longest($"{subject}-{model}-v{number}"),
        < 38 => $"{subject}--{model}--{number}", // Hyphens in a row are allowed.
        _ => $"shadow-{subject}-vs-{model}-{number}",
    };

    private static string Pascal(string words) =>
        string.Concat(words.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static string Longest(string name)
    {
        const string Plea = "-please-do-not-delete-before-the-review";
        while (name.Length + Plea.Length <= MaxLength)
        {
            name += Plea;
        }

        return name + new string('x', MaxLength - name.Length);
    }
}

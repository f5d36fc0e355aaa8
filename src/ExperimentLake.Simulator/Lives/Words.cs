namespace ExperimentLake.Simulator.Lives;

/// <summary>Free text as people write it, chosen to hurt whoever assumes ASCII, one line or no markup.</summary>
internal static class Words
{
    public static readonly string[] Descriptions =
    [
        "Shadow test of the retrained model before the Q1 roll-out.",
        "Compare latency of the Inferentia2 build with the GPU build.",
        "Same model, smaller instance: does p99 hold?",
        "Requested by the risk team, see RISK-4411.",
        "Vérification du modèle avant la mise en production, équipe Crédit à Orléans.",
        "Prüfung für die Größenänderung: übernächste Woche auswerten.",
        "新モデルの影響を確認する(シャドー)。担当:𠮷田",
        "A/B of \"v3\" against \"v2\": see C:\\models\\v3",
        "First line\nsecond line\r\n\tthird, indented",
        "<script>alert('shadow')</script> & <b>bold</b>",
        "🚀 launch candidate 🎯 do not stop before Friday 👩🏽‍🔬",
        "'; DROP TABLE inference_experiments; --",
        "Комиссия за перевод: сравнение моделей",
        "نموذج التسعير الجديد",
        "e\u0301 decomposed and é composed",
        "Ａｌｐｈａ fullwidth next to 𝒜lpha mathematical",
        "=HYPERLINK(\"https://example.com\",\"click\")",
        "  leading and trailing spaces  ",
        "null",
        "line separator\u2028paragraph separator\u2029end",
        string.Concat(Enumerable.Repeat("The longest text that the service takes. ", 25))[..1024],
    ];

    public static readonly string[] StopReasons =
    [
        "Shadow variant won, promoting it.",
        "Error rate of the shadow variant above 2 %.",
        "Budget used up for this month.",
        "Arrêté à la demande de l’équipe prix.",
        "コスト超過のため停止",
        "Superseded by the next candidate",
    ];

    public static readonly string[] Failures =
    [
        "Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error. Please retry using a different ML instance type.",
        "The shadow variant did not pass the ping health check. Please check CloudWatch logs for this endpoint.",
        "Request to service failed. If failure persists after retry, contact customer support.",
        "The execution role does not have permission to write to the data capture destination.",
    ];

    public static readonly string[] Teams =
    [
        "risk", "pricing", "search", "growth", "platform", "Données", "結果分析", "𠮷野家", "Ａチーム", "Équipe Crédit", "Größe", "команда",
    ];

    public static readonly string[] Owners =
    [
        "ana.silva@example.com", "j.muller@example.com", "田中 太郎", "𠮷田 花子", "Zoë Ångström", "Łukasz Żółć", "ops+ml@example.com", "Ａ Ｂ",
    ];
}

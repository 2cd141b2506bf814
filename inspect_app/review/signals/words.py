"""The words of signals: what each says, and the harmless causes to think of first. Pure."""

Words = dict[str, str]

SIGNAL_LABELS: dict[str, Words] = {
    "faster_than_travel": {
        "zh": "两次核查间隔短于路程",
        "en": "Two verdicts closer than the way",
    },
    "frequent_pair": {
        "zh": "同一核查人与同一单位配对偏多",
        "en": "One person, one unit, unusually often",
    },
    "reused_photos": {
        "zh": "照片疑似复用仍多次通过",
        "en": "Passed though photos may be old ones",
    },
    "all_pass": {"zh": "从未退回", "en": "Never sent anything back"},
}
BENIGN: dict[str, tuple[Words, ...]] = {
    "faster_than_travel": (
        {"zh": "现场无信号，结论攒着一起上传", "en": "Without signal, verdicts were sent together later"},
        {"zh": "看完几处后回来统一填写", "en": "Several places were visited, then written up in one go"},
        {"zh": "案件定位有偏差", "en": "A case's place is off"},
    ),
    "frequent_pair": (
        {"zh": "辖区内核查员少", "en": "Few verifiers serve the area"},
        {"zh": "他人休假期间代班", "en": "Somebody stood in during leave"},
        {"zh": "片区分工如此", "en": "Areas are divided that way"},
    ),
    "reused_photos": (
        {"zh": "同一地点同一角度，画面自然相像", "en": "The same place from the same spot looks alike"},
        {"zh": "经办人重传了同一张照片", "en": "The handler sent the same photo twice"},
    ),
    "all_pass": (
        {"zh": "所辖单位整改确实到位", "en": "The units there do work well"},
        {"zh": "案件简单，本就少退回", "en": "Simple cases are seldom sent back"},
    ),
}
DETAIL_LABELS: dict[str, Words] = {
    "kmh": {"zh": "折合时速（公里）", "en": "Speed this would take (km/h)"},
    "limit_kmh": {"zh": "阈值（公里/时）", "en": "Threshold (km/h)"},
    "times": {"zh": "次数", "en": "Times"},
    "of": {"zh": "该单位核查总数", "en": "Verdicts on the unit"},
    "expected_percent": {"zh": "应占比例（%）", "en": "Share expected (%)"},
    "others_return_percent": {"zh": "他人退回率（%）", "en": "Others send back (%)"},
    "chance_percent": {"zh": "偶然如此的概率（%）", "en": "Chance of this by accident (%)"},
}

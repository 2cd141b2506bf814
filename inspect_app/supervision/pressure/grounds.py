"""The grounds of a proposal in words, from the counts that a rule found. Pure."""

from collections.abc import Mapping
from typing import Any

from inspect_app.supervision.pressure.accountability import OFFICE_LABELS, Office, rule_named

Words = dict[str, str]


def ground_words(ground: Mapping[str, Any]) -> Words:
    """Why something is proposed; `ground` has `kind`, the rule's code and what it counted."""
    if ground["kind"] == "accountability":
        return accountability_words(ground)
    if ground["trigger"] == "relapse":
        times = ground["relapses"]
        return {"zh": f"销号后死灰复燃 {times} 次", "en": f"came back {times} times after it was closed"}
    hours = ground["hours_late"]
    return {"zh": f"整改超期 {hours} 小时", "en": f"{hours} hours overdue"}


def accountability_words(ground: Mapping[str, Any]) -> Words:
    """A count, the threshold it reached, whom the rule names, and where that is written."""
    rule, office = rule_named(ground["rule"]), OFFICE_LABELS[Office(ground["office"])]
    zh, en, source = (rule.zh, rule.en, rule.source) if rule else (ground["rule"], ground["rule"], "")
    count, threshold = ground["count"], ground["threshold"]
    year, month = ground["period"].split("-")
    when, whom = f"{year}年{int(month)}月", office["zh"]
    return {
        "zh": f"{when}{zh} {count} 个，达到 {threshold} 个的标准，对应{whom}（{source}）",
        "en": f"{en}: {count} in {ground['period']}, from {threshold} on: {office['en']} ({source})",
    }

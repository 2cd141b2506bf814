"""`docs/indicators.md`, generated from the definitions. Pure."""

from inspect_app.supervision.indicators.definitions import Definition, data, definitions, ranking_rules

HEAD = """# Indicators

Generated from `inspect_app/supervision/indicators/definitions.json` by `flask indicators page`; a test
compares the two. A changed formula is a new row with its own dates.

A case belongs to the period in which it was **reported** and counts as it stands when the numbers are asked
for. Merged cases count with the case they joined. The numerator is always looked for within the denominator.
Lateness is a breach that the sweep has marked, so the same log always gives the same numbers, and the entity
tag of an answer is the length of the log. Each number opens the ledger with exactly the cases it counts.

| indicator | numerator | denominator | left out | in force | better | source |
|---|---|---|---|---|---|---|
"""

RANKS = """
## Ranking

"""


def indicators_page() -> str:
    """The whole page."""
    return HEAD + "".join(line(row) for row in definitions()) + RANKS + ranking_words()


def line(row: Definition) -> str:
    """One definition as a line of the table."""
    left_out = "; ".join(data()["exclusions"][code]["en"] for code in row.exclusions) or "–"
    dates = f"{row.valid_from} – {row.valid_to or 'now'}"
    name = f"{row.label['zh']} {row.label['en']} `{row.code}`"
    what = f"{row.numerator_words['zh']}<br>{row.numerator_words['en']}"
    of = f"{row.denominator_words['zh']}<br>{row.denominator_words['en']}"
    return f"| {name} | {what} | {of} | {left_out} | {dates} | {row.better} | {row.source['en']} |\n"


def ranking_words() -> str:
    """How groups are ranked, from which day on."""
    lines = [
        f"From {rule.valid_from}: nobody is ranked on fewer than {rule.min_sample} cases; equal values"
        f" share a rank and the next one is skipped; each value carries its {rule.confidence} interval"
        f" ({rule.source['en']})."
        for rule in ranking_rules()
    ]
    whole = "Cases outside every group are a line of their own, so that the lines add up to the whole."
    return "\n".join([*lines, whole, ""])

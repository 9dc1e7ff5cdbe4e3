"""What to write instead of a number or date that nobody can read with certainty.

The hints hold the writer's own figure wherever its meaning is clear, ready to be copied.
"""

from __future__ import annotations

import re

_SCALES = {
    "thousand": 3, "k": 3, "million": 6, "millions": 6, "mio": 6, "mn": 6, "m": 6, "billion": 9, "billions": 9, "bn": 9,
    "b": 9, "trillion": 12, "trillions": 12, "tn": 12, "t": 12, "萬": 4, "億": 8, "兆": 12,
}  # fmt: skip
_SIGNS = {"$": "USD", "US$": "USD", "NT$": "TWD", "HK$": "HKD", "€": "EUR", "£": "GBP", "₩": "KRW", "₹": "INR"}
_UNITS = {"dollars": "USD", "euros": "EUR", "美元": "USD", "歐元": "EUR", "percent": "%", "per cent": "%"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIGURE = re.compile(
    r"(?P<sign>US\$|NT\$|HK\$|[€£₩₹$¥])?\s*(?P<number>[+-]?\d[\d,_.' ]*(?:e[+-]?\d+)?)\s*"
    r"(?P<scale>(?:thousand|millions?|mio|mn|billions?|bn|trillions?|tn|[kmbt])(?![A-Za-z])|[萬億兆])?\.?\s*(?P<unit>\S.*)?\Z",
    re.ASCII | re.IGNORECASE,
)
_BOUNDS = (
    (r"~|≈|about |around |approx(?:\.|imately)? |ca\. ?|circa |約", "About"),
    (r">=|≥|>|at least |over |more than |至少|逾", "AtLeast"),
    (r"<=|≤|<|at most |up to |under |less than |至多|最多", "AtMost"),
)


def number_hint(text: str, example: str) -> str:
    """What to write for a number that is not in the one form that seeds allow.

    :param example: what a right value looks like here

    >>> number_hint("€10bn", "500e9 USD")
    'write 10e9 EUR'
    >>> number_hint("~20 %", "27 %")
    'write 20 % and, beside it, bound: About'
    >>> number_hint("1,5 USD", "500e9 USD")
    'a comma can mean two things; write 1.5 or 15'
    """
    expected = f"expected a number and a unit such as {example}"
    for pattern, bound in _BOUNDS:
        if match := re.match(pattern, text, re.IGNORECASE):
            rest = text[match.end() :].strip()
            return f"write {_rewritten(rest) or rest} and, beside it, bound: {bound}"
    if match := re.match(r"[+-]?(\d+),(\d+)(?![\d.,])", text):
        return f"a comma can mean two things; write {match[1]}.{match[2]} or {match[1]}{match[2]}"
    if match := re.match(r"([+-]?\d+)\^(\d+)", text):
        return f"write {'1' if match[1] == '10' else match[1]}e{match[2]}"
    if match := re.match(r"([+-]?[\d.]+) *(?:-|–|to) *[\d.]+", text):
        return "a range is two claims, one with bound: AtLeast and one with bound: AtMost"
    rewritten = _rewritten(text)
    if rewritten is None or rewritten == text:
        return expected
    whose = ", if they are US dollars" if text.startswith("$") or text.endswith("dollars") else ""
    return f"write {rewritten}{whose}"


def _rewritten(text: str) -> str | None:
    """`text` as seeds write it, or ``None`` where its meaning is not clear."""
    match = _FIGURE.match(text)
    if match is None or len(text) > 60:
        return None
    number = re.sub(r"[_,' ]", "", match["number"])
    if not re.fullmatch(r"[+-]?\d+(?:\.\d+)?(?:e\+?\d{1,2})?", number):
        return None
    if match["scale"]:
        number += f"e{_SCALES[match['scale'].lower()]}" if "e" not in number else ""
    unit = (match["unit"] or "").strip()
    unit = _SIGNS.get((match["sign"] or "").upper()) or _UNITS.get(unit.lower(), unit)
    return f"{number} {unit}".strip()


def date_hint(text: str) -> str:
    """What to write for a date that is not ``2025-01-21``, ``2025-01`` or ``2025``.

    >>> date_hint("Q3 2024")
    'write from: 2024-07 and until: 2024-09, or 2024'
    >>> date_hint("12/03/2024")
    'day and month can be read two ways; write 2024-12-03 or 2024-03-12'
    """
    text = text.strip()
    if match := re.fullmatch(r"(?:Q([1-4])[ -]?(\d{4})|(\d{4})[ -]?Q([1-4]))", text, re.IGNORECASE):
        quarter, year = int(match[1] or match[4]), match[2] or match[3]
        return f"write from: {year}-{quarter * 3 - 2:02} and until: {year}-{quarter * 3:02}, or {year}"
    if match := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text):
        first, second, year = int(match[1]), int(match[2]), match[3]
        days = [f"{year}-{m:02}-{d:02}" for m, d in ((first, second), (second, first)) if m <= 12 and d <= 31]
        if len(set(days)) == 2:
            return f"day and month can be read two ways; write {days[0]} or {days[1]}"
        if days:
            return f"write {days[0]}"
    if match := re.match(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ].*)?\Z", text):
        return "write " + "-".join([match[1], *(f"{int(part):02}" for part in match.groups()[1:] if part)])
    if match := re.fullmatch(r"(?:(\d{1,2}) )?([A-Za-z]{3,9})\.?(?: (\d{1,2}),?)? (\d{4})", text):
        month, day = match[2][:3].lower(), match[1] or match[3]
        if month in _MONTHS:
            return f"write {match[4]}-{_MONTHS.index(month) + 1:02}" + (f"-{int(day):02}" if day else "")
    return "write 2025-01-21, 2025-01 or 2025"

"""Figures and qualifiers in words, as people write them in English or Chinese.

Chinese counts in ten thousands (萬, 億, 兆 = 10¹² as in Taiwan), so the two languages share no scale. Words that the
ontology has (stages, statuses, roles) are handed in; only how a figure is said stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from kg.claims import Claim, Texts, local

CHINESE = "zh-Hant"
LANGUAGES = ("en", CHINESE)

#: Texts of words by their names, as :attr:`kg.vocab.Ontology.word_labels` has them.
Words = Mapping[str, Texts]

_SIGNS = {
    "USD": "US$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "CN¥", "TWD": "NT$", "HKD": "HK$", "KRW": "₩", "INR": "₹",
}  # fmt: skip
_CURRENCIES = {
    "USD": "美元", "EUR": "歐元", "GBP": "英鎊", "JPY": "日圓", "CNY": "元人民幣", "TWD": "元新台幣", "HKD": "港元",
    "KRW": "韓元", "INR": "印度盧比", "CAD": "加元", "AUD": "澳元", "CHF": "瑞士法郎", "SGD": "新加坡元",
    "AED": "阿聯迪拉姆", "SAR": "沙烏地里亞爾",
}  # fmt: skip
_UNITS = {"h": "hours", "d": "days", "mo": "months", "a": "years"}
_CHINESE_UNITS = {
    "chips": "顆晶片", "GPUs": "顆 GPU", "GPU-hours": "GPU 小時", "people": "人", "users": "名用戶", "jobs": "個職位",
    "shares": "股", "parameters": "個參數", "tokens": "個詞元", "sites": "處", "countries": "國", "models": "個模型",
    "companies": "家公司", "projects": "項計畫", "years": "年", "leases": "份租約", "parcels": "筆土地", "rounds": "輪",
    "points": "點", "h": "小時", "d": "天", "mo": "個月", "a": "年", "x": "倍",
}  # fmt: skip
_SCALES = ((12, "trillion"), (9, "billion"), (6, "million"))
_CHINESE_SCALES = ((12, "兆"), (8, "億"), (4, "萬"))
_BOUNDS = {
    "en": {"AtLeast": "at least ", "AtMost": "up to ", "About": "about "},
    CHINESE: {"AtLeast": "至少 ", "AtMost": "最多 ", "About": "約 "},
}


def figure(value: Decimal, unit: str | None = None, bound: str | None = None, language: str = "en") -> str:
    """A number with its unit, scaled, and its bound.

    >>> figure(Decimal("5e11"), "USD", "AtMost")
    'up to US$500 billion'
    >>> figure(Decimal("-10.5"), "%"), figure(Decimal("2664000"), "GPU-hours"), figure(Decimal("50000"), "chips")
    ('−10.5%', '2.664 million GPU-hours', '50,000 chips')
    >>> figure(Decimal("5e11"), "USD", "AtMost", "zh-Hant"), figure(Decimal("50000"), "chips", None, "zh-Hant")
    ('最多 5,000 億美元', '5 萬顆晶片')
    """
    minus = "−" if value < 0 else ""
    number, scale = _scaled(abs(value), _CHINESE_SCALES if language == CHINESE else _SCALES)
    bounds = _BOUNDS.get(language, _BOUNDS["en"])
    said = _chinese(number, scale, unit) if language == CHINESE else _english(number, scale, unit)
    return bounds.get(bound or "", "") + minus + said


def _english(number: str, scale: str, unit: str | None) -> str:
    scaled = f"{number} {scale}".strip()
    if unit in ("%", "x"):
        return scaled + {"%": "%", "x": "×"}[unit]
    if unit in _SIGNS:
        return _SIGNS[unit] + scaled
    return f"{scaled} {_UNITS.get(unit or '', unit or '')}".strip()


def _chinese(number: str, scale: str, unit: str | None) -> str:
    if unit == "%":
        return f"{number}{' ' + scale if scale else ''}%"
    noun = _CURRENCIES.get(unit or "") or _CHINESE_UNITS.get(unit or "")
    if noun is None:
        return " ".join(part for part in (number, scale, unit) if part)
    gap = " " if scale and noun[0].isascii() else ""
    return f"{number} {scale}{gap}{noun}"


def _scaled(size: Decimal, scales: Iterable[tuple[int, str]]) -> tuple[str, str]:
    """A number and the name of its scale; beyond all scales, a power of ten."""
    if size >= Decimal(10) ** 16:
        exponent = size.adjusted()
        return f"{_trim(size.scaleb(-exponent))}×10^{exponent}", ""
    for power, name in scales:
        # What rounds up to the scale is said in it: 999,999,999 is 1 billion rather than 1,000 million.
        if round(size.scaleb(-power), 4) >= 1:
            return _trim(size.scaleb(-power)), name
    return _trim(size), ""


def _trim(value: Decimal) -> str:
    """At most four decimals, thousands apart, no trailing zeros; small numbers keep two digits."""
    places = 4 if not value or value.adjusted() >= -3 else 1 - value.adjusted()
    text = f"{round(value, places):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def claim_value(claim: Claim, language: str = "en") -> str | None:
    """What a claim states, if it states a value, in words."""
    literal = claim.value
    if literal is None:
        return None
    kind = local(literal.datatype.value)
    if kind in ("integer", "decimal"):
        try:
            said = figure(Decimal(literal.value), claim.word("unit"), claim.word("bound"), language)
            return said + claim_range(claim, language)
        except ArithmeticError:  # an ill-typed literal: the store keeps what it is given
            return literal.value
    if kind == "boolean":
        yes, no = ("是", "否") if language == CHINESE else ("yes", "no")
        return yes if literal.value in ("true", "1") else no
    if literal.language:
        texts = claim.texts("object")
        return texts.get(language) or texts.get("en") or literal.value
    return literal.value


def claim_amount(claim: Claim, language: str = "en") -> str | None:
    """The money that a relation is about, in words."""
    amount = claim.number("amount")
    return None if amount is None else figure(amount, claim.word("unit"), claim.word("bound"), language)


def claim_share(claim: Claim, language: str = "en") -> str | None:
    """The part of a whole that a relation is about, in words."""
    share = claim.number("share")
    return None if share is None else figure(share, "%", _free_bound(claim), language)


def claim_quantity(claim: Claim, language: str = "en") -> str | None:
    """How much or many of a thing a relation is about, in words."""
    quantity = claim.number("quantity")
    if quantity is None:
        return None
    said = figure(quantity, claim.word("quantityUnit"), _free_bound(claim), language)
    return said + claim_range(claim, language)


def claim_range(claim: Claim, language: str = "en") -> str:
    """The low and high ends of an estimate, in brackets after its figure; empty if the claim has none."""
    low, high = claim.number("lowerBound"), claim.number("upperBound")
    if low is None or high is None:
        return ""
    ends = " – ".join(figure(end, None, None, language) for end in (low, high))
    return f"({ends})" if language == CHINESE else f" ({ends})"


def _free_bound(claim: Claim) -> str | None:
    """The bound of a share or quantity: none where it is the amount's."""
    return claim.word("bound") if claim.number("amount") is None else None


def claim_dates(claim: Claim, language: str = "en") -> str:
    """When it held, in short: ``2025-01-21``, ``2023–2024``, ``from 2019``; empty if no date is known."""
    at, start, end = (claim.word(name) for name in ("pointInTime", "startTime", "endTime"))
    if at and not end:
        return at
    if (at or start) and end:
        return f"{at or start}–{end}"
    if language == CHINESE:
        return f"{start} 起" if start else f"至 {end}" if end else ""
    return f"from {start}" if start else f"until {end}" if end else ""


def claim_stage(claim: Claim, language: str = "en", words: Words | None = None) -> str | None:
    """How far a deal has come, in words."""
    stage = claim.word("stage")
    return None if stage is None else word(stage, language, words)


def word(name: str, language: str = "en", words: Words | None = None) -> str:
    """The label of one of the ontology's words, such as ``Committed``.

    >>> word("AtLeast"), word("Weak", "zh-Hant", {"Weak": {"zh-Hant": "薄弱"}})
    ('atleast', '薄弱')
    """
    return (words or {}).get(name, {}).get(language) or name.lower()


def measures(claim: Claim, language: str = "en") -> list[str]:
    """The amount, share and quantity of a relation, in words."""
    parts = (claim_amount(claim, language), claim_share(claim, language), claim_quantity(claim, language))
    return [part for part in parts if part]


def circumstances(claim: Claim, language: str = "en", words: Words | None = None) -> list[str]:
    """In what role, at which stage, by which definition and for when."""
    role = claim.texts("role")
    parts = [role.get(language) or role.get("en"), claim_stage(claim, language, words), claim.word("basis")]
    if horizon := claim.word("horizon"):
        parts.append(f"預測期 {horizon}" if language == CHINESE else f"by {horizon}")
    return [part for part in parts if part]


def qualifiers(claim: Claim, language: str = "en", words: Words | None = None) -> list[str]:
    """Everything that qualifies a claim, as short phrases."""
    dates = claim_dates(claim, language)
    return [*measures(claim, language), *circumstances(claim, language, words), *([dates] if dates else [])]

"""Figures, dates and qualifiers as people say them, in both languages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from kg import wording
from kg.claims import Claim
from kg.terms import CLAIM, ENTITY, KG, XSD, Literal, Term, date, number

ZH = "zh-Hant"


def claim(value: Term = ENTITY.b, **qualifiers: Term | list[Term]) -> Claim:
    found = {name: terms if isinstance(terms, list) else [terms] for name, terms in qualifiers.items()}
    return Claim(CLAIM.x.value, {"subject": [ENTITY.a], "predicate": [KG.p], "object": [value], **found}, {})


@pytest.mark.parametrize(
    ("value", "unit", "bound", "english", "chinese"),
    [
        ("5e11", "USD", "AtMost", "up to US$500 billion", "最多 5,000 億美元"),
        ("1.76e12", "parameters", "About", "about 1.76 trillion parameters", "約 1.76 兆個參數"),
        ("6e10", "USD", None, "US$60 billion", "600 億美元"),
        ("-589e9", "USD", "Exact", "−US$589 billion", "−5,890 億美元"),
        ("5576000", "USD", None, "US$5.576 million", "557.6 萬美元"),
        ("294000", "USD", "AtLeast", "at least US$294,000", "至少 29.4 萬美元"),
        ("118.58", "USD", None, "US$118.58", "118.58 美元"),
        ("16e7", "CNY", None, "CN¥160 million", "1.6 億元人民幣"),
        ("1.5e9", "XAF", None, "1.5 billion XAF", "15 億 XAF"),
        ("2048", "GPUs", None, "2,048 GPUs", "2,048 顆 GPU"),
        ("50000", "GPUs", None, "50,000 GPUs", "5 萬顆 GPU"),
        ("24.4", "x", None, "24.4×", "24.4 倍"),
        ("80", "h", None, "80 hours", "80 小時"),
        ("-16.97", "%", None, "−16.97%", "−16.97%"),
        ("2.1e25", "FLOP", None, "2.1×10^25 FLOP", "2.1×10^25 FLOP"),
        ("0", "people", None, "0 people", "0 人"),
        ("0.000012345", None, None, "0.000012", "0.000012"),
        ("999999999", "USD", None, "US$1 billion", "10 億美元"),
        ("12.34567", None, None, "12.3457", "12.3457"),
    ],
)  # fmt: skip
def test_figure(value: str, unit: str | None, bound: str | None, english: str, chinese: str) -> None:
    assert wording.figure(Decimal(value), unit, bound) == english
    assert wording.figure(Decimal(value), unit, bound, ZH) == chinese


@pytest.mark.parametrize(
    ("dates", "english", "chinese"),
    [
        ({"pointInTime": "2025-01-21"}, "2025-01-21", "2025-01-21"),
        ({"startTime": "2023", "endTime": "2024-02"}, "2023–2024-02", "2023–2024-02"),
        ({"startTime": "2019"}, "from 2019", "2019 起"),
        ({"endTime": "2019"}, "until 2019", "至 2019"),
        ({"pointInTime": "2025", "endTime": "2031"}, "2025–2031", "2025–2031"),
        ({}, "", ""),
    ],
)
def test_dates(dates: dict[str, str], english: str, chinese: str) -> None:
    said = claim(**{name: date(day) for name, day in dates.items()})
    assert (wording.claim_dates(said), wording.claim_dates(said, ZH)) == (english, chinese)


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (number(Decimal("5e9")), "5 billion", "50 億"),
        (Literal("true", datatype=XSD.boolean), "yes", "是"),
        (Literal("false", datatype=XSD.boolean), "no", "否"),
        (Literal("2025-01", datatype=XSD.gYearMonth), "2025-01", "2025-01"),
        (Literal("MIT"), "MIT", "MIT"),
        (Literal("much", datatype=XSD.integer), "much", "much"),
    ],
)
def test_values(value: Literal, english: str, chinese: str) -> None:
    assert (wording.claim_value(claim(value)), wording.claim_value(claim(value), ZH)) == (english, chinese)


def test_prose_in_the_language_or_in_english() -> None:
    both: list[Term] = [Literal("said", language="en"), Literal("說", language="zh-hant")]
    said = Claim(CLAIM.x.value, {"subject": [ENTITY.a], "predicate": [KG.p], "object": both}, {})
    assert (wording.claim_value(said), wording.claim_value(said, ZH), wording.claim_value(said, "fr")) == (
        "said", "說", "said",
    )  # fmt: skip
    assert wording.claim_value(claim()) is None


def test_a_bound_belongs_to_the_amount_if_there_is_one() -> None:
    share: dict[str, Any] = {"share": number(Decimal(9)), "bound": KG.AtMost}
    assert wording.claim_share(claim(**share)) == "up to 9%"
    assert wording.claim_share(claim(**share, amount=number(Decimal("5e9")))) == "9%"
    many = claim(quantity=number(Decimal(6)), quantityUnit=Literal("GW"), bound=KG.AtLeast)
    assert (wording.claim_quantity(many), wording.claim_quantity(many, ZH)) == ("at least 6 GW", "至少 6 GW")


def test_qualifiers_in_order() -> None:
    words = {"Intended": {"en": "intended", ZH: "有意"}}
    said = claim(
        amount=number(Decimal("5e9")), unit=Literal("USD"), stage=KG.Intended, basis=Literal("post-money"),
        pointInTime=date("2025"), horizon=date("2026"),
        role=[Literal("Lead", language="en"), Literal("領投", language="zh-hant")],
    )  # fmt: skip
    assert wording.qualifiers(said) == ["US$5 billion", "Lead", "intended", "post-money", "by 2026", "2025"]
    assert wording.qualifiers(said, ZH, words) == ["50 億美元", "領投", "有意", "post-money", "預測期 2026", "2025"]
    assert wording.qualifiers(claim()) == []


def test_an_estimate_with_its_ends() -> None:
    ends = {"lowerBound": number(Decimal(1600000)), "upperBound": number(Decimal(2800000))}
    chips = claim(number(Decimal(2100000)), unit=Literal("GPUs"), bound=KG.About, **ends)
    assert wording.claim_value(chips) == "about 2.1 million GPUs (1.6 million – 2.8 million)"
    assert wording.claim_value(chips, ZH) == "約 210 萬顆 GPU(160 萬 – 280 萬)"
    relation = claim(quantity=number(Decimal(2100000)), quantityUnit=Literal("GPUs"), **ends)
    assert wording.measures(relation) == ["2.1 million GPUs (1.6 million – 2.8 million)"]
    assert wording.claim_range(claim(lowerBound=number(Decimal(1)))) == ""

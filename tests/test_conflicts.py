"""Each rule of what counts as a rival, with its smallest case on either side."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg import claims, conflicts
from kg.store import Store
from kg.vocab import Ontology

Made = Callable[..., Store]


def found(store: Store, ontology: Ontology) -> list[conflicts.Conflict]:
    return conflicts.find(claims.fetch(store), ontology)


def of(*facts: str) -> list[str]:
    return [f"subject: acme, {fact}" for fact in facts]


RIVALS = {
    "values of one property": ("revenue: 5e9 USD, at: 2024", "revenue: 7e9 USD, at: 2024"),
    "month within a year": ("revenue: 5e9 USD, at: 2024", "revenue: 7e9 USD, at: 2024-05"),
    "dates": ("foundedOn: 2015", "foundedOn: 2016"),
    "days": ("foundedOn: 2015-03-01", "foundedOn: 2015-03-02"),
    "undated beside the day it was said": ("staffCount: 10 people, at: 2025-06-01", "staffCount: 20 people"),
    "the same period": (
        "priceChange: 8 %, from: 2025-01, until: 2025-06", "priceChange: 9 %, from: 2025-01, until: 2025-06",
    ),
    "a year as from January to December": (
        "priceChange: 8 %, from: 2025-01, until: 2025-12", "priceChange: 9 %, at: 2025",
    ),
    "at most and more": ("revenue: 5e9 USD, at: 2024, bound: AtMost", "revenue: 6e9 USD, at: 2024"),
    "at least and less": ("revenue: 5e9 USD, at: 2024, bound: AtLeast", "revenue: 4e9 USD, at: 2024"),
    "about, more than a tenth apart": ("revenue: 5e9 USD, at: 2024, bound: About", "revenue: 5.6e9 USD, at: 2024"),
    "outside the estimate's own range": (
        "chipCount: 50 chips, at: 2025, bound: About, low: 45, high: 52", "chipCount: 53 chips, at: 2025",
    ),
    "losses bounded by size": (
        "marketValueChange: -560e9 USD, at: 2025, bound: AtMost", "marketValueChange: -600e9 USD, at: 2025",
    ),
    "amounts of one relation": (
        "investsIn: globex, amount: 5e9 USD, at: 2025", "investsIn: globex, amount: 6e9 USD, at: 2025",
    ),
    "shares": ("ownsStakeIn: globex, share: 27 %, at: 2025", "ownsStakeIn: globex, share: 32 %, at: 2025"),
    "a stage beside none": ("raised: 5e9 USD, at: 2025, stage: Rumoured", "raised: 6e9 USD, at: 2025"),
    "the same basis": ("valuation: 5e9 USD, at: 2025, basis: x", "valuation: 6e9 USD, at: 2025, basis: x"),
    "cut off by more than one per cent": ("revenue: 5.68e9 USD, at: 2024", "revenue: 5.6e9 USD, at: 2024"),
}  # fmt: skip
NO_RIVALS = {
    "within the estimate's own range": (
        "chipCount: 50 chips, at: 2025, bound: About, low: 30, high: 90", "chipCount: 85 chips, at: 2025",
    ),
    "the same value": ("revenue: 5e9 USD, at: 2024", "revenue: 5000e6 USD, at: 2024, bound: About"),
    "other units": ("revenue: 5e9 USD, at: 2024", "revenue: 7e9 EUR, at: 2024"),
    "other basis": ("valuation: 5e9 USD, at: 2025, basis: x", "valuation: 6e9 USD, at: 2025, basis: y"),
    "a basis beside none": ("valuation: 5e9 USD, at: 2025, basis: x", "valuation: 6e9 USD, at: 2025"),
    "other years": ("revenue: 5e9 USD, at: 2024", "revenue: 7e9 USD, at: 2025"),
    "other stages": ("raised: 5e9 USD, at: 2025, stage: Intended", "raised: 6e9 USD, at: 2025, stage: Completed"),
    "other horizons": ("budget: 5e9 USD, horizon: 2026", "budget: 6e9 USD, horizon: 2027"),
    "other roles": ("raised: 5e9 USD, at: 2025, role: {en: A}", "raised: 6e9 USD, at: 2025, role: {en: B}"),
    "rounded": ("revenue: 5.576e9 USD, at: 2024", "revenue: 5.6e9 USD, at: 2024"),
    "cut off": ("revenue: 5.576e9 USD, at: 2024", "revenue: 5.57e9 USD, at: 2024"),
    "at least, and more": ("revenue: 5e9 USD, at: 2024, bound: AtLeast", "revenue: 6e9 USD, at: 2024"),
    "about": ("revenue: 5e9 USD, at: 2024, bound: About", "revenue: 5.4e9 USD, at: 2024"),
    "a loss of at most, and less": (
        "marketValueChange: -560e9 USD, at: 2025, bound: AtMost", "marketValueChange: -520e9 USD, at: 2025",
    ),
    "a date that is only less exact": ("foundedOn: 2015", "foundedOn: 2015-03"),
    "periods that overlap": (
        "priceChange: 8 %, from: 2025-01, until: 2025-06", "priceChange: 9 %, from: 2025-04, until: 2025-06",
    ),
    "a half-year and the year": ("priceChange: 8 %, from: 2025-01, until: 2025-06", "priceChange: 9 %, at: 2025"),
    "a property of many values": ("ticker: AAA", "ticker: BBB"),
    "deals struck at other times, whose terms overlap": (
        "rentsComputeFrom: globex, amount: 5e9 USD, at: 2024, until: 2030",
        "rentsComputeFrom: globex, amount: 9e9 USD, at: 2025, until: 2031",
    ),
}  # fmt: skip


@pytest.mark.parametrize("facts", RIVALS.values(), ids=RIVALS)
def test_rivals(facts: tuple[str, str], graph_of: Made, ontology: Ontology) -> None:
    (conflict,) = found(graph_of("acme Company, globex AILab", *of(*facts)), ontology)
    assert (conflict.kind, conflict.state, len(conflict.points)) == ("compared", "open", 2)


@pytest.mark.parametrize("facts", NO_RIVALS.values(), ids=NO_RIVALS)
def test_no_rivals(facts: tuple[str, str], graph_of: Made, ontology: Ontology) -> None:
    assert found(graph_of("acme Company, globex AILab", *of(*facts)), ontology) == []


def test_undated_claim_of_unknown_report_date_is_no_rival_of_a_dated_one(graph_of: Made, ontology: Ontology) -> None:
    facts = ["subject: acme, staffCount: 10 people, evidence: [blog]", *of("staffCount: 20 people, at: 2025")]
    assert found(graph_of("acme Company", *facts), ontology) == []


@pytest.mark.parametrize(
    ("marks", "state"),
    [
        (("", ""), "open"),
        ((", status: Disputed, reason: {en: x}", ""), "disputed"),
        ((", status: Refuted, reason: {en: x}", ""), "resolved"),
        ((", status: Refuted, reason: {en: x}", ", status: Refuted, reason: {en: x}"), "resolved"),
    ],
)
def test_state(marks: tuple[str, str], state: str, graph_of: Made, ontology: Ontology) -> None:
    facts = of(f"revenue: 5e9 USD, at: 2024{marks[0]}", f"revenue: 7e9 USD, at: 2024{marks[1]}")
    (conflict,) = found(graph_of("acme Company", *facts), ontology)
    assert conflict.state == state


def test_claims_that_dispute_one_another_are_a_stated_set(graph_of: Made, ontology: Ontology) -> None:
    store = graph_of(
        "acme Company, globex AILab",
        "subject: acme, acquires: globex, id: deal, status: Refuted, reason: {en: no}",
        "subject: acme, purchasesFrom: globex, amount: 1e9 USD, refutes: deal",
    )
    (conflict,) = found(store, ontology)
    assert (conflict.kind, conflict.state, conflict.slip) == ("stated", "resolved", None)
    ids = {point.claim.predicate: point.claim.id for point in conflict.points}
    rivals = conflicts.rivals(claims.fetch(store), ontology)
    assert rivals == {ids["acquires"]: [ids["purchasesFrom"]], ids["purchasesFrom"]: [ids["acquires"]]}


def test_what_is_compared_and_what_is_stated_make_one_set(graph_of: Made, ontology: Ontology) -> None:
    """Nvidia's 600 億: refuted by a claim of another basis, which has rivals of its own."""
    store = graph_of(
        "acme Company",
        *of(
            "marketValueChange: -60e9 USD, basis: one-day, id: slip, status: Refuted, reason: {en: no}",
            "marketValueChange: -589e9 USD, at: 2025-01-27, basis: close, refutes: slip",
            "marketValueChange: -595e9 USD, at: 2025-01-27, basis: close",
        ),
    )
    (conflict,) = found(store, ontology)
    assert (conflict.kind, conflict.state, len(conflict.points)) == ("compared", "open", 3)
    assert conflict.slip is not None
    assert conflict.slip.text().startswith("−US$60 billion against −US$589 billion is a factor of 10: 億 may have been")
    assert conflict.slip.text("zh-Hant").startswith("−600 億美元 與 −5,890 億美元 相差 10 倍:可能將 billion")


@pytest.mark.parametrize(
    ("a", "b", "factor"),
    [
        ("13.8e9 USD", "135e9 USD", 10),  # rounded before it was mistyped
        ("5e6 USD", "5e8 USD", 100),
        ("5e6 USD", "5e9 USD", 1000),
        ("5e4 USD", "5e12 USD", 10**8),
        ("2e9 USD", "5e9 USD", None),
        ("2e9 USD", "17e9 USD", None),
    ],
)
def test_slip(a: str, b: str, factor: int | None, graph_of: Made, ontology: Ontology) -> None:
    (conflict,) = found(graph_of("acme Company", *of(f"revenue: {a}, at: 2024", f"revenue: {b}, at: 2024")), ontology)
    assert (conflict.slip and f"factor of {10**conflict.slip.power:,}") == (factor and f"factor of {factor:,}")


def test_small_figures_are_not_blamed_on_chinese_numerals(graph_of: Made, ontology: Ontology) -> None:
    store = graph_of("acme Company", *of("sharePrice: 5 USD, at: 2024", "sharePrice: 50 USD, at: 2024"))
    (conflict,) = found(store, ontology)
    assert conflict.slip is not None
    assert "a point or noughts may have moved" in conflict.slip.text()

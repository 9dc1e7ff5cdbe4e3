"""Money that goes round: which way it goes, who is one, each ring once and the work bounded."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from kg import rings
from kg.store import Store
from kg.vocab import Ontology

Made = Callable[..., Store]
FIRMS = "a Company, b Company, c Company, d Company, unit CloudProvider, site DataCenter, boss Person, big Group"


def ringed(store: Store, ontology: Ontology, **options: Any) -> list[str]:
    return [" ".join(leg.payer for leg in loop.legs) for loop in rings.loops(store, ontology, **options)]


@pytest.mark.parametrize(
    ("claim", "payer"),
    [
        ("investsIn", "b"), ("leadsRoundOf", "b"), ("lendsTo", "b"), ("acquires", "b"), ("purchasesFrom", "b"),
        ("rentsComputeFrom", "b"), ("leasesFrom", "b"), ("issuesWarrantTo", "b"), ("funds", "b"),
        ("supplies", "a"), ("manufacturesFor", "a"), ("suppliesPowerTo", "a"), ("equityFunder", "a"),
    ],
)  # fmt: skip
def test_money_moves_as_the_ontology_says(claim: str, payer: str, graph_of: Made, ontology: Ontology) -> None:
    payee = {"a": "b", "b": "a"}[payer]
    back, forth = f"subject: {payee}, investsIn: {payer}", f"subject: b, {claim}: a"
    (loop,) = rings.loops(graph_of(FIRMS, back, forth), ontology)
    legs = {(leg.payer, leg.payee): {c.predicate for c in leg.claims} for leg in loop.legs}
    assert claim in legs[payer, payee]


def test_every_property_with_a_flow_has_a_direction(ontology: Ontology) -> None:
    flows = {p.money_flow for p in ontology.properties.values()}
    assert flows == {None, "SubjectToObject", "ObjectToSubject"}


def test_ring_of_three_and_no_ring_without_its_last_leg(graph_of: Made, ontology: Ontology) -> None:
    legs = ["subject: b, investsIn: c", "subject: c, rentsComputeFrom: a", "subject: a, purchasesFrom: b"]
    assert ringed(graph_of(FIRMS, *legs), ontology) == ["a b c"]


def test_open_chain_is_no_ring(graph_of: Made, ontology: Ontology) -> None:
    assert ringed(graph_of(FIRMS, "subject: b, investsIn: c", "subject: c, rentsComputeFrom: a"), ontology) == []


@pytest.mark.parametrize("mark", ["status: Refuted, reason: {en: no}", "stage: Cancelled"])
def test_refuted_and_cancelled_legs_do_not_count(mark: str, graph_of: Made, ontology: Ontology) -> None:
    assert ringed(graph_of(FIRMS, "subject: a, investsIn: b", f"subject: b, investsIn: a, {mark}"), ontology) == []


def test_shortest_first_and_then_the_largest(graph_of: Made, ontology: Ontology) -> None:
    pairs = {"ab": 1, "ba": 1, "ac": 5, "ca": 5, "bc": 900, "cd": 1, "dc": 1}
    claims = [f"subject: {p[0]}, investsIn: {p[1]}, amount: {n}e9 USD, at: 2025" for p, n in pairs.items()]
    store = graph_of(FIRMS, *claims)
    assert ringed(store, ontology) == ["a c", "a b", "c d", "a b c"]
    assert ringed(store, ontology, longest=2) == ["a c", "a b", "c d"]
    assert ringed(store, ontology, through=["b"]) == ["a b", "a b c"]
    assert ringed(store, ontology, through=["c", "b"]) == ["a b c"]
    assert ringed(store, ontology, through=["d", "b"]) == []


def test_amounts_of_a_leg(graph_of: Made, ontology: Ontology) -> None:
    store = graph_of(
        FIRMS,
        "subject: a, investsIn: b, amount: 100e9 USD, stage: Intended",
        "subject: a, investsIn: b, amount: 30e9 USD, stage: Committed, at: 2026",
        "subject: a, investsIn: b, amount: 900e9 USD, status: Disputed, reason: {en: no}, at: 2024",
        "subject: b, purchasesFrom: a, amount: 7e9 EUR",
    )
    (loop,) = rings.loops(store, ontology)
    there, back = loop.legs
    assert [str(c.number("amount")) for c in there.claims] == ["100000000000", "30000000000", "900000000000"]
    assert (there.amount, there.firm) == (Decimal("1e11"), Decimal("3e10"))
    assert (back.amount, back.firm) == (None, None)  # euros are not converted
    assert (loop.total, loop.firm) == (Decimal("1e11"), Decimal("3e10"))


@pytest.mark.parametrize(
    "tie",
    [
        "subject: c, owns: unit", "subject: unit, subsidiaryOf: c", "subject: unit, partOf: c",
        "subject: c, acquires: unit, stage: Completed",
    ],
)  # fmt: skip
def test_a_subsidiary_is_its_owner(tie: str, graph_of: Made, ontology: Ontology) -> None:
    named = ["subject: c, partnersWith: d", "subject: c, competesWith: b"]  # claims name the firm more than its unit
    store = graph_of(FIRMS, "subject: a, investsIn: c", "subject: unit, purchasesFrom: a", tie, *named)
    assert ringed(store, ontology) == ["a c"]
    assert ringed(store, ontology, through=["unit"]) == ["a c"]
    assert "a c" not in ringed(store, ontology, merge=False)


@pytest.mark.parametrize(
    "tie",
    [
        "subject: c, owns: unit, until: 2024", "subject: c, owns: unit, stage: Intended",
        "subject: c, owns: unit, status: Refuted, reason: {en: no}", "subject: c, acquires: unit, stage: Committed",
    ],
)  # fmt: skip
def test_what_is_not_owned_is_not_merged(tie: str, graph_of: Made, ontology: Ontology) -> None:
    found = ringed(graph_of(FIRMS, "subject: a, investsIn: c", "subject: unit, purchasesFrom: a", tie), ontology)
    assert "a c" not in found


def test_members_of_a_loose_group_stay_apart(graph_of: Made, ontology: Ontology) -> None:
    claims = ["subject: a, investsIn: b", "subject: b, purchasesFrom: c"]
    claims += ["subject: a, partOf: big", "subject: c, partOf: big"]
    assert ringed(graph_of(FIRMS, *claims), ontology) == []


def test_payments_inside_a_group_are_no_ring(graph_of: Made, ontology: Ontology) -> None:
    claims = ["subject: c, owns: unit", "subject: c, purchasesFrom: unit", "subject: unit, purchasesFrom: c"]
    assert ringed(graph_of(FIRMS, *claims), ontology) == []


def test_what_a_site_buys_its_owner_buys_but_not_what_is_put_into_it(graph_of: Made, ontology: Ontology) -> None:
    buys = graph_of(FIRMS, "subject: b, owns: site", "subject: a, supplies: site", "subject: a, investsIn: b")
    assert ringed(buys, ontology) == ["a b"]


def test_what_is_put_into_a_site_is_not_paid_to_its_owner(graph_of: Made, ontology: Ontology) -> None:
    put = graph_of(FIRMS, "subject: b, owns: site", "subject: a, investsIn: site", "subject: b, purchasesFrom: a")
    assert ringed(put, ontology) == []


def test_owners_in_a_circle_come_to_an_end(graph_of: Made, ontology: Ontology) -> None:
    circle = ["subject: a, owns: b", "subject: b, owns: c", "subject: c, owns: a", "subject: a, investsIn: c"]
    assert ringed(graph_of(FIRMS, *circle), ontology) == []


def test_each_ring_once_whatever_the_order() -> None:
    pairs = sorted((x, y) for x in "abcd" for y in "abcd" if x != y)
    found, complete = rings._rings(pairs, 4, set(), 10**6)
    assert complete == 4
    assert len(found) == len({frozenset(zip(r, (*r[1:], r[0]), strict=True)) for r in found}) == 6 + 8 + 6
    assert [len(ring) for ring in found] == sorted(len(ring) for ring in found)


def test_work_is_bounded_and_what_is_missing_is_the_longest() -> None:
    names = [f"n{i:03}" for i in range(120)]
    pairs = [(x, y) for x in names for y in names if x != y]
    found, complete = rings._rings(pairs, 4, set(), 200_000)
    assert complete == 2
    assert sum(len(ring) == 2 for ring in found) == 120 * 119 // 2

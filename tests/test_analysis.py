"""Paths over the better evidence, and counts."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from kg import analysis
from kg.errors import NotFound
from kg.store import Store
from kg.terms import GRAPH, Quad
from kg.vocab import Ontology

Made = Callable[..., Store]
FIRMS = "a Company, b Company, c Company, d Company, e Company, z Company"


def way(store: Store, ontology: Ontology, start: str, end: str) -> str:
    hops = analysis.path(store, ontology, start, end)
    assert all(hop.end == after.start for hop, after in pairwise(hops))
    return " ".join([hops[0].start, *(hop.end for hop in hops)])


def test_shortest_path_along_and_against_relations(graph_of: Made, ontology: Ontology) -> None:
    store = graph_of(FIRMS, "subject: a, investsIn: b", "subject: c, investsIn: b", "subject: c, investsIn: d")
    assert way(store, ontology, "a", "d") == "a b c d"


def test_better_source_wins(graph_of: Made, ontology: Ontology) -> None:
    weak = ["subject: a, investsIn: b, evidence: [blog]", "subject: b, investsIn: d, evidence: [blog]"]
    store = graph_of(FIRMS, *weak, "subject: a, investsIn: c", "subject: c, investsIn: d")
    assert way(store, ontology, "a", "d") == "a c d"


def test_best_supported_claim_comes_first(graph_of: Made, ontology: Ontology) -> None:
    store = graph_of(
        FIRMS, "subject: a, investsIn: b, at: 2020, evidence: [blog]", "subject: a, supplies: b, at: 2021",
        "subject: a, acquires: b, at: 2019, status: Disputed, reason: {en: no}",
    )  # fmt: skip
    (hop,) = analysis.path(store, ontology, "a", "b")
    assert [claim.predicate for claim in hop.claims] == ["supplies", "acquires", "investsIn"]


def test_hub_is_avoided(graph_of: Made, ontology: Ontology) -> None:
    spokes = [f"subject: s{i}, investsIn: b" for i in range(9)]
    firms = FIRMS + "".join(f", s{i} Company" for i in range(9))
    two_ways = [f"subject: {x}, investsIn: {y}" for x, y in ("ab", "bd", "ac", "cd")]
    assert way(graph_of(firms, *two_ways, *spokes), ontology, "a", "d") == "a c d"


def test_refuted_claim_connects_nothing(graph_of: Made, ontology: Ontology) -> None:
    store = graph_of(
        FIRMS, "subject: a, investsIn: d, status: Refuted, reason: {en: no}", "subject: a, investsIn: b",
        "subject: b, investsIn: d",
    )  # fmt: skip
    assert way(store, ontology, "a", "d") == "a b d"


def test_opinion_connects_less_than_two_deals_but_more_than_three(graph_of: Made, ontology: Ontology) -> None:
    legs = ["subject: a, criticises: d", "subject: a, investsIn: b", "subject: b, investsIn: d"]
    assert way(graph_of(FIRMS, *legs), ontology, "a", "d") == "a b d"
    legs = [legs[0], legs[1], "subject: b, investsIn: c", "subject: c, investsIn: d"]
    assert way(graph_of(FIRMS, *legs), ontology, "a", "d") == "a d"


@pytest.mark.parametrize("end", ["z", "c"])
def test_unconnected(end: str, graph_of: Made, ontology: Ontology) -> None:
    store = graph_of(FIRMS, "subject: a, investsIn: b", "subject: c, investsIn: d")
    with pytest.raises(NotFound, match=f"^no claims connect a and {end}$"):
        analysis.path(store, ontology, "a", end)


def test_same_entity_twice(graph_of: Made, ontology: Ontology) -> None:
    with pytest.raises(NotFound, match="name two"):
        analysis.path(graph_of(FIRMS, "subject: a, investsIn: b"), ontology, "a", "a")


def test_stats(graph_of: Made, ontology: Ontology) -> None:
    store = graph_of(
        "a Company, b AILab", "subject: a, investsIn: b, stage: Intended, evidence: [filing, blog]",
        "subject: a, investsIn: b, stage: Cancelled, status: Refuted, reason: {en: no}", "subject: a, revenue: 1 USD",
    )  # fmt: skip
    store.engine.extend([Quad(q.subject, q.predicate, q.object, GRAPH.copy) for q in store.quads()])
    counts = {(kind, name): count for kind, name, count in analysis.stats(store, ontology) if kind != "graph"}
    assert counts == {
        ("total", "entities"): 2, ("total", "claims"): 3, ("total", "sources"): 2,
        ("total", "relations between entities"): 2, ("total", "claims with two or more sources"): 1,
        ("class", "AILab"): 1, ("class", "Company"): 1, ("family", "Capital"): 2, ("family", "Figures"): 1,
        ("property", "investsIn"): 2, ("property", "revenue"): 1, ("status", "Accepted"): 2, ("status", "Refuted"): 1,
        ("stage", "Intended"): 1, ("stage", "Cancelled"): 1, ("tier", "Primary"): 1, ("tier", "Weak"): 1,
        ("label", "en"): 2,
    }  # fmt: skip

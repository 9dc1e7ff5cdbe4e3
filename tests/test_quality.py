"""How good the data are: each measure with its smallest case."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg import quality
from kg.store import Store
from kg.vocab import Ontology

Made = Callable[..., Store]
FIRMS = "acme Company, globex AILab"


def measured(store: Store, ontology: Ontology) -> dict[tuple[str, str], tuple[int, int]]:
    return {(m.kind, m.name): (m.part, m.whole) for m in quality.measure(store, ontology)}


def test_support_and_tier(graph_of: Made, ontology: Ontology) -> None:
    both = "evidence: [filing, blog]"
    store = graph_of(FIRMS, f"subject: acme, investsIn: globex, {both}", f"subject: acme, staffCount: 5 people, {both}",
                     "subject: acme, revenue: 1e9 USD, evidence: [blog]")  # fmt: skip
    found = measured(store, ontology)
    assert found["support", "claims with one source"] == (1, 3)
    assert found["support", "claims with two or more sources"] == (2, 3)
    # The staff is no money; what the filing and the blog say of the investment comes from two sites.
    assert found["support", "money claims with two or more independent sources"] == (1, 2)
    assert found["tier", "Primary"] == (2, 3)  # the best of a claim's sources
    assert found["tier", "Weak"] == (1, 3)


def test_two_sources_of_one_publisher_are_not_independent(empty_world: object, ontology: Ontology) -> None:
    source = "{type: Post, title: T, url: 'https://a.example/%s', publisher: Herald, tier: Weak}"
    empty_world.write({"sources.yaml": "".join(f"s{n}: {source % n}\n" for n in (1, 2))})  # type: ignore[attr-defined]
    text = "acme: {type: Company, name: {en: Acme}, claims: [{revenue: 1e9 USD, evidence: [s1, s2]}]}"
    empty_world.write({"x.yaml": text}).read()  # type: ignore[attr-defined]
    from kg import rdf

    store = Store.in_memory(rdf.quads(empty_world.records, ontology))  # type: ignore[attr-defined]
    name = "money claims with two or more independent sources"
    assert measured(store, ontology)["support", name] == (0, 1)


@pytest.mark.parametrize(
    ("claims", "stale"),
    [
        (["staffCount: 5 people, at: 2024-05"], (1, 1)),  # the filing, the newest source, is of June 2025
        (["staffCount: 5 people, at: 2024-06"], (0, 1)),
        (["staffCount: 5 people, at: 2024"], (0, 1)),  # it may have been December
        (["staffCount: 5 people, at: 2020", "staffCount: 9 people, at: 2025"], (0, 1)),
        (["staffCount: 5 people, at: 2020, basis: a", "staffCount: 9 people, at: 2025, basis: b"], (1, 2)),
        (["staffCount: 5 people, at: 2020, status: Refuted, reason: {en: no}"], (0, 0)),
        (["staffCount: 5 people, at: 2020, stage: Cancelled"], (0, 0)),
        (["plannedSpending: 1e9 USD, at: 2020, horizon: 2030"], (0, 0)),
        (["hasTenant: globex, from: 2015, until: 2018"], (0, 0)),
        (["partnersWith: globex, from: 2015"], (0, 1)),  # it holds since then, as the filing of 2025 says
        (["partnersWith: globex, at: 2015"], (1, 1)),
        (["foundedOn: 1990"], (0, 0)),  # a founding date lasts
    ],
)
def test_stale(claims: list[str], stale: tuple[int, int], graph_of: Made, ontology: Ontology) -> None:
    subject = "site" if "hasTenant" in claims[0] else "acme"
    store = graph_of(f"{FIRMS}, site DataCenter", *(f"subject: {subject}, {claim}" for claim in claims))
    assert measured(store, ontology)["stale", "all"] == stale


def test_stale_ones_by_property_the_most_first(graph_of: Made, ontology: Ontology) -> None:
    store = graph_of(
        FIRMS, "subject: acme, staffCount: 5 people, at: 2020", "subject: acme, cash: 5e9 USD, at: 2025-06",
        "subject: globex, staffCount: 5 people, at: 2020", "subject: acme, revenue: 1e9 USD, at: 2019",
    )  # fmt: skip
    rows = [(m.name, m.part, m.whole) for m in quality.measure(store, ontology) if m.kind == "stale"]
    assert rows == [("all", 3, 4), ("staffCount", 2, 2), ("revenue", 1, 1)]


def test_names_and_loose_ends(empty_world: object, ontology: Ontology) -> None:
    empty_world.write({"sources.yaml": "s: {type: Post, title: T, url: 'https://a.example/', tier: Weak}\n"})  # type: ignore[attr-defined]
    text = """\
acme: {type: Company, name: {en: Acme, zh-Hant: 頂點}, claims: [{investsIn: globex, evidence: [s]}]}
globex: {type: AILab, name: {en: Globex}}
lonely: {type: Company, name: {en: Lonely}, claims: [{revenue: 1e9 USD, evidence: [s]}]}
bare: {type: Entity, name: {en: Bare}}
old: {type: Company, name: {en: Old}, replacedBy: acme}
"""
    empty_world.write({"x.yaml": text}).read()  # type: ignore[attr-defined]
    from kg import rdf

    found = measured(Store.in_memory(rdf.quads(empty_world.records, ontology)), ontology)  # type: ignore[attr-defined]
    assert found["label", "en"] == (5, 5)
    assert found["label", "zh-Hant"] == (1, 5)
    assert found["entity", "without type"] == (1, 4)  # what was replaced is a redirect, and may be bare
    assert found["entity", "without link to another"] == (2, 4)
    assert found["entity", "without claim"] == (1, 4)


def test_conflicts(graph_of: Made, ontology: Ontology) -> None:
    store = graph_of(
        FIRMS, "subject: acme, foundedOn: 1990", "subject: acme, foundedOn: 1991", "subject: globex, foundedOn: 1990",
        "subject: globex, foundedOn: 1991, status: Refuted, reason: {en: no}",
    )  # fmt: skip
    found = measured(store, ontology)
    assert [found["conflict", state] for state in ("open", "disputed", "resolved")] == [(1, 2), (0, 2), (1, 2)]


def test_an_empty_graph(ontology: Ontology) -> None:
    assert all(m.part == m.whole == 0 for m in quality.measure(Store.in_memory([]), ontology))

"""What is drawn: which nodes, which edges, and what each says of itself."""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import pytest

from kg import claims, network
from kg.errors import KGError, NotFound
from kg.store import Store
from kg.vocab import Ontology

Made = Callable[..., Store]
FIRMS = "a Company, b AILab, c ChipMaker, d Person, e Company"
CHAIN = ["subject: a, leadsRoundOf: b", "subject: c, supplies: b", "subject: d, worksFor: c"]


def test_all_that_is_connected(graph_of: Made, ontology: Ontology) -> None:
    drawn = network.build(graph_of(FIRMS, *CHAIN), ontology)
    assert sorted(drawn) == ["a", "b", "c", "d"]
    assert sorted((x, y, data["predicate"], data["family"]) for x, y, data in drawn.edges(data=True)) == [
        ("a", "b", "leadsRoundOf", "Capital"), ("c", "b", "supplies", "Supply"), ("d", "c", "worksFor", "People"),
    ]  # fmt: skip


@pytest.mark.parametrize(("depth", "nodes"), [(0, "a"), (1, "ab"), (2, "abc"), (9, "abcd")])
def test_around(depth: int, nodes: str, graph_of: Made, ontology: Ontology) -> None:
    drawn = network.build(graph_of(FIRMS, *CHAIN), ontology, around=["a"], depth=depth)
    assert "".join(sorted(drawn)) == nodes


@pytest.mark.parametrize(
    ("types", "nodes"), [(["Company"], ""), (["Organization"], "abc"), (["AILab", "ChipMaker"], "bc")]
)
def test_types_with_their_subclasses(types: list[str], nodes: str, graph_of: Made, ontology: Ontology) -> None:
    assert "".join(sorted(network.build(graph_of(FIRMS, *CHAIN), ontology, types=types))) == nodes


@pytest.mark.parametrize(
    ("relations", "nodes"),
    [(["leadsRoundOf"], "ab"), (["investsIn"], "ab"), (["Supply"], "bc"), (["Supply", "funds"], "abc")],
)
def test_relations_with_subproperties_and_families(
    relations: list[str], nodes: str, graph_of: Made, ontology: Ontology
) -> None:
    assert "".join(sorted(network.build(graph_of(FIRMS, *CHAIN), ontology, relations=relations))) == nodes


def test_names_that_do_not_exist(graph_of: Made, ontology: Ontology) -> None:
    store = graph_of(FIRMS, *CHAIN)
    with pytest.raises(NotFound, match='no class "Compny"; did you mean "Company"'):
        network.build(store, ontology, types=["Compny"])
    with pytest.raises(NotFound, match='no relation or family "suplies"; did you mean "supplies"'):
        network.build(store, ontology, relations=["suplies"])


def test_only_keeps_also_what_is_not_connected(graph_of: Made, ontology: Ontology) -> None:
    drawn = network.build(graph_of(FIRMS, *CHAIN), ontology, only={"a", "b", "e", "nobody"})
    assert (sorted(drawn), drawn.number_of_edges()) == (["a", "b", "e"], 1)


def test_most_keeps_the_best_connected_and_what_was_asked_for(graph_of: Made, ontology: Ontology) -> None:
    store = graph_of(FIRMS, *CHAIN)
    drawn = network.build(store, ontology, most=2)
    assert (sorted(drawn), drawn.graph["omitted"]) == (["b", "c"], 2)
    assert "--type" in drawn.graph["hint"]
    around = network.build(store, ontology, around=["a"], depth=3, most=2)
    assert "a" in around
    whole = network.build(store, ontology, title="T")
    assert (whole.graph["omitted"], whole.graph["hint"], whole.graph["title"]) == (0, "", "T")


def test_what_nodes_and_edges_say(graph_of: Made, ontology: Ontology) -> None:
    drawn = network.build(
        graph_of(
            FIRMS,
            "subject: a, investsIn: b, amount: 5e9 USD, bound: AtMost, stage: Intended, at: 2025-01, by: d, "
            "basis: x, role: {en: Lead, zh-Hant: 主}, share: 9 %, horizon: 2026, said: 2025-02, "
            "evidence: ['filing#p1', blog]",
            "subject: a, revenue: 1e9 EUR, at: 2024, id: one", "subject: a, revenue: 2e9 EUR, at: 2024, disputes: one",
        ),
        ontology,
    )  # fmt: skip
    node = drawn.nodes["a"]
    assert (node["iri"], node["type"]) == ("https://w3id.org/aikg/entity/a", "Company")
    assert (node["label"], node["description"]) == ({"en": "A"}, {})
    first, second = node["facts"]
    assert {first["value"], second["value"]} == {"€1 billion", "€2 billion"}
    assert (first["rivals"], second["rivals"]) == ([second["id"]], [first["id"]])
    ((_, _, key, data),) = drawn.edges(keys=True, data=True)
    said = data["claim"]
    assert key == said["id"]
    wanted = {
        "predicate": "investsIn", "value": None, "texts": {}, "amount": "up to US$5 billion", "amount_usd": 5e9,
        "share": "9%", "quantity": None, "bound": "AtMost", "stage": "Intended", "status": "Accepted", "basis": "x",
        "horizon": "2026", "role": {"en": "Lead", "zh-Hant": "主"}, "reason": {}, "at": "2025-01", "start": None,
        "end": None, "said": "2025-02", "by": [{"slug": "d", "label": {"en": "D"}}], "rivals": [],
    }  # fmt: skip
    assert {name: said[name] for name in wanted} == wanted
    assert said["label"]["zh-Hant"] == ontology.properties["investsIn"].label["zh-Hant"]
    assert [(s["id"], s["tier"], s["date"], s["locator"]) for s in said["sources"]] == [
        ("blog", "Weak", None, None), ("filing", "Primary", "2025-06-01", "p1"),
    ]  # fmt: skip


@pytest.mark.parametrize(("unit", "dollars"), [("USD", 5e9), ("EUR", 5e9), ("KRW", None)])
def test_only_currencies_near_the_dollar_have_a_width(
    unit: str, dollars: float | None, graph_of: Made, ontology: Ontology
) -> None:
    (claim,) = claims.fetch(graph_of(FIRMS, f"subject: a, investsIn: b, amount: 5e9 {unit}"))
    assert network.rough_dollars(claim) == dollars


def test_slugs_in_an_answer(graph_of: Made) -> None:
    store = graph_of(FIRMS, *CHAIN)
    assert network.slugs_in(store, "SELECT ?x { ?x kg:supplies ?y }") == {"c"}
    assert network.slugs_in(store, "CONSTRUCT { ?x kg:supplies ?y } WHERE { ?x kg:supplies ?y }") == {"b", "c"}
    with pytest.raises(KGError, match="names no entity"):
        network.slugs_in(store, "SELECT (1 AS ?x) {}")


def test_plain_network_can_be_written_as_graphml(graph_of: Made, ontology: Ontology) -> None:
    store = graph_of(FIRMS, "subject: a, investsIn: b, amount: 5e9 USD", "subject: c, competesWith: b")
    flat = network.plain(network.build(store, ontology))
    assert "\n".join(nx.generate_graphml(flat)).count("<edge ") == 2
    assert flat.nodes["a"] == {"type": "Company", "label": "A", "label_zh": ""}


def test_figures_are_worded_in_both_languages(graph_of: Made, ontology: Ontology) -> None:
    store = graph_of("a Company, b Company", "subject: a, revenue: 5.5e6 USD, at: 2024", "subject: a, investsIn: b")
    (fact,) = network.build(store, ontology).nodes["a"]["facts"]
    assert fact["texts"]["en"] == "US$5.5 million"
    assert "萬" in fact["texts"]["zh-Hant"]

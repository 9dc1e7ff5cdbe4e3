"""The library as the README shows it."""

from __future__ import annotations

import html
import re
from pathlib import Path

import networkx as nx
import pytest

from kg import KnowledgeGraph, build
from kg.errors import KGError, NotFound, QueryError, StoreError
from kg.terms import ENTITY, Triple

DEALS = """
claims:
  - {subject: acme, investsIn: globex, amount: 5e9 USD, at: 2024-03, evidence: [herald-2025]}
  - {subject: acme, investsIn: globex, amount: 7e9 USD, at: 2025-03, evidence: [table-2025#Globex]}
"""


@pytest.fixture
def graph(world, tmp_path: Path) -> KnowledgeGraph:
    world.write({"deals.yaml": DEALS})
    build.build(tmp_path / "store", world.root)
    return KnowledgeGraph.open(tmp_path / "store")


def test_query(graph):
    assert graph.query("ASK { e:acme a kg:Company }") is True
    rows = graph.query("SELECT ?amount { ?c rdf:subject $who ; kg:amount ?amount } ORDER BY ?amount", who="Acme")
    assert [row["amount"].value for row in rows] == ["5000000000", "7000000000"]
    assert (
        graph.query("CONSTRUCT { ?s ?p ?o } { VALUES ?s { e:globex } ?s ?p ?o . FILTER(ISIRI(?o)) }")[0].subject
        == ENTITY.globex
    )
    assert all(isinstance(triple, Triple) for triple in graph.query("DESCRIBE e:acme"))


def test_a_parameter_may_be_called_query(graph):
    assert graph.query("ASK { $query a kg:Company }", query="頂點") is True


@pytest.mark.parametrize("hostile", ['"x" . ?a ?b ?c #"', '"> . }"', '"\\u0022"'])
def test_a_parameter_cannot_change_the_query(graph, hostile):
    assert graph.query("SELECT ?s { ?s rdfs:label $name }", name=hostile) == []


@pytest.mark.parametrize(
    ("attempt", "error"),
    [
        (lambda graph: graph.query("SELECT ?x {"), QueryError),
        (lambda graph: graph.query("DELETE WHERE { ?s ?p ?o }"), QueryError),
        (lambda graph: graph.query("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"), QueryError),
        (lambda graph: graph.query("ASK { $who a kg:Company }", who="acmee"), NotFound),
        (lambda graph: graph.show("acmee"), NotFound),
        (lambda graph: graph.network("acmee"), NotFound),
        (lambda graph: graph.network(types=["Companee"]), NotFound),
        (lambda graph: graph.as_of("2025-13"), KGError),
        (lambda graph: graph.export("/nowhere/x.ttl"), KGError),
        (lambda graph: graph.export("x.ttl", "turtel"), KGError),
        (lambda graph: KnowledgeGraph.open("/nowhere"), StoreError),
        (lambda graph: KnowledgeGraph.open("https://example.org/sparql"), StoreError),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_said_in_one_line(graph, attempt, error):
    with pytest.raises(error) as caught:
        attempt(graph)
    assert "\n" not in str(caught.value)


def test_show(graph):
    assert "Acme" in str(graph.show("acme"))


def test_network(graph):
    network = graph.network("globex")
    assert isinstance(network, nx.MultiDiGraph)
    assert set(network) == {"acme", "globex"}
    assert network.number_of_edges("acme", "globex") == 2
    assert "alice" in graph.network("globex", depth=2)


def test_as_of(graph):
    assert graph.as_of(None) is graph
    earlier = graph.as_of("2024-12")
    assert earlier.network("globex").number_of_edges() == 1
    assert len(earlier.query("SELECT ?c { ?c rdf:object e:globex }")) == 1


def test_rdflib_answers_over_the_union_of_all_graphs(graph):
    dataset = graph.rdflib()
    rows = dataset.query(
        "SELECT ?name { ?c rdf:subject/rdfs:label ?name ; rdf:object e:globex FILTER(LANG(?name) = 'zh-Hant') }"
    )
    assert [str(row.name) for row in rows] == ["頂點", "頂點"]
    assert dataset.query("ASK { e:acme a/rdfs:label ?label }").askAnswer, "the ontology is there"
    names = {str(context.identifier) for context in dataset.graphs()}
    assert {"https://w3id.org/aikg/graph/seeds", "https://w3id.org/aikg/graph/ontology"} <= names


def test_export(graph, tmp_path):
    path = graph.export(tmp_path / "out.ttl")
    assert path.read_text(encoding="utf-8").startswith("@prefix kg:")
    assert graph.export(path, "nt", graph="seeds", provenance=False).read_bytes().count(b"\n") < 40


def test_it_iterates_over_slugs(graph):
    assert list(graph) == ["acme", "alice", "g1", "globex"]


def test_a_page_saves_itself_and_shows_itself_in_a_notebook(graph, tmp_path):
    page = graph.viz("globex")
    assert (page.nodes, page.edges, page.omitted) == (2, 2, 0)
    assert page.save(tmp_path / "page.html").read_text(encoding="utf-8") == page.html
    frame = page._repr_html_()
    assert re.fullmatch(r'<iframe srcdoc="[^"]*"[^<>]* sandbox="allow-scripts allow-popups"></iframe>', frame)
    assert html.unescape(re.search(r'srcdoc="([^"]*)"', frame)[1]) == page.html

"""From a name to an entity or a term."""

from __future__ import annotations

import pytest

from kg import search
from kg.errors import NotFound, QueryError
from kg.store import Store
from kg.terms import ENTITY, GRAPH, KG, RDFS, SKOS, SOURCE, TYPE, XSD, Literal, NamedNode, Quad

NAMES = [
    ("nvidia", "label", "Nvidia", "en"),
    ("nvidia", "label", "輝達", "zh-Hant"),
    ("nvidia", "alias", "NVIDIA Corp.", "en"),
    ("meta", "label", "Meta Platforms", "en"),
    ("meta", "alias", "Meta", "en"),
    ("meta-ai", "label", "Meta AI", "en"),
    ("claude", "label", "Claude", "en"),
    ("claude-family", "alias", "Claude", "en"),
    ("mercury-planet", "label", "Mercury", "en"),
    ("mercury-company", "label", "mercury", "en"),
    ("mistral", "label", "Mistral AI", "en"),
    ("ete", "label", "Été", "en"),
    ("regex", "label", "a.*b (c)", "en"),
]
GRAPH_ = Store.in_memory(
    [
        Quad(ENTITY[slug], RDFS.label if kind == "label" else SKOS.altLabel, Literal(name, language=tag), GRAPH.seeds)
        for slug, kind, name, tag in NAMES
    ]
    + [
        Quad(SOURCE["cnyes-1"], TYPE, KG.Source, GRAPH.seeds),
        Quad(KG.budget, RDFS.label, Literal("Nvidia", language="en"), GRAPH.ontology),
    ]
)


@pytest.mark.parametrize(
    ("wanted", "slug"),
    [
        ("nvidia", "nvidia"),
        ("e:nvidia", "nvidia"),
        ("https://w3id.org/aikg/entity/nvidia", "nvidia"),
        ("NVIDIA", "nvidia"),
        ("輝達", "nvidia"),
        (" nvidia  corp. ", "nvidia"),
        ("meta", "meta"),
        ("META PLATFORMS", "meta"),
        ("ｍｅｔａ ai", "meta-ai"),
        ("Claude", "claude"),  # its own slug and label come before another's alias
        ("ete", "ete"),
        ("été", "ete"),
        ("E\u0301TE\u0301", "ete"),
        ("a.*b (c)", "regex"),
    ],
)
def test_one_entity(wanted: str, slug: str) -> None:
    assert search.resolve(GRAPH_, wanted) == ENTITY[slug]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("Mercury", "stands for several entities: mercury-company, mercury-planet; name one of these"),
        ("nvidai", "did you mean"),
        ("輝逹", "no entity"),
        ("", "no entity"),
        ("x" * 5000, "no entity"),
        ('x" . ?a ?b ?c #', "no entity"),
        ("> . }", "no entity"),
        ("a\x1b[2J", "no entity"),
        ("\ud800", "no entity"),
    ],
)
def test_none_or_several(wanted: str, message: str) -> None:
    with pytest.raises(NotFound, match=message) as caught:
        search.resolve(GRAPH_, wanted)
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 250


def test_the_nearest_names_are_offered() -> None:
    with pytest.raises(NotFound, match='"Nvidia"'):
        search.resolve(GRAPH_, "Nvidai")


def test_best_first() -> None:
    assert [hit.slug for hit in search.search(GRAPH_, "meta")] == ["meta", "meta-ai"]
    assert [hit.slug for hit in search.search(GRAPH_, "ai")] == ["meta-ai", "mistral"]
    assert search.search(GRAPH_, "達")[0].slug == "nvidia"
    assert search.search(GRAPH_, ".*") == [search.Hit(4, "regex", "a.*b (c)")]
    assert search.search(GRAPH_, "nothing") == []


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("nvidia", ENTITY["nvidia"]),
        ("輝達", ENTITY["nvidia"]),
        ("cnyes-1", SOURCE["cnyes-1"]),
        ("src:cnyes-1", SOURCE["cnyes-1"]),
        ("kg:Refuted", KG.Refuted),
        ("<http://e/x>", NamedNode("http://e/x")),
        ("https://e.example/x?y#z", NamedNode("https://e.example/x?y#z")),
        ('"nvidia"', Literal("nvidia")),
        ('"輝達"@zh-Hant', Literal("輝達", language="zh-hant")),
        ('"say "hi""', Literal('say "hi"')),
        ('"x" . ?a ?b ?c #"', Literal('x" . ?a ?b ?c #')),
        ('""', Literal("")),
        ("2025-01-21", Literal("2025-01-21", datatype=XSD.date)),
        ("2025-01", Literal("2025-01", datatype=XSD.gYearMonth)),
        ("10e9", Literal("10000000000", datatype=XSD.integer)),
        ("-1.50", Literal("-1.5", datatype=XSD.decimal)),
        ("true", Literal("true", datatype=XSD.boolean)),
    ],
)
def test_terms(text: str, term: NamedNode | Literal) -> None:
    assert search.term(GRAPH_, text) == term


@pytest.mark.parametrize("text", ["<http://e/ x>", "<a>", "e:a b", "e:> . }", "kg:a<b", "http://e/{x}"])
def test_no_iri(text: str) -> None:
    with pytest.raises(QueryError, match="is not an IRI"):
        search.term(GRAPH_, text)


@pytest.mark.parametrize("text", ["<http://a> . }", "unknown", "1e999", "2025-1-1", "'nvidia'", "NaN"])
def test_anything_else_must_be_a_name(text: str) -> None:
    with pytest.raises(NotFound):
        search.term(GRAPH_, text)

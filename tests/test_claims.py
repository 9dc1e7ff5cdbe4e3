"""Claims come out of a graph as they went in, and no more of them than were asked for."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from kg import claims
from kg.store import Store
from kg.terms import CLAIM, GRAPH, KG, RDF, Literal, NamedNode, Quad
from kg.vocab import Ontology

Made = Callable[..., Store]
FIRMS = "a Company, b Company, c Company, p Person"


def test_a_claim_whole(graph_of: Made) -> None:
    store = graph_of(
        FIRMS,
        "subject: a, investsIn: b, amount: 5e9 USD, stage: Intended, at: 2025-01, by: [p, c], "
        "role: {en: Lead, zh-Hant: 主}, status: Disputed, reason: {en: why}, evidence: ['filing#p1', blog]",
    )  # fmt: skip
    (claim,) = claims.fetch(store)
    assert (claim.subject, claim.predicate, claim.object, claim.value) == ("a", "investsIn", "b", None)
    assert (claim.number("amount"), claim.word("unit"), claim.word("stage")) == (Decimal("5e9"), "USD", "Intended")
    assert (claim.status, claim.is_refuted, claim.date) == ("Disputed", False, "2025-01")
    assert claim.words("wasAttributedTo") == ["c", "p"]
    assert claim.texts("role") == {"en": "Lead", "zh-Hant": "主"}
    assert (claim.sources, dict(claim.locators)) == (["blog", "filing"], {"filing": "p1"})
    assert (claim.word("basis"), claim.number("share"), claim.texts("note")) == (None, None, {})
    assert claims.named([claim]) == {"a", "b", "c", "p"}


def test_values(graph_of: Made) -> None:
    store = graph_of(FIRMS, "subject: a, remark: {en: said, zh-Hant: 說}", "subject: b, netIncome: -1.50 EUR, at: 2024")
    prose, figure = sorted(claims.fetch(store), key=lambda claim: claim.subject)
    assert prose.texts("object") == {"en": "said", "zh-Hant": "說"}
    assert figure.value == Literal("-1.5", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))


def test_order_is_of_date_and_id(graph_of: Made) -> None:
    store = graph_of(
        FIRMS, "subject: a, investsIn: b, at: 2025", "subject: a, investsIn: c, from: 2019, evidence: [blog]",
        "subject: a, supplies: c, evidence: [blog]", "subject: a, supplies: b",
    )  # fmt: skip
    assert [claim.date for claim in claims.fetch(store)] == ["", "2019", "2025", "2025-06-01"]


def test_only_what_is_asked_for(graph_of: Made) -> None:
    store = graph_of(
        FIRMS, "subject: a, investsIn: b, id: deal", "subject: c, supplies: a", "subject: b, remark: {en: x}, by: a",
        "subject: b, remark: {en: y}", "subject: c, remark: {en: z}, disputes: deal", "subject: p, worksFor: c",
    )  # fmt: skip
    assert len(claims.fetch(store)) == 6
    assert sorted(c.predicate for c in claims.fetch(store, "a")) == ["investsIn", "remark", "supplies"]
    beside = claims.fetch(store, "a", beside=True)
    says = sorted(str(c.texts("object").get("en", c.predicate)) for c in beside)
    assert says == ["investsIn", "supplies", "x", "y", "z"]
    assert {c.predicate for c in claims.fetch(store, predicates=["supplies", "worksFor"])} == {"supplies", "worksFor"}
    assert claims.fetch(store, predicates=[]) == []
    ids = [claim.id for claim in claims.fetch(store)]
    assert [claim.id for claim in claims.fetch_ids(store, [*ids[:2], "nosuch"])] == ids[:2]


def test_the_same_claim_in_two_graphs_is_one(graph_of: Made) -> None:
    store = graph_of(FIRMS, "subject: a, investsIn: b, at: 2025, evidence: ['filing#p1']")
    copies = [Quad(q.subject, q.predicate, q.object, GRAPH.copy) for q in store.quads()]
    store.engine.extend(copies)
    (claim,) = claims.fetch(store)
    assert (claim.sources, claim.words("pointInTime"), len(claim.objects)) == (["filing"], ["2025"], 1)
    assert [s.title for _, s in sorted(claims.sources(store).items())] == ["A post", "A filing"]


def test_half_a_claim_is_left_out(graph_of: Made) -> None:
    store = graph_of(FIRMS, "subject: a, investsIn: b")
    store.engine.add(Quad(CLAIM.half, RDF.type, KG.Claim))
    store.engine.add(Quad(CLAIM.half, RDF.subject, Literal("a text")))
    assert len(claims.fetch(store)) == 1


def test_a_number_that_is_none(graph_of: Made) -> None:
    store = graph_of(FIRMS, "subject: a, investsIn: b")
    (claim,) = claims.fetch(store)
    store.engine.add(Quad(CLAIM[claim.id], KG.amount, Literal("much")))
    assert claims.fetch(store)[0].number("amount") is None


def test_sources_and_entities(graph_of: Made, ontology: Ontology) -> None:
    store = graph_of("a Company, b AILab", "subject: a, investsIn: b, evidence: [filing, blog]")
    assert claims.sources(store)["filing"] == claims.Source(
        "filing", "A filing", "https://a.example/", None, "2025-06-01", "Primary"
    )
    assert list(claims.sources(store, ["blog", "blog", "nosuch"])) == ["blog"]
    assert [(e.slug, e.type, e.name("zh-Hant")) for e in claims.entities(store).values()] == [
        ("a", "Company", "A"), ("b", "AILab", "B"),
    ]  # fmt: skip
    assert list(claims.entities(store, ["b"])) == ["b"]
    assert claims.Entity("x", "Company", {"zh-Hant": "某"}, {}).name() == "x"

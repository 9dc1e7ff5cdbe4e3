"""Claims as the commands use them, read from a graph by SPARQL.

One query brings every triple about the claims that are asked for; this is general (a new qualifier in the ontology
needs no change here) and faster than a pattern with twenty optional parts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from kg.store import Graph, text
from kg.terms import ENTITY, PREFIXES, Literal, NamedNode, Term, local
from kg.turtle import language_tag

_ALL = "SELECT ?claim ?p ?o { ?claim a kg:Claim ; ?p ?o }"
_ABOUT = """
SELECT ?claim ?p ?o ?entity {
  { ?claim rdf:subject ?entity } UNION { ?claim rdf:object ?entity } UNION { ?claim prov:wasAttributedTo ?entity }
  ?claim a kg:Claim ; ?p ?o
}
"""
_LOCATORS = """
SELECT ?claim ?source ?locator {
  ?claim kg:evidence ?evidence . ?evidence oa:hasSource ?source ; oa:hasSelector ?selector . ?selector rdf:value ?locator
}
"""
_SOURCES = "SELECT ?source ?p ?o { ?source a kg:Source ; ?p ?o }"
_LABELS = "SELECT ?entity ?p ?o { VALUES ?p { rdfs:label rdf:type dcterms:description } ?entity a ?type ; ?p ?o . FILTER(STRSTARTS(STR(?entity), STR(e:))) }"

Texts = Mapping[str, str]


class Source(NamedTuple):
    """A source, as evidence cites it; what is not known is ``None``."""

    id: str
    title: str
    url: str | None
    publisher: str | None
    date: str | None
    tier: str


class Entity(NamedTuple):
    slug: str
    type: str
    label: Texts
    description: Texts

    def name(self, language: str = "en") -> str:
        """Its label in `language`, else in English, else its slug."""
        return self.label.get(language) or self.label.get("en") or self.slug


class Claim:
    """One claim, its qualifiers by local name.

    :ivar objects: what it states: one entity or value, or a text in several languages
    """

    __slots__ = ("_terms", "id", "locators", "objects", "predicate", "subject")

    def __init__(self, iri: str, terms: Mapping[str, list[Term]], locators: Mapping[str, str]) -> None:
        self.id = local(iri)
        self._terms = terms
        self.subject = local(terms["subject"][0].value)  # type: ignore[union-attr]
        self.predicate = local(terms["predicate"][0].value)  # type: ignore[union-attr]
        self.objects = terms["object"]
        self.locators = locators

    def __repr__(self) -> str:
        return f"Claim({self.subject} {self.predicate} {self.object or self.value})"

    def words(self, name: str) -> list[str]:
        """The values of a qualifier: local names of nodes, texts of literals; sorted."""
        return sorted(
            local(term.value) if isinstance(term, NamedNode) else term.value
            for term in self._terms.get(name, ())
            if isinstance(term, NamedNode | Literal)
        )

    def word(self, name: str) -> str | None:
        """The value of a qualifier that has one, such as ``stage`` or ``pointInTime``."""
        found = self.words(name)
        return found[0] if found else None

    def number(self, name: str) -> Decimal | None:
        """The value of a qualifier that is a number, such as ``amount``."""
        found = self.word(name)
        return None if found is None else Decimal(found)

    def texts(self, name: str) -> dict[str, str]:
        """The texts of a qualifier by language, such as ``reason``."""
        return by_language(self._terms.get(name, ()))

    @property
    def object(self) -> str | None:
        """The slug of the entity that it is about, or ``None`` if it states a value."""
        first = self.objects[0]
        is_entity = isinstance(first, NamedNode) and first.value.startswith(PREFIXES["e"])
        return local(first.value) if is_entity else None  # type: ignore[union-attr]

    @property
    def value(self) -> Literal | None:
        """The value that it states, or ``None`` if it is about an entity."""
        return next((term for term in self.objects if isinstance(term, Literal)), None)

    @property
    def status(self) -> str:
        return self.word("status") or "Accepted"

    @property
    def is_refuted(self) -> bool:
        return self.status == "Refuted"

    @property
    def sources(self) -> list[str]:
        return self.words("wasDerivedFrom")

    @property
    def date(self) -> str:
        """The date to order it by: when it held, else when it was said, else nothing."""
        return self.word("pointInTime") or self.word("startTime") or self.word("issued") or ""


def by_language(terms: Iterable[Term]) -> dict[str, str]:
    """Literals by language tag, in the tags' usual case; those without are English."""
    found = {language_tag(t.language) if t.language else "en": t.value for t in terms if isinstance(t, Literal)}
    return dict(sorted(found.items()))


def _grouped(rows: Iterable[Mapping[str, Term]], key: str) -> dict[str, defaultdict[str, list[Term]]]:
    """Rows of (node, predicate, object) as node → local name of the predicate → objects."""
    found: dict[str, defaultdict[str, list[Term]]] = {}
    for row in rows:
        node = row[key]
        if isinstance(node, NamedNode):
            objects = found.setdefault(node.value, defaultdict(list))[local(row["p"].value)]  # type: ignore[union-attr]
            if row["o"] not in objects:
                objects.append(row["o"])
    return found


def fetch(graph: Graph, about: str | None = None) -> list[Claim]:
    """All claims, or those that name the entity `about` as subject, object or speaker; in order of date and id."""
    rows = graph.select(_ALL) if about is None else graph.select(_ABOUT, entity=ENTITY[about])
    locators: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in graph.select(_LOCATORS):
        locators[text(row, "claim") or ""][local(text(row, "source") or "")] = text(row, "locator") or ""
    found = [
        Claim(iri, terms, locators[iri])
        for iri, terms in _grouped(rows, "claim").items()
        if terms["subject"] and terms["predicate"] and terms["object"] and isinstance(terms["subject"][0], NamedNode)
    ]
    return sorted(found, key=lambda claim: (claim.date, claim.id))


def sources(graph: Graph) -> dict[str, Source]:
    """All sources by their slugs."""
    found = {}
    for iri, terms in _grouped(graph.select(_SOURCES), "source").items():

        def first(name: str, terms: Mapping[str, list[Term]] = terms) -> str | None:
            values = terms.get(name)
            return values[0].value if values and isinstance(values[0], NamedNode | Literal) else None

        found[local(iri)] = Source(
            local(iri), first("title") or local(iri), first("url"), first("publisher"), first("issued"),
            local(first("tier") or ""),
        )  # fmt: skip
    return found


def entities(graph: Graph) -> dict[str, Entity]:
    """All entities by their slugs, in order."""
    found = {}
    for iri, terms in sorted(_grouped(graph.select(_LABELS), "entity").items()):
        types = sorted(local(t.value) for t in terms["type"] if isinstance(t, NamedNode))
        label = by_language(terms["label"])
        found[iri.removeprefix(PREFIXES["e"])] = Entity(
            iri.removeprefix(PREFIXES["e"]), types[0] if types else "Entity", label, by_language(terms["description"])
        )
    return found

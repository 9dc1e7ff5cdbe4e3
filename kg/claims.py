"""Claims as the commands use them, read from a graph by SPARQL.

One query brings every triple about the claims that are asked for; this is general (a new qualifier in the ontology
needs no change here) and faster than a pattern with twenty optional parts. What costs time is the terms that leave the
engine, so a command asks for the claims that it needs and no others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from kg import terms
from kg.collector import much_is_made
from kg.store import Graph
from kg.terms import CLAIM, ENTITY, KG, PREFIXES, SOURCE, Literal, NamedNode, Term
from kg.turtle import language_tag

local = cache(terms.local)

# Type, triple term and evidence node of a claim say nothing that is not asked for elsewhere.
_TRIPLES = "?claim ?p ?o FILTER(?p NOT IN (rdf:type, rdf:reifies, kg:evidence))"
_LOCATORS = """
?claim kg:evidence ?evidence . ?evidence oa:hasSource ?source ; oa:hasSelector ?selector . ?selector rdf:value ?locator
"""
# What names an entity; beside that, what may be a rival of such a claim: what shares subject and property with a claim
# to or by the entity, and what disputes one or is disputed by one.
_ABOUT = ("{ ?claim (rdf:subject|rdf:object|prov:wasAttributedTo) ENTITY }",)
_BESIDE = (
    """{ SELECT DISTINCT ?s ?property {
        ?about (rdf:object|prov:wasAttributedTo) ENTITY ; rdf:subject ?s ; rdf:predicate ?property } }
    ?claim rdf:subject ?s . ?claim rdf:predicate ?property""",
    "{ ?about (rdf:subject|rdf:object|prov:wasAttributedTo) ENTITY ; (kg:disputes|kg:refutes) ?claim }",
    "{ ?about (rdf:subject|rdf:object|prov:wasAttributedTo) ENTITY . ?claim (kg:disputes|kg:refutes) ?about }",
)
_SOURCES = """
?node a kg:Source . ?node ?p ?o FILTER(?p IN (dcterms:title, schema:url, dcterms:publisher, dcterms:issued, kg:tier))
"""
_LABELS = "?node ?p ?o FILTER(?p IN (rdfs:label, rdf:type, dcterms:description))"
_ALL_LABELS = "VALUES ?p { rdfs:label rdf:type dcterms:description } ?node ?p ?o FILTER(STRSTARTS(STR(?node), STR(e:)))"

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
    """An entity with its type and texts by language."""

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
    :ivar locators: the place in a source, by the source's id, where the evidence names one
    """

    __slots__ = ("_terms", "_words", "id", "locators", "object", "objects", "predicate", "subject", "value")

    object: str | None  #: slug of the entity that it is about, or ``None`` if it states a value
    value: Literal | None  #: the value that it states, or ``None`` if it is about an entity

    def __init__(self, iri: str, terms: Mapping[str, list[Term]], locators: Mapping[str, str]) -> None:
        self.id = local(iri)
        self._terms = terms
        self._words: dict[str, list[str]] = {}
        self.subject = local(terms["subject"][0].value)  # type: ignore[union-attr]
        self.predicate = local(terms["predicate"][0].value)  # type: ignore[union-attr]
        self.objects = terms["object"]
        self.locators = locators
        first = self.objects[0]
        is_entity = isinstance(first, NamedNode) and first.value.startswith(PREFIXES["e"])
        self.object = local(first.value) if is_entity else None  # type: ignore[union-attr]
        self.value = next((term for term in self.objects if isinstance(term, Literal)), None)

    def __repr__(self) -> str:
        return f"Claim({self.subject} {self.predicate} {self.object or self.value})"

    def words(self, name: str) -> list[str]:
        """The values of a qualifier: local names of nodes, texts of literals; sorted."""
        found = self._words.get(name)
        if found is None:
            found = self._words[name] = sorted(
                local(term.value) if isinstance(term, NamedNode) else term.value
                for term in self._terms.get(name, ())
                if isinstance(term, NamedNode | Literal)
            )
        return found

    def word(self, name: str) -> str | None:
        """The value of a qualifier that has one, such as ``stage`` or ``pointInTime``."""
        if name not in self._terms:
            return None
        found = self.words(name)
        return found[0] if found else None

    def number(self, name: str) -> Decimal | None:
        """The value of a qualifier that is a number, such as ``amount``; ``None`` too where it is none."""
        found = self.word(name)
        try:
            return None if found is None else Decimal(found)
        except ArithmeticError:
            return None

    def texts(self, name: str) -> dict[str, str]:
        """The texts of a qualifier by language, such as ``reason``."""
        return by_language(self._terms[name]) if name in self._terms else {}

    @property
    def status(self) -> str:
        """``Accepted``, ``Disputed`` or ``Refuted``."""
        return self.word("status") or "Accepted"

    @property
    def is_refuted(self) -> bool:
        """Whether better sources show it to be wrong."""
        return self.status == "Refuted"

    @property
    def sources(self) -> list[str]:
        """Ids of its sources, in order."""
        return self.words("wasDerivedFrom")

    @property
    def date(self) -> str:
        """The date to order it by: when it held, else when it was said, else nothing."""
        return self.word("pointInTime") or self.word("startTime") or self.word("issued") or ""


def by_language(terms: Iterable[Term]) -> dict[str, str]:
    """Literals by language tag, in the tags' usual case; those without are English."""
    found = {language_tag(t.language) if t.language else "en": t.value for t in terms if isinstance(t, Literal)}
    return dict(sorted(found.items()))


def _grouped(rows: Iterable[Sequence[Any]]) -> dict[str, defaultdict[str, list[Term]]]:
    """Rows of (node, predicate, object) as node → local name of the predicate → objects."""
    found: dict[str, defaultdict[str, list[Term]]] = {}
    names: dict[Any, str] = {}
    for node, predicate, term in rows:
        if not isinstance(node, NamedNode):
            continue
        iri = node.value
        about = found.get(iri)
        if about is None:
            about = found[iri] = defaultdict(list)
        name = names.get(predicate)
        if name is None:
            name = names[predicate] = local(predicate.value)
        objects = about[name]
        if term not in objects:
            objects.append(term)
    return found


def fetch(
    graph: Graph, about: str | None = None, *, predicates: Collection[str] | None = None, beside: bool = False
) -> list[Claim]:
    """Claims, in order of date and id.

    :param about: only those that name this entity as subject, object or speaker
    :param predicates: only those that state one of these properties
    :param beside: with `about`: also every claim that may be a rival of one of those
    """
    if about is not None:
        patterns = [*_ABOUT, *(_BESIDE if beside else ())]
        queries = [f"SELECT DISTINCT ?claim {{ {p.replace('ENTITY', str(ENTITY[about]))} }}" for p in patterns]
        return fetch_ids(graph, {local(claim.value) for query in queries for (claim,) in graph.results(query)})
    if predicates is not None:
        return _fetch(graph, _values("property", map(KG.__getitem__, predicates)) + " ?claim rdf:predicate ?property .")
    return _fetch(graph, "?claim a kg:Claim .")


def fetch_ids(graph: Graph, ids: Iterable[str]) -> list[Claim]:
    """The claims of these ids, in order of date and id; those that there are not are left out."""
    return _fetch(graph, _values("claim", map(CLAIM.__getitem__, sorted(ids))))


@much_is_made()
def _fetch(graph: Graph, which: str) -> list[Claim]:
    locators: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for claim, source, locator in graph.results(f"SELECT ?claim ?source ?locator {{ {which} {_LOCATORS} }}"):
        locators[claim.value][local(source.value)] = locator.value
    rows = graph.results(f"SELECT ?claim ?p ?o {{ {which} {_TRIPLES} }}")
    nowhere: dict[str, str] = {}
    found = [
        Claim(iri, about, locators.get(iri, nowhere))
        for iri, about in _grouped(rows).items()
        if about["subject"] and about["predicate"] and about["object"] and isinstance(about["subject"][0], NamedNode)
    ]
    return sorted(found, key=lambda claim: (claim.date, claim.id))


def _values(name: str, nodes: Iterable[NamedNode]) -> str:
    return f"VALUES ?{name} {{ {' '.join(map(str, nodes))} }}"


def sources(graph: Graph, ids: Iterable[str] | None = None) -> dict[str, Source]:
    """Sources by their slugs: all, or those of these ids."""
    which = "" if ids is None else _values("node", (SOURCE[name] for name in sorted(set(ids))))
    found = {}
    for iri, about in _grouped(graph.results(f"SELECT ?node ?p ?o {{ {which} {_SOURCES} }}")).items():
        first = {
            name: values[0].value for name, values in about.items() if isinstance(values[0], NamedNode | Literal)
        }  # fmt: skip
        slug = local(iri)
        found[slug] = Source(
            slug, first.get("title", slug), first.get("url"), first.get("publisher"), first.get("issued"),
            local(first.get("tier", "")),
        )  # fmt: skip
    return found


def entities(graph: Graph, slugs: Iterable[str] | None = None) -> dict[str, Entity]:
    """Entities by their slugs, in order: all, or these."""
    which = _ALL_LABELS
    if slugs is not None:
        which = _values("node", (ENTITY[slug] for slug in sorted(set(slugs)))) + _LABELS
    found = {}
    for iri, about in sorted(_grouped(graph.results(f"SELECT ?node ?p ?o {{ {which} }}")).items()):
        types = sorted(local(t.value) for t in about["type"] if isinstance(t, NamedNode))
        slug = iri.removeprefix(PREFIXES["e"])
        found[slug] = Entity(
            slug, types[0] if types else "Entity", by_language(about["label"]), by_language(about["description"])
        )
    return found


def named(found: Iterable[Claim]) -> set[str]:
    """Slugs of all entities that claims name as subject, object or speaker."""
    slugs = {claim.subject for claim in found} | {claim.object for claim in found if claim.object is not None}
    return slugs.union(*(claim.words("wasAttributedTo") for claim in found))

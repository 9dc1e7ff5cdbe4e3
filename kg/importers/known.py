"""What a store knows before an import: the names of its entities, its sources, and the claims of its seeds.

Seeds are matched by name; an entity of another import is the same if its id and class are.
"""

from __future__ import annotations

from collections import defaultdict

from kg.names import fold, key
from kg.store import Graph
from kg.terms import GRAPH, PREFIXES, NamedNode, local

_ENTITIES = """
SELECT ?graph ?entity ?type ?name ?kind {
  GRAPH ?graph { ?entity a ?type ; rdfs:label ?label .
    { ?entity rdfs:label ?name BIND("label" AS ?kind) } UNION { ?entity skos:altLabel ?name BIND("alias" AS ?kind) }
    UNION { ?entity skos:exactMatch ?name BIND("same" AS ?kind) } }
  FILTER(STRSTARTS(STR(?entity), STR(e:)))
}
"""
_REPLACED = "SELECT ?old ?new { GRAPH g:seeds { ?old dcterms:isReplacedBy ?new } }"
_SOURCES = "SELECT ?graph ?source { GRAPH ?graph { ?source a kg:Source } }"
_CLAIMS = "SELECT ?claim ?status { GRAPH g:seeds { ?claim a kg:Claim ; kg:status ?status } }"


class Known:
    """Entities and claims of a store.

    :ivar types: slug of each of the seeds' entities to its class
    :ivar replaced: slug of each of the seeds' entities that another took the place of, to that
    :ivar elsewhere: slug of each entity of other graphs to its class and English label (empty if it has none)
    :ivar sources: slugs of the sources of all graphs
    :ivar names: folded names of the seeds' entities
    :ivar claims: id of each of the seeds' claims to its status
    """

    def __init__(self) -> None:
        self.types: dict[str, str] = {}
        self.replaced: dict[str, str] = {}
        self.elsewhere: dict[str, tuple[str, str]] = {}
        self.sources: set[str] = set()
        self.names: set[str] = set()
        self.claims: dict[str, str] = {}
        self._by_name: defaultdict[str, set[str]] = defaultdict(set)
        self._by_alias: defaultdict[str, set[str]] = defaultdict(set)
        self._by_item: dict[str, str] = {}
        self._item_of: dict[str, str] = {}
        self._elsewhere: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, slug: str, kind: str, name: str, how: str) -> None:
        """One name (``label`` or ``alias``) or item of Wikidata (``same``) of one of the seeds' entities."""
        self.types[slug] = kind
        self._by_name[key(slug)].add(slug)
        if how == "same":
            self._by_item[name], self._item_of[slug] = slug, name
            return
        self.names.add(fold(name))
        (self._by_name if how == "label" else self._by_alias)[key(name)].add(slug)

    def add_elsewhere(self, slug: str, kind: str, name: str, *, is_english: bool = True) -> None:
        """A label of an entity of another graph; of several in English the last counts."""
        self._elsewhere[key(name)].add(slug)
        if is_english or slug not in self.elsewhere:
            self.elsewhere[slug] = kind, name if is_english else ""

    def called(self, name: str) -> list[set[str]]:
        """The seeds' entities of that slug or label, and those that have it as an alias."""
        wanted = key(name)
        found = self._by_name.get(wanted, set()), self._by_alias.get(wanted, set())
        return [{self._present(slug) for slug in slugs} for slugs in found]

    def _present(self, slug: str) -> str:
        while slug in self.replaced:  # no ring: seeds are validated
            slug = self.replaced[slug]
        return slug

    def elsewhere_called(self, name: str) -> set[str]:
        """Entities of other graphs of that label."""
        return self._elsewhere.get(key(name), set())

    def item(self, wikidata: str) -> str | None:
        """The entity that is that item of Wikidata."""
        slug = self._by_item.get(wikidata)
        return slug and self._present(slug)

    def item_of(self, slug: str) -> str | None:
        """The item of Wikidata that one of the seeds' entities is, if they say so."""
        return self._item_of.get(slug)


def of(graph: Graph, leave_out: NamedNode) -> Known:
    """What `graph` knows, without its named graph `leave_out`, which is about to be replaced."""
    known = Known()
    elsewhere: list[tuple[str, bool, str, str]] = []
    for named, entity, kind, name, how in graph.results(_ENTITIES):
        slug = entity.value.removeprefix(PREFIXES["e"])
        if named == GRAPH.seeds:
            known.add(slug, local(kind.value), local(name.value) if how.value == "same" else name.value, how.value)
        elif named != leave_out and how.value == "label":
            elsewhere.append((slug, name.language in ("en", None), name.value, local(kind.value)))
    for slug, is_english, label, kind in sorted(elsewhere):
        if slug not in known.types:  # what the seeds say has changed since that import
            known.add_elsewhere(slug, kind, label, is_english=is_english)
    known.replaced = {local(old.value): local(new.value) for old, new in graph.results(_REPLACED)}
    known.sources = {local(source.value) for named, source in graph.results(_SOURCES) if named != leave_out}
    known.claims = {local(claim.value): local(status.value) for claim, status in graph.results(_CLAIMS)}
    return known

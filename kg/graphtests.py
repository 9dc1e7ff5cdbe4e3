"""Tests of the graphs beside the seeds: that what was imported or loaded does not harm what the seeds say.

Imports keep to these rules when they are made; seeds change afterwards, and RDF files keep to no rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from kg.errors import Problem, Where, listed, quoted
from kg.model import Records
from kg.names import fold
from kg.store import Graph
from kg.terms import GRAPH, PREFIXES, compact, local
from kg.vocab import Ontology

_ENTITIES = """
SELECT ?graph ?entity ?kind ?name {
  GRAPH ?graph { ?entity a ?kind OPTIONAL { ?entity rdfs:label|skos:altLabel ?name } }
  FILTER(STRSTARTS(STR(?entity), STR(e:)))
}
"""
_MENTIONS = """
SELECT DISTINCT ?graph ?entity {
  GRAPH ?graph { ?claim rdf:subject|rdf:object|prov:wasAttributedTo ?entity }
  FILTER(STRSTARTS(STR(?entity), STR(e:)))
}
"""
_ALIASES = """
SELECT ?graph ?entity ?name { GRAPH ?graph { ?entity skos:altLabel ?name } FILTER(STRSTARTS(STR(?entity), STR(e:))) }
"""
#: A graph, an entity, and what the query asks besides.
Row = tuple[Any, ...]

_COMPILED = {GRAPH.seeds, GRAPH.ontology, GRAPH.inferred}


def check(graph: Graph, records: Records, ontology: Ontology) -> list[Problem]:
    """Names that stand for one of the seeds' entities and another, classes that do not agree, and loose ends.

    :param records: the seeds
    :return: warnings, each at the graph that it is about
    """
    described = _beside(graph, _ENTITIES)
    names = [*((named, entity, name) for named, entity, _, name in described), *_beside(graph, _ALIASES)]
    found = {*_names(names, records), *_kinds(described, records, ontology)}
    known = {entity.value for _, entity, *_ in described}
    return sorted(found.union(_missing(_beside(graph, _MENTIONS), known, records)))


def _beside(graph: Graph, query: str) -> list[Row]:
    """Rows of a query that begin with a graph and an entity, without those of the compiled graphs."""
    return [tuple(row) for row in graph.results(query) if row[0] not in _COMPILED]


def _problem(graph: object, message: str, rule: str) -> Problem:
    iri = getattr(graph, "value", "")
    return Problem(Where(compact(iri) or iri), message, rule, "warning")


def _names(rows: Iterable[Row], records: Records) -> Iterator[Problem]:
    """Names in other graphs that the seeds have for another entity."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for entity in records.entities.values():
        for name in (*entity.name.values(), *(name for names in entity.aliases.values() for name in names)):
            owners[fold(name)].add(entity.id)
    for named, node, name in rows:
        slug = node.value.removeprefix(PREFIXES["e"])
        others = owners.get(fold(name.value), set()) if name is not None else set()
        if others and slug not in others:
            message = f'calls "{slug}" {quoted(name.value)}, as the seeds call {listed(sorted(others), last="and")}'
            yield _problem(named, f"{message}; import or load it again", "ambiguous-name")


def _kinds(rows: Iterable[Row], records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Entities that are of another class in the seeds."""
    for named, entity, kind, _ in rows:
        own = records.entities.get(entity.value.removeprefix(PREFIXES["e"]))
        if own is None:
            continue
        other = local(kind.value)
        if other in ontology.classes and not (ontology.is_a(own.type, other) or ontology.is_a(other, own.type)):
            message = f'has "{own.id}" as {other}, the seeds as {own.type}; import or load it again'
            yield _problem(named, message, "other-class")


def _missing(rows: Iterable[Row], described: Collection[str], records: Records) -> Iterator[Problem]:
    """Entities that claims speak of and that nothing describes, since they left the seeds."""
    for named, entity in rows:
        slug = entity.value.removeprefix(PREFIXES["e"])
        if entity.value not in described and slug not in records.entities:
            message = f'speaks of "{slug}", which nothing describes; import or load it again'
            yield _problem(named, message, "unknown-entity")

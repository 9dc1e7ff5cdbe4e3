"""Tests of the graphs beside the seeds: that what was imported or loaded does not harm what the seeds say.

Imports keep to these rules when they are made; seeds change afterwards, and RDF files keep to no rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

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
_COMPILED = {GRAPH.seeds, GRAPH.ontology, GRAPH.inferred}


def check(graph: Graph, records: Records, ontology: Ontology) -> list[Problem]:
    """Names that stand for one of the seeds' entities and another, classes that do not agree, and loose ends.

    :param records: the seeds
    :return: warnings, each at the graph that it is about
    """
    found = {*_names(graph, records), *_kinds(graph, records, ontology), *_missing(graph, records)}
    return sorted(found)


def _problem(graph: object, message: str, rule: str) -> Problem:
    iri = getattr(graph, "value", "")
    return Problem(Where(compact(iri) or iri), message, rule, "warning")


def _names(graph: Graph, records: Records) -> Iterator[Problem]:
    """Names in other graphs that the seeds have for another entity."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for entity in records.entities.values():
        for name in (*entity.name.values(), *(name for names in entity.aliases.values() for name in names)):
            owners[fold(name)].add(entity.id)
    rows = [*graph.results(_ENTITIES), *((g, e, None, n) for g, e, n in graph.results(_ALIASES))]
    for named, entity, _, name in rows:
        if named in _COMPILED or name is None:
            continue
        slug = entity.value.removeprefix(PREFIXES["e"])
        others = owners.get(fold(name.value), set()) - {slug}
        if others and slug not in owners.get(fold(name.value), set()):
            message = f'calls "{slug}" {quoted(name.value)}, as the seeds call {listed(sorted(others), last="and")}'
            yield _problem(named, f"{message}; import or load it again", "ambiguous-name")


def _kinds(graph: Graph, records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Entities that are of another class in the seeds."""
    for named, entity, kind, _ in graph.results(_ENTITIES):
        own = records.entities.get(entity.value.removeprefix(PREFIXES["e"]))
        if named in _COMPILED or own is None:
            continue
        other = local(kind.value)
        if other in ontology.classes and not (ontology.is_a(own.type, other) or ontology.is_a(other, own.type)):
            message = f'has "{own.id}" as {other}, the seeds as {own.type}; import or load it again'
            yield _problem(named, message, "other-class")


def _missing(graph: Graph, records: Records) -> Iterator[Problem]:
    """Entities that claims speak of and that nothing describes, since they left the seeds."""
    described = {entity.value for named, entity, _, _ in graph.results(_ENTITIES) if named not in _COMPILED}
    for named, entity in graph.results(_MENTIONS):
        slug = entity.value.removeprefix(PREFIXES["e"])
        if named not in _COMPILED and entity.value not in described and slug not in records.entities:
            message = f'speaks of "{slug}", which nothing describes; import or load it again'
            yield _problem(named, message, "unknown-entity")

"""From a name to an entity: by slug, label or alias, in either language; ambiguity lists candidates."""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.errors import NotFound, QueryError, nearest, quoted
from kg.names import fold
from kg.store import Graph, text
from kg.terms import ENTITY, PREFIXES, SOURCE, XSD, Literal, NamedNode, date, number

_NAMES = """
SELECT ?entity ?name ?kind {
  { ?entity rdfs:label ?name BIND("label" AS ?kind) } UNION { ?entity skos:altLabel ?name BIND("alias" AS ?kind) }
  FILTER(STRSTARTS(STR(?entity), STR(e:)))
}
"""


class Hit(NamedTuple):
    """An entity that a search found.

    :ivar rank: 0 slug or whole name, 1 whole alias, 2 begins so, 3 a word begins so, 4 contains it
    """

    rank: int
    slug: str
    name: str


def _all_names(graph: Graph) -> list[tuple[str, str, str]]:
    rows = graph.select(_NAMES)
    return sorted((text(r, "entity") or "", text(r, "name") or "", text(r, "kind") or "") for r in rows)


def search(graph: Graph, wanted: str) -> list[Hit]:
    """Entities whose slug, label or alias holds `wanted`, best first."""
    key = fold(wanted)
    best: dict[str, Hit] = {}
    for iri, name, kind in _all_names(graph):
        slug = iri.removeprefix(PREFIXES["e"])
        rank = _rank(key, slug, fold(name), kind)
        if rank is not None and (slug not in best or rank < best[slug].rank):
            best[slug] = Hit(rank, slug, name)
    return sorted(best.values(), key=lambda hit: (hit.rank, len(hit.name), hit.slug))


def _rank(key: str, slug: str, name: str, kind: str) -> int | None:
    if key in (slug, name):
        return 1 if kind == "alias" and key != slug else 0
    if name.startswith(key):
        return 2
    if re.search(r"(?<!\w)" + re.escape(key), name):
        return 3
    return 4 if key and key in name else None


def near(graph: Graph, wanted: str) -> str:
    """``; did you mean "x" or "y"?`` for the nearest names, or nothing."""
    names = _all_names(graph)
    found = nearest(wanted, [n for _, n, _ in names] + [i.removeprefix(PREFIXES["e"]) for i, _, _ in names], most=3)
    return f"; did you mean {' or '.join(quoted(name) for name in found)}?" if found else ""


def slugs(graph: Graph) -> list[str]:
    """The slugs of all entities, in order."""
    return sorted({iri.removeprefix(PREFIXES["e"]) for iri, _, _ in _all_names(graph)})


def resolve(graph: Graph, wanted: str) -> NamedNode:
    """The one entity that `wanted` stands for: its slug, ``e:slug``, IRI, label or alias.

    :raises NotFound: with the nearest names, or with all candidates if there are several
    """
    slug = wanted.removeprefix(PREFIXES["e"]).removeprefix("e:")
    if re.fullmatch(r"[a-z0-9][a-z0-9-]{0,80}", slug) and graph.select(
        "SELECT ?entity { ?entity rdfs:label ?name } LIMIT 1", entity=ENTITY[slug]
    ):
        return ENTITY[slug]
    names = _all_names(graph)
    key = fold(wanted)
    for kinds in (("label",), ("label", "alias")):
        found = sorted({iri for iri, name, kind in names if fold(name) == key and kind in kinds})
        if len(found) == 1:
            return NamedNode(found[0])
        if found:
            slugs = ", ".join(iri.removeprefix(PREFIXES["e"]) for iri in found)
            raise NotFound(f"{quoted(wanted)} stands for several entities: {slugs}; name one of these")
    near = nearest(wanted, [n for _, n, _ in names] + [i.removeprefix(PREFIXES["e"]) for i, _, _ in names], most=3)
    search_for = f"; try `kg search {quoted(wanted, most=30)}`"
    hint = f"; did you mean {' or '.join(quoted(n) for n in near)}?" if near else search_for
    raise NotFound(f"no entity {quoted(wanted)}{hint}")


def term(graph: Graph, value: str) -> NamedNode | Literal:
    """A parameter's text as a term.

    ``<iri>`` and ``prefix:name`` are IRIs, ``"text"`` (with ``@lang``) a string, ``2025-01-21`` a date, ``5e9`` a
    number, ``true`` a boolean; anything else names an entity or a source.

    :raises QueryError: for an IRI that is none
    :raises NotFound: if no entity has that name
    """
    if match := re.fullmatch(r'"(.*)"(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*))?', value, re.DOTALL):
        return Literal(match[1], language=match[2]) if match[2] else Literal(match[1])
    try:
        if value.startswith("<") and value.endswith(">"):
            return NamedNode(value[1:-1])
        prefix, colon, name = value.partition(":")
        if colon and prefix in PREFIXES and not name.startswith("//"):
            return NamedNode(PREFIXES[prefix] + name)
        if re.match(r"https?://", value):
            return NamedNode(value)
    except ValueError:
        raise QueryError(f"parameter {quoted(value)} is not an IRI") from None
    if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", value, re.ASCII):
        return date(value)
    if re.fullmatch(r"[+-]?\d+(\.\d+)?(e\d{1,2})?", value, re.ASCII):
        from decimal import Decimal

        return number(Decimal(value))
    if value in ("true", "false"):
        return Literal(value, datatype=XSD.boolean)
    try:
        return resolve(graph, value)
    except NotFound:
        source = re.fullmatch(r"[a-z0-9][a-z0-9-]{0,80}", value)
        if source and graph.select("SELECT ?source { ?source a kg:Source } LIMIT 1", source=SOURCE[value]):
            return SOURCE[value]
        raise

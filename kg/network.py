"""The drawn network: entities and the claims between them, as a networkx graph.

The network is derived and disposable. Each edge is one claim, so rival and repeated claims stay apart. networkx stays
behind this module and :mod:`kg.analysis`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import networkx as nx

from kg import claims, conflicts, wording
from kg.claims import Claim, Entity, Source
from kg.collector import much_is_made
from kg.errors import KGError, NotFound, did_you_mean
from kg.store import Graph
from kg.terms import ENTITY, NamedNode
from kg.vocab import Ontology

#: Currencies near enough to the dollar to draw a line as wide; other amounts have no width of their own.
_NEAR_DOLLAR = frozenset({"USD", "EUR", "GBP", "CHF"})

#: Above this a picture of nodes and lines is no longer read.
MOST_NODES = 2000


@much_is_made()
def build(
    graph: Graph,
    ontology: Ontology,
    *,
    around: Collection[str] = (),
    depth: int = 1,
    types: Collection[str] = (),
    relations: Collection[str] = (),
    only: Collection[str] | None = None,
    most: int = MOST_NODES,
    title: str | None = None,
) -> nx.MultiDiGraph[str]:
    """Entities and the claims between them.

    :param around: slugs to start from; all entities if there are none
    :param depth: how many steps from them
    :param types: classes to keep (with their subclasses)
    :param relations: properties or relation families to keep (with their subproperties)
    :param only: slugs to keep, for example the answer of a query
    :param most: keep this many nodes, the best connected first; graph attribute ``omitted`` counts the others
    :return: nodes are slugs with ``iri type label description facts``, edges are keyed by claim id with ``predicate
        family claim``; a claim is a plain mapping, see :func:`describe`
    :raises NotFound: for a type or relation that does not exist, with the nearest
    """
    _check_names(ontology, types, relations)
    found = claims.fetch(graph)
    entities, sources = claims.entities(graph), claims.sources(graph)
    edges = [c for c in found if c.object is not None and _keeps(ontology, c.predicate, relations)]
    nodes = {slug for slug, entity in entities.items() if _is_kept(ontology, entity, types)}
    if only is not None:
        nodes &= set(only)
    drawn = [c for c in edges if c.subject in nodes and c.object in nodes]
    if around:
        nodes = _near(drawn, around, depth)
    elif only is None:
        nodes &= {end for c in drawn for end in (c.subject, c.object) if end is not None}
    kept = _most_connected(nodes, drawn, most, around)
    omitted = len(nodes) - len(kept)
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        title=title or "AI-industry knowledge graph",
        omitted=omitted,
        hint="name an entity, or use --type, --relation or --query to narrow down" if omitted else "",
    )
    describer = _Describer(ontology, entities, sources, conflicts.rivals(found, ontology))
    facts: dict[str, list[Claim]] = {}
    for claim in found:
        if claim.object is None:
            facts.setdefault(claim.subject, []).append(claim)
    for slug in sorted(kept):
        entity = entities[slug]
        network.add_node(
            slug,
            iri=ENTITY[slug].value,
            type=entity.type,
            label=dict(entity.label),
            description=dict(entity.description),
            facts=[describer.claim(claim) for claim in facts.get(slug, ())],
        )
    for claim in drawn:
        if claim.subject in kept and claim.object in kept:
            prop = ontology.properties.get(claim.predicate)
            network.add_edge(
                claim.subject, claim.object, key=claim.id, predicate=claim.predicate,
                family=prop.family if prop else None, claim=describer.claim(claim),
            )  # fmt: skip
    return network


def _check_names(ontology: Ontology, types: Iterable[str], relations: Iterable[str]) -> None:
    for name in types:
        if name not in ontology.classes:
            raise NotFound(f'no class "{name}"{did_you_mean(name, ontology.classes)}')
    for name in relations:
        known = [*ontology.properties, *ontology.families]
        if name not in known:
            raise NotFound(f'no relation or family "{name}"{did_you_mean(name, known)}')


def _is_kept(ontology: Ontology, entity: Entity, types: Collection[str]) -> bool:
    return not types or any(ontology.is_a(entity.type, name) for name in types)


def _keeps(ontology: Ontology, predicate: str, relations: Collection[str]) -> bool:
    if not relations:
        return True
    prop = ontology.properties.get(predicate)
    return prop is not None and (prop.family in relations or any(name in relations for name in prop.ancestors))


def _near(edges: Iterable[Claim], around: Iterable[str], depth: int) -> set[str]:
    """Slugs within `depth` steps, in either direction."""
    neighbours: dict[str, set[str]] = {}
    for claim in edges:
        assert claim.object is not None
        neighbours.setdefault(claim.subject, set()).add(claim.object)
        neighbours.setdefault(claim.object, set()).add(claim.subject)
    found = set(around)
    rim = set(found)
    for _ in range(depth):
        rim = {n for node in rim for n in neighbours.get(node, ())} - found
        found |= rim
    return found


def _most_connected(nodes: set[str], edges: Iterable[Claim], most: int, first: Collection[str]) -> set[str]:
    if len(nodes) <= most:
        return nodes
    degree = dict.fromkeys(nodes, 0)
    for claim in edges:
        for end in (claim.subject, claim.object):
            if end is not None and end in degree:
                degree[end] += 1
    ranked = sorted(nodes, key=lambda slug: (slug not in first, -degree[slug], slug))
    kept = set(ranked[:most])
    # A node whose neighbours were all left out would stand alone, as if nothing were known of it.
    linked = {end for c in edges if c.subject in kept and c.object in kept for end in (c.subject, c.object)}
    return {slug for slug in kept if slug in linked or slug in first}


class _Describer:
    """Turns claims into plain mappings, with labels and sources at hand."""

    def __init__(
        self, ontology: Ontology, entities: Mapping[str, Entity], sources: Mapping[str, Source],
        rivals: Mapping[str, list[str]],
    ) -> None:  # fmt: skip
        self.ontology, self.entities, self.sources, self.rivals = ontology, entities, sources, rivals

    def claim(self, claim: Claim) -> dict[str, Any]:
        prop = self.ontology.properties.get(claim.predicate)
        texts = _in_both_languages(claim)
        return {
            "id": claim.id,
            "predicate": claim.predicate,
            "label": dict(prop.label) if prop else {"en": claim.predicate},
            "value": texts.get("en"),
            "texts": texts,
            "amount": wording.claim_amount(claim),
            "amount_usd": rough_dollars(claim),
            "share": wording.claim_share(claim),
            "quantity": wording.claim_quantity(claim),
            **{name: claim.word(name) for name in ("bound", "stage", "status", "basis", "horizon")},
            **{name: claim.texts(name) for name in ("role", "reason", "note")},
            "at": claim.word("pointInTime"),
            "start": claim.word("startTime"),
            "end": claim.word("endTime"),
            "said": claim.word("issued"),
            "by": [self._speaker(slug) for slug in claim.words("wasAttributedTo")],
            "sources": [self._source(claim, slug) for slug in claim.sources],
            "rivals": self.rivals.get(claim.id, []),
        }

    def _speaker(self, slug: str) -> dict[str, Any]:
        entity = self.entities.get(slug)
        return {"slug": slug, "label": dict(entity.label) if entity else {"en": slug}}

    def _source(self, claim: Claim, slug: str) -> dict[str, Any]:
        source = self.sources.get(slug) or Source(slug, slug, None, None, None, "")
        return {**source._asdict(), "locator": claim.locators.get(slug)}


def _in_both_languages(claim: Claim) -> dict[str, str]:
    """What a claim states, if it states a value, as people of each language write it."""
    found = {language: wording.claim_value(claim, language) for language in wording.LANGUAGES}
    return {language: text for language, text in found.items() if text is not None}


def rough_dollars(claim: Claim) -> float | None:
    """The money that a claim is about, in dollars or a currency near it; ``None`` for other currencies."""
    amount = claim.number("amount")
    if amount is None or claim.word("unit") not in _NEAR_DOLLAR:
        return None
    return float(amount)


def slugs_in(graph: Graph, query: str) -> set[str]:
    """Slugs of all entities in the answer of a query (rows or triples)."""
    results = graph.results(query)
    prefix = str(ENTITY)
    found = set()
    for row in results:
        terms = list(row) if not hasattr(row, "subject") else [row.subject, row.predicate, row.object]
        iris = [term.value for term in terms if isinstance(term, NamedNode)]
        found |= {iri.removeprefix(prefix) for iri in iris if iri.startswith(prefix)}
    if not found:
        raise KGError("the query's answer names no entity; select variables that hold entities")
    return found


_PLAIN = ("status", "stage", "basis", "bound", "at", "start", "end", "amount", "share", "quantity")


def plain(network: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """The same network with simple attributes only, as GraphML and GEXF can hold them."""
    flat: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for slug, data in network.nodes(data=True):
        label = data["label"]
        names = {"label": label.get("en", slug), "label_zh": label.get("zh-Hant", "")}
        flat.add_node(slug, type=data["type"], **{key: _xml(name) for key, name in names.items()})
    for start, end, key, data in network.edges(keys=True, data=True):
        claim = data["claim"]
        values = {name: claim[name] for name in _PLAIN}
        flat.add_edge(
            start, end, key=key, predicate=data["predicate"], family=data["family"] or "",
            **{name: _xml(value) for name, value in values.items() if value is not None},
            **({"amount_usd": claim["amount_usd"]} if claim["amount_usd"] is not None else {}),
            sources=_xml(" ".join(source["id"] for source in claim["sources"])),
        )  # fmt: skip
    return flat


_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _xml(text: str) -> str:
    """`text` without the characters that XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets)."""
    return _NOT_XML.sub("\ufffd", text)

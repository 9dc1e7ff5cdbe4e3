"""What the network of claims shows: where money goes round, how two actors are connected, what the graph holds.

networkx does the graph theory (https://networkx.org/documentation/stable/reference/algorithms/cycles.html).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from math import log
from typing import NamedTuple

import networkx as nx

from kg import claims
from kg.claims import Claim, Entity, Source
from kg.errors import NotFound
from kg.store import Graph
from kg.vocab import Ontology

#: A ring that is longer is found by the thousand and tells nothing.
LONGEST_LOOP = 4


class Leg(NamedTuple):
    """Money from one actor to another, and the claims that say so, the largest first.

    :ivar payer: slug of the group that pays (a firm with what it owns)
    :ivar amount: the largest amount known in dollars, or ``None``
    """

    payer: str
    payee: str
    claims: tuple[Claim, ...]
    amount: Decimal | None


class Loop(NamedTuple):
    """A ring of legs, each beginning where the one before ends.

    :ivar total: sum of the legs' known amounts in dollars
    """

    legs: tuple[Leg, ...]
    total: Decimal


def loops(
    graph: Graph, ontology: Ontology, *, longest: int = LONGEST_LOOP, through: Iterable[str] = (), merge: bool = True
) -> list[Loop]:
    """Simple cycles of money, the shortest and then the largest first.

    Which way money moves along a relation is the ontology's to say (``kg:moneyFlow``). Refuted and
    cancelled claims do not count; intended ones do, and the stage of each says so.

    :param longest: at most so many legs
    :param through: slugs that must be among the actors
    :param merge: count a firm's divisions and subsidiaries as the firm, so that what AWS earns Amazon earns
    """
    found = claims.fetch(graph)
    group = _groups(found) if merge else {}
    mentions = Counter(end for claim in found for end in (claim.subject, claim.object) if end is not None)
    face = _faces(group, mentions)
    legs: defaultdict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in found:
        flow = getattr(ontology.properties.get(claim.predicate), "money_flow", None)
        if flow is None or claim.object is None or claim.is_refuted or claim.word("stage") == "Cancelled":
            continue
        ends = (claim.subject, claim.object) if flow == "SubjectToObject" else (claim.object, claim.subject)
        payer, payee = (face.get(end, end) for end in ends)
        if payer != payee:
            legs[payer, payee].append(claim)
    network: nx.DiGraph[str] = nx.DiGraph(sorted(legs))
    wanted = {face.get(slug, slug) for slug in through}
    rings = []
    for ring in nx.simple_cycles(network, length_bound=longest):
        if wanted <= set(ring):
            rings.append(_loop(_rotated(ring), legs))
    return sorted(rings, key=lambda loop: (len(loop.legs), -loop.total, [leg.payer for leg in loop.legs]))


def _groups(found: Iterable[Claim]) -> dict[str, str]:
    """The outermost owner of every division and subsidiary, by slug."""
    parent: dict[str, str] = {}
    for claim in found:
        if claim.object is None or claim.is_refuted or claim.word("endTime"):
            continue
        if claim.word("stage") in ("Rumoured", "Intended", "Cancelled"):
            continue
        if claim.predicate == "owns":
            parent.setdefault(claim.object, claim.subject)
        elif claim.predicate in ("subsidiaryOf", "partOf"):
            parent.setdefault(claim.subject, claim.object)
    top = {}
    for slug in parent:
        seen, at = {slug}, slug
        while at in parent and parent[at] not in seen:
            at = parent[at]
            seen.add(at)
        top[slug] = at
    return top


def _faces(top: Mapping[str, str], mentions: Mapping[str, int]) -> dict[str, str]:
    """The member that each group is known by: the one that most claims name, as OpenAI rather than its foundation."""
    members: defaultdict[str, set[str]] = defaultdict(set)
    for slug, owner in top.items():
        members[owner] |= {slug, owner}
    best = {owner: min(group, key=lambda slug: (-mentions[slug], slug)) for owner, group in members.items()}
    return {slug: best[owner] for owner, group in members.items() for slug in group}


def _rotated(ring: list[str]) -> list[str]:
    """The same ring from its first member in the alphabet, so that each is found in one form."""
    start = ring.index(min(ring))
    return ring[start:] + ring[:start]


def _loop(ring: list[str], legs: Mapping[tuple[str, str], list[Claim]]) -> Loop:
    made = []
    for payer, payee in zip(ring, ring[1:] + ring[:1], strict=True):
        ranked = sorted(legs[payer, payee], key=lambda c: (-(dollars(c) or 0), c.date, c.id))
        made.append(Leg(payer, payee, tuple(ranked), dollars(ranked[0])))
    return Loop(tuple(made), sum((leg.amount for leg in made if leg.amount is not None), Decimal(0)))


def dollars(claim: Claim) -> Decimal | None:
    """The amount of a claim that is in US dollars; other currencies are not converted."""
    return claim.number("amount") if claim.word("unit") == "USD" else None


class Hop(NamedTuple):
    """A step of a path: the next actor, and the claims that connect it with the one before, best evidence first."""

    start: str
    end: str
    claims: tuple[Claim, ...]


#: How much longer a step seems for weak evidence; never as much as one more step.
_TIER_COST = {"Primary": 0.0, "Established": 0.05, "Secondary": 0.1, "Weak": 0.2}


def path(graph: Graph, ontology: Ontology, start: str, end: str) -> list[Hop]:
    """The shortest way from one entity to another over claims, along or against their direction.

    Among paths of one length, those over better sources and less through hubs (every firm is based in some
    country) come first. Refuted claims connect nothing.

    :raises NotFound: if nothing connects them
    """
    sources = claims.sources(graph)
    between: defaultdict[frozenset[str], list[Claim]] = defaultdict(list)
    for claim in claims.fetch(graph):
        if claim.object is not None and claim.object != claim.subject and not claim.is_refuted:
            between[frozenset((claim.subject, claim.object))].append(claim)
    network: nx.Graph[str] = nx.Graph()
    for pair in sorted(between, key=sorted):
        between[pair].sort(key=lambda c: (_cost(c, sources), c.date, c.id))
        network.add_edge(*sorted(pair), cost=_cost(between[pair][0], sources))
    if start not in network or end not in network or not nx.has_path(network, start, end):
        raise NotFound(f"no claims connect {start} and {end}")

    def weight(a: str, b: str, data: Mapping[str, float]) -> float:
        hub = max(log(max(network.degree(a), 1)), log(max(network.degree(b), 1)))
        return 1 + float(data["cost"]) + hub / 50

    slugs = nx.dijkstra_path(network, start, end, weight=weight)
    return [Hop(a, b, tuple(between[frozenset((a, b))])) for a, b in zip(slugs, slugs[1:], strict=False)]


def _cost(claim: Claim, sources: Mapping[str, Source]) -> float:
    tiers = [_TIER_COST.get(sources[s].tier, 0.2) for s in claim.sources if s in sources]
    return min(tiers, default=0.2)


def stats(graph: Graph, ontology: Ontology) -> Iterator[tuple[str, str, int]]:
    """What the graph holds: rows of kind, name and count, in order."""
    found, entities, sources = claims.fetch(graph), claims.entities(graph), claims.sources(graph)
    yield from (("graph", name, count) for name, count in sorted(graph.graphs().items()))
    yield "total", "entities", len(entities)
    yield "total", "claims", len(found)
    yield "total", "sources", len(sources)
    yield "total", "relations between entities", sum(claim.object is not None for claim in found)
    yield "total", "claims with two or more sources", sum(len(claim.sources) > 1 for claim in found)
    yield from _counted("class", (entity.type for entity in entities.values()))
    families = {name: prop.family or "Figures" for name, prop in ontology.properties.items()}
    yield from _counted("family", (families.get(claim.predicate, "Figures") for claim in found))
    yield from _counted("property", (claim.predicate for claim in found))
    yield from _counted("status", (claim.status for claim in found))
    yield from _counted("stage", (claim.word("stage") or "none" for claim in found))
    yield from _counted("tier", (source.tier for source in sources.values()))
    yield from _counted("label", (tag for entity in entities.values() for tag in entity.label))


def _counted(kind: str, names: Iterable[str]) -> Iterator[tuple[str, str, int]]:
    ranked = sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0]))
    return ((kind, name, count) for name, count in ranked)


def names(entities: Mapping[str, Entity], slugs: Iterable[str]) -> list[str]:
    """Labels of entities, in English."""
    return [entities[slug].name() if slug in entities else slug for slug in slugs]

"""What the network of claims shows: how two actors are connected, and what the graph holds.

networkx finds the paths, over one light query; only the claims along the path found are read whole. Where money goes
round is :mod:`kg.rings`'s.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from math import log
from typing import NamedTuple

from kg import claims
from kg.claims import Claim, Entity, local
from kg.errors import NotFound
from kg.store import Graph
from kg.turtle import language_tag
from kg.vocab import Ontology


class Hop(NamedTuple):
    """A step of a path: the next actor, and the claims that connect it with the one before, best evidence first."""

    start: str
    end: str
    claims: tuple[Claim, ...]


#: How much longer a step seems for weak evidence; never as much as one more step.
_TIER_COST = {"Primary": 0.0, "Established": 0.05, "Secondary": 0.1, "Weak": 0.2}
#: To have spoken of somebody connects less than two steps of business do.
_TALK_COST = 1.5
_LINKS = """
SELECT ?claim ?s ?property ?o ?tier {
  ?claim rdf:subject ?s ; rdf:predicate ?property ; rdf:object ?o ; kg:status ?status .
  FILTER(?status != kg:Refuted && ?s != ?o && isIRI(?o) && STRSTARTS(STR(?o), STR(e:)))
  OPTIONAL { ?claim prov:wasDerivedFrom/kg:tier ?tier }
}
"""


def path(graph: Graph, ontology: Ontology, start: str, end: str) -> list[Hop]:
    """The shortest way from one entity to another over claims, along or against their direction.

    Among paths of one length, those over better sources and less through hubs (every firm is based in some
    country) come first; opinions connect only where little else does, and refuted claims never.

    :raises NotFound: if nothing connects them
    """
    import networkx as nx

    best: dict[str, tuple[frozenset[str], float]] = {}
    talk = {name for name, prop in ontology.properties.items() if prop.family == "Opinion"}
    for claim, subject, predicate, obj, tier in graph.results(_LINKS):
        cost = _TIER_COST.get(local(tier.value), 0.2) if tier is not None else 0.2
        cost += _TALK_COST if local(predicate.value) in talk else 0
        pair = frozenset((local(subject.value), local(obj.value)))
        best[claim.value] = pair, min(cost, best.get(claim.value, (pair, cost))[1])
    between: defaultdict[frozenset[str], dict[str, float]] = defaultdict(dict)
    for iri, (pair, cost) in best.items():
        between[pair][local(iri)] = cost
    network: nx.Graph[str] = nx.Graph()
    for pair in sorted(between, key=sorted):
        network.add_edge(*sorted(pair), cost=min(between[pair].values()))
    if start == end:
        raise NotFound(f"{start} and {end} are one entity; name two")
    if start not in network or end not in network or not nx.has_path(network, start, end):
        raise NotFound(f"no claims connect {start} and {end}")

    def weight(a: str, b: str, data: Mapping[str, float]) -> float:
        hub = max(log(max(network.degree(a), 1)), log(max(network.degree(b), 1)))
        return 1 + float(data["cost"]) + hub / 50

    slugs = nx.dijkstra_path(network, start, end, weight=weight)
    pairs = [frozenset(pair) for pair in pairwise(slugs)]
    costs = {name: cost for pair in pairs for name, cost in between[pair].items()}
    found = sorted(claims.fetch_ids(graph, costs), key=lambda c: (costs[c.id], c.status != "Accepted", c.date, c.id))
    by_pair: defaultdict[frozenset[str], list[Claim]] = defaultdict(list)
    for found_claim in found:
        by_pair[frozenset((found_claim.subject, found_claim.object or ""))].append(found_claim)
    return [Hop(a, b, tuple(by_pair[frozenset((a, b))])) for a, b in pairwise(slugs)]


# ---- counts ----

#: Kinds of count, and for each what is counted and by which of its values.
_COUNTS = {
    "class": "?x a ?name . FILTER(STRSTARTS(STR(?x), STR(e:)))",
    "property": "?x a kg:Claim ; rdf:predicate ?name",
    "status": "?x a kg:Claim ; kg:status ?name",
    "stage": "?x a kg:Claim ; kg:stage ?name",
    "tier": "?x a kg:Source ; kg:tier ?name",
    "label": "?x rdfs:label ?text . FILTER(STRSTARTS(STR(?x), STR(e:))) BIND(LANG(?text) AS ?name)",
}
_TOTALS = {
    "entities": "?x a ?type . FILTER(STRSTARTS(STR(?x), STR(e:)))",
    "claims": "?x a kg:Claim",
    "sources": "?x a kg:Source",
    "relations between entities": "?x a kg:Claim ; rdf:object ?o FILTER(isIRI(?o) && STRSTARTS(STR(?o), STR(e:)))",
    "claims with two or more sources": """
        SELECT ?x { ?x a kg:Claim ; prov:wasDerivedFrom ?s } GROUP BY ?x HAVING(COUNT(DISTINCT ?s) > 1)""",
}
KINDS = ("graph", "total", "family", *_COUNTS)


def stats(graph: Graph, ontology: Ontology) -> Iterator[tuple[str, str, int]]:
    """What the graph holds: rows of kind, name and count, in order; of a kind the most frequent first."""
    yield from (("graph", name, count) for name, count in sorted(graph.graphs().items()))
    for name, pattern in _TOTALS.items():
        rows = list(graph.results(f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {pattern} }}"))
        yield "total", name, int(rows[0][0].value)
    counts = {kind: _counted(graph, pattern) for kind, pattern in _COUNTS.items()}
    counts["label"] = _tagged(counts["label"])
    families: Counter[str] = Counter()
    for name, count in counts["property"].items():
        prop = ontology.properties.get(name)
        families[(prop.family if prop else None) or "Figures"] += count
    for kind, found in ({"class": counts.pop("class"), "family": families} | counts).items():
        yield from ((kind, name, count) for name, count in sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def _counted(graph: Graph, pattern: str) -> dict[str, int]:
    rows = graph.results(f"SELECT ?name (COUNT(DISTINCT ?x) AS ?n) {{ {pattern} }} GROUP BY ?name")
    return {local(name.value): int(n.value) for name, n in rows if name is not None}


def _tagged(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts by language tag in the tags' usual case."""
    return {language_tag(tag) if tag else "none": count for tag, count in counts.items()}


def names(entities: Mapping[str, Entity], slugs: Iterable[str], language: str = "en") -> list[str]:
    """Labels of entities."""
    return [entities[slug].name(language) if slug in entities else slug for slug in slugs]

"""Who owns whom: nobody owns himself, and more than the whole of a company is not to be had.

Cross-holdings exist, so rings of owners are only pointed out.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from decimal import Decimal

from kg.errors import Problem, Where, listed
from kg.model import Date, Number, Records, Ref
from kg.vocab import Ontology

#: Stages at which a stake is held.
_HELD = frozenset({None, "Committed", "Completed"})


def ownership(records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Actors that own themselves (error), rings of owners and stakes beyond 100 % (warnings)."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    stakes: defaultdict[tuple[str, str], dict[str, tuple[Decimal, Where]]] = defaultdict(dict)
    for claim in records.claims:
        if claim.predicate not in ("owns", "ownsStakeIn") or not isinstance(claim.object, Ref):
            continue
        if claim.subject == claim.object:
            yield Problem(claim.where, f'"{claim.subject.slug}" cannot own itself', "self-ownership")
        elif claim.word("status") != "Refuted" and claim.word("stage") in _HELD:
            owners[claim.object.slug].add(claim.subject.slug)
            share, at = claim.first("share"), claim.first("at")
            if isinstance(share, Number) and isinstance(at, Date):
                stakes[claim.object.slug, at.text].setdefault(claim.subject.slug, (share.value, claim.where))
    for ring in _rings(owners):
        entity = records.entities.get(ring[0])
        message = "owners in a ring: " + " → ".join(ring)
        yield Problem(entity.where if entity else Where(""), message, "ownership-cycle", "warning")
    for (owned, day), shares in stakes.items():
        total = sum(value for value, _ in shares.values())
        if total > 100:
            message = f'stakes in "{owned}" at {day} add up to {total} %: {listed(sorted(shares), last="and")}'
            yield Problem(max(where for _, where in shares.values()), message, "stake-sum", "warning")


def _rings(owners: Mapping[str, set[str]]) -> list[list[str]]:
    """A shortest ring in the relation "is owned by" through each actor that is in one and in none named before.

    >>> _rings({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})
    [['a', 'b', 'c', 'a']]
    """
    found: list[list[str]] = []
    seen: set[str] = set()
    alive = _between_rings(owners)
    for start in sorted(alive):
        if start in seen:
            continue
        came_from: dict[str, str] = {}
        todo = deque([start])
        while todo and start not in came_from:
            owned = todo.popleft()
            for owner in sorted(alive[owned]):
                if owner not in came_from:
                    came_from[owner] = owned
                    todo.append(owner)
        if start in came_from:
            ring = [start]
            while len(ring) == 1 or ring[-1] != start:
                ring.append(came_from[ring[-1]])
            found.append(ring[::-1])
            seen.update(ring)
    return found


def _between_rings(graph: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """`graph` without what leads into no ring or out of none, so that a long chain of owners costs nothing."""
    return _reversed(_without_ends(_reversed(_without_ends(graph))))


def _without_ends(graph: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """`graph` without the nodes from which nothing follows, again and again."""
    alive = {node: set(following) for node, following in graph.items()}
    before = _reversed(graph)
    ends = [node for node in before if not alive.get(node)]
    while ends:
        end = ends.pop()
        alive.pop(end, None)
        for node in before.get(end, ()):
            alive[node].discard(end)
            if not alive[node]:
                ends.append(node)
    return alive


def _reversed(graph: Mapping[str, set[str]]) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for node, following in graph.items():
        for other in following:
            found[other].add(node)
    return dict(found)

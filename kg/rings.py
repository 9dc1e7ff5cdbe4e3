"""Where money goes round: from Nvidia to OpenAI to Oracle to Nvidia, each leg with the claims that say so.

Rings are searched here and not by networkx: its ``simple_cycles`` yields them in no useful order and cannot be told
how much work it may do, and a dense graph has more rings than anyone can wait for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from kg import claims
from kg.claims import Claim, local
from kg.store import Graph
from kg.terms import ENTITY
from kg.vocab import Ontology

#: A ring that is longer is found by the thousand and tells nothing.
LONGEST_LOOP = 4
#: How many legs a search for rings may look at: a few seconds of work.
MOST_WORK = 3_000_000
#: How many rings it may find: more are no answer.
MOST_RINGS = 50_000
#: Stages at which no money has been promised for good.
NOT_YET = frozenset({"Rumoured", "Intended"})


class Leg(NamedTuple):
    """Money from one actor to another, and the claims that say so, the largest first.

    :ivar payer: slug of the group that pays (a firm with what it owns)
    :ivar amount: the largest amount known in dollars, or ``None``
    :ivar firm: the largest of what is more than rumoured or intended, or ``None``
    """

    payer: str
    payee: str
    claims: tuple[Claim, ...]
    amount: Decimal | None
    firm: Decimal | None


class Loop(NamedTuple):
    """A ring of legs, each beginning where the one before ends.

    :ivar total: sum of the legs' known amounts in dollars
    """

    legs: tuple[Leg, ...]
    total: Decimal

    @property
    def firm(self) -> Decimal:
        """Sum of what is more than rumoured or intended, in dollars."""
        return sum((leg.firm for leg in self.legs if leg.firm is not None), Decimal(0))


class Loops(list[Loop]):
    """Rings, the shortest and then the largest first.

    :ivar complete: all rings of up to so many legs are there; less than asked for if the search had to stop
    """

    complete: int


def loops(
    graph: Graph, ontology: Ontology, *, longest: int = LONGEST_LOOP, through: Iterable[str] = (), merge: bool = True,
    most_work: int = MOST_WORK,
) -> Loops:  # fmt: skip
    """Simple cycles of money, the shortest and then the largest first; each once.

    Which way money moves along a relation is the ontology's to say (``kg:moneyFlow``). Refuted and
    cancelled claims do not count; intended ones do, and the stage of each says so.

    :param longest: at most so many legs
    :param through: slugs that must be among the actors
    :param merge: count a firm's divisions and subsidiaries as the firm, so that what AWS earns Amazon earns
    :param most_work: stop after looking at so many legs; :attr:`Loops.complete` tells
    """
    flows = {name: prop.money_flow for name, prop in ontology.properties.items() if prop.money_flow}
    face, sites = groups(graph, ontology) if merge else ({}, {})
    legs: defaultdict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims.fetch(graph, predicates=flows):
        if claim.object is None or claim.is_refuted or claim.word("stage") == "Cancelled":
            continue
        payer, payee = ends(claim, ontology)
        # What a site buys its owner buys; but who invests in a site may be the partner of anyone in it.
        payer, payee = face.get(payer, sites.get(payer, payer)), face.get(payee, payee)
        if payer != payee:
            legs[payer, payee].append(claim)
    rings, complete = _rings(sorted(legs), longest, {face.get(slug, slug) for slug in through}, most_work)
    made = {pair: _leg(pair, found) for pair, found in legs.items()}
    found = Loops(_loop(ring, made) for ring in rings)
    found.sort(key=lambda loop: (len(loop.legs), -loop.total, -loop.firm, [leg.payer for leg in loop.legs]))
    found.complete = complete
    return found


def ends(claim: Claim, ontology: Ontology) -> tuple[str, str]:
    """Who pays and who is paid, by the ontology."""
    assert claim.object is not None
    backwards = ontology.properties[claim.predicate].money_flow == "ObjectToSubject"
    return (claim.object, claim.subject) if backwards else (claim.subject, claim.object)


# ---- groups of firms ----


def groups(graph: Graph, ontology: Ontology) -> tuple[dict[str, str], dict[str, str]]:
    """The face of the group that each division, subsidiary and owner belongs to, by slug; and the same for sites.

    The face is the outermost owner, unless far more claims name another: OpenAI rather than its foundation.
    """
    found = claims.fetch(graph, predicates=("owns", "subsidiaryOf", "acquires", "partOf"))
    kinds = {slug: entity.type for slug, entity in claims.entities(graph, claims.named(found)).items()}
    organizations = {slug for slug, kind in kinds.items() if ontology.is_a(kind, "Organization")}
    top = _owners(found, organizations)
    members: defaultdict[str, set[str]] = defaultdict(set)
    for slug, owner in top.items():
        members[owner] |= {slug, owner}
    count = _mentions(graph, set().union(*members.values()))
    faces: dict[str, str] = {}
    for owner, group in members.items():
        best = min(group & organizations or {owner}, key=lambda slug: (-count.get(slug, 0), slug))
        if owner in organizations and count.get(best, 0) < 3 * count.get(owner, 0):
            best = owner
        faces.update(dict.fromkeys(group, best))
    firms = {slug: face for slug, face in faces.items() if slug in organizations or slug == face}
    return firms, {slug: face for slug, face in faces.items() if slug not in firms}


def _owners(found: Iterable[Claim], organizations: set[str]) -> dict[str, str]:
    """The outermost owner of every division and subsidiary; of several owners the latest."""
    parent: dict[str, str] = {}
    for claim in found:
        share, stage = claim.number("share"), claim.word("stage")
        if claim.object is None or claim.is_refuted or claim.word("endTime") or stage in NOT_YET | {"Cancelled"}:
            continue
        if share is not None and share <= 50:
            continue
        if claim.predicate == "owns" or (claim.predicate == "acquires" and stage == "Completed"):
            parent[claim.object] = claim.subject
        elif claim.predicate == "subsidiaryOf" or (
            # A firm is part of its parent, but also of "big tech" and of a country: those pay for nothing.
            claim.predicate == "partOf" and {claim.subject, claim.object} <= organizations
        ):
            parent[claim.subject] = claim.object
    top = {}
    for slug in parent:
        chain = [slug]
        while chain[-1] in parent and parent[chain[-1]] not in chain:  # firms may own one another
            chain.append(parent[chain[-1]])
        top[slug] = chain[-1] if chain[-1] not in parent else min(chain)
    return top


def _mentions(graph: Graph, slugs: set[str]) -> dict[str, int]:
    """How many claims name each entity."""
    nodes = " ".join(str(ENTITY[slug]) for slug in sorted(slugs))
    named = "{ ?claim rdf:subject ?node } UNION { ?claim rdf:object ?node }"
    query = f"SELECT ?node (COUNT(DISTINCT ?claim) AS ?n) {{ VALUES ?node {{ {nodes} }} {named} }} GROUP BY ?node"
    return {local(node.value): int(n.value) for node, n in graph.results(query)} if slugs else {}


# ---- rings ----


def _rings(
    pairs: Sequence[tuple[str, str]], longest: int, through: set[str], most_work: int
) -> tuple[list[tuple[str, ...]], int]:
    """All rings of up to `longest` legs through every one of `through`, and up to which length the list is whole.

    Each ring begins with its first member in the alphabet, or with the first of `through`. All of one length are
    found before the next, so that what is missing when the work runs out is the longest, which matters least.
    """
    forth: defaultdict[str, list[str]] = defaultdict(list)
    back: defaultdict[str, list[str]] = defaultdict(list)
    for payer, payee in pairs:
        forth[payer].append(payee)
        back[payee].append(payer)
    starts = [min(through)] if through else sorted(forth)
    found: list[tuple[str, ...]] = []
    work = 0
    for length in range(2, longest + 1):
        for start in starts:
            near = _distances(start, back, length - 1, "" if through else start)
            work += len(near)
            trail: list[tuple[str, ...]] = [(start,)]
            while trail:
                path = trail.pop()
                if len(path) == length:  # its end is one leg from the start, or it would not be here
                    if through <= set(path):
                        found.append(path)
                    continue
                payees = forth[path[-1]]
                work += len(payees)
                left = length - len(path)
                trail += [(*path, p) for p in payees if near.get(p, length) <= left and p not in path]
                if work > most_work or len(found) > MOST_RINGS:
                    return found, length - 1
    return found, longest


def _distances(start: str, back: Mapping[str, Sequence[str]], most: int, least: str) -> dict[str, int]:
    """How many legs lead from each actor to `start`, over actors that are not before `least` in the alphabet."""
    found = {start: 0}
    rim = [start]
    for distance in range(1, most + 1):
        rim = sorted({payer for payee in rim for payer in back.get(payee, ()) if payer > least} - found.keys())
        found.update(dict.fromkeys(rim, distance))
    return found


def _leg(pair: tuple[str, str], found: Iterable[Claim]) -> Leg:
    def rank(claim: Claim) -> tuple[bool, Decimal, bool, str, str]:
        doubtful = claim.status != "Accepted"
        return doubtful, -(dollars(claim) or Decimal(-1)), claim.word("stage") in NOT_YET, claim.date, claim.id

    ranked = sorted(found, key=rank)
    sound = [claim for claim in ranked if claim.status == "Accepted"] or ranked
    amounts = [(amount, c.word("stage") in NOT_YET) for c in sound if (amount := dollars(c)) is not None]
    largest = max((amount for amount, _ in amounts), default=None)
    firm = max((amount for amount, is_early in amounts if not is_early), default=None)
    return Leg(*pair, tuple(ranked), largest, firm)


def _loop(ring: Sequence[str], legs: Mapping[tuple[str, str], Leg]) -> Loop:
    start = ring.index(min(ring))  # one form for each ring, wherever the search began
    ring = [*ring[start:], *ring[:start]]
    made = [legs[pair] for pair in zip(ring, [*ring[1:], ring[0]], strict=True)]
    return Loop(tuple(made), sum((leg.amount for leg in made if leg.amount is not None), Decimal(0)))


def dollars(claim: Claim) -> Decimal | None:
    """The amount of a claim that is in US dollars; other currencies are not converted."""
    return claim.number("amount") if claim.word("unit") == "USD" else None

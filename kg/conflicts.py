"""Rival claims: values that cannot both be right.

Two ways lead to a pair of rivals. *Compared*: both claims speak of the same thing, that is the same subject and
single-valued property (or the amount, share or quantity of the same relation), in the same unit, on the same basis, in
the same role, for the same horizon, at overlapping times, and no value fits both. *Stated*: one claim says of the
other that it disputes or refutes it; this ties claims that no rule could, such as a remark and the figure it doubts.

What is tied together makes one set. Deliberately not compared: different stages (a plan that came out otherwise is no
contradiction; but a claim that names no stage may mean any), different units (nothing is converted), and a figure
without a basis beside one with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from math import log10
from typing import NamedTuple

from kg import wording
from kg.agreement import Point, agree, overlap
from kg.claims import Claim
from kg.vocab import Ontology
from kg.wording import CHINESE

#: Qualifiers of a relation that are figures, with the qualifier that holds their unit.
_FIGURES = (("amount", "unit"), ("share", None), ("quantity", "quantityUnit"))
STATES = ("open", "disputed", "resolved")


class Edge(NamedTuple):
    """Two points that contradict one another; `kind` is ``compared``, or ``stated`` by one of the claims."""

    a: Point
    b: Point
    kind: str


class Slip(NamedTuple):
    """A likely slip of the pen: two rivals that differ by a power of ten."""

    low: Point
    high: Point
    power: int

    def text(self, language: str = "en") -> str:
        """The two values, the factor between them and how it may have come about."""
        least, *reasons = _SLIPS.get(self.power, _MOVED)
        size = max(abs(p.number or Decimal(0)) for p in (self.low, self.high))
        why = (reasons if size >= Decimal(10) ** int(least) else _MOVED[1:])[language == CHINESE]
        low, high = in_words(self.low, language), in_words(self.high, language)
        if language == CHINESE:
            return f"{low} 與 {high} 相差 {10**self.power:,} 倍:{why}"
        return f"{low} against {high} is a factor of {10**self.power:,}: {why}"


class Conflict(NamedTuple):
    """A set of rival claims, earliest first.

    :ivar subject: slug of what most of them are about
    :ivar about: the property; for a relation also its object (``investsIn openai``)
    :ivar state: ``open`` (nobody has judged between claims that both stand), ``disputed``, or ``resolved`` (of each
        pair of rivals one is refuted)
    :ivar kind: ``compared`` if values were found to differ, ``stated`` if only the claims themselves say so
    """

    subject: str
    about: str
    points: tuple[Point, ...]
    state: str
    kind: str
    slip: Slip | None
    edges: tuple[Edge, ...]


def find(claims: Iterable[Claim], ontology: Ontology) -> list[Conflict]:
    """All sets of rival claims, the open ones first, then by subject."""
    found = [_conflict(edges) for edges in _sets(_edges(list(claims), ontology))]
    return sorted(found, key=lambda c: (STATES.index(c.state), c.subject, c.about, c.points[0].claim.id))


def rivals(claims: Iterable[Claim], ontology: Ontology) -> dict[str, list[str]]:
    """Ids of the claims that contradict each claim, found by comparison or stated by one of them."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    claims = list(claims)
    for edge in _edges(claims, ontology):
        found[edge.a.claim.id].add(edge.b.claim.id)
        found[edge.b.claim.id].add(edge.a.claim.id)
    known = {claim.id for claim in claims}
    for claim in claims:  # also those that were not asked for
        found[claim.id].update(set(claim.words("disputes") + claim.words("refutes")) - known)
    return {claim: sorted(others) for claim, others in sorted(found.items()) if others}


# ---- which pairs ----


def _edges(claims: list[Claim], ontology: Ontology) -> list[Edge]:
    groups: defaultdict[tuple[str | None, ...], list[Point]] = defaultdict(list)
    for claim in claims:
        for key, point in _points(claim, ontology):
            groups[key].append(point)
    found = {}
    for points in groups.values():
        for i, a in enumerate(points):
            for b in points[i + 1 :]:
                if a.claim.id != b.claim.id and _comparable(a.claim, b.claim) and not agree(a, b):
                    found[frozenset((a.claim.id, b.claim.id))] = Edge(a, b, "compared")
    by_id = {claim.id: claim for claim in claims}
    for claim in claims:
        for other in claim.words("disputes") + claim.words("refutes"):
            pair = frozenset((claim.id, other))
            if other in by_id and len(pair) == 2 and pair not in found:
                found[pair] = Edge(*_stated(claim, by_id[other]), "stated")
    return list(found.values())


def _points(claim: Claim, ontology: Ontology) -> Iterator[tuple[tuple[str | None, ...], Point]]:
    """The values in a claim that can have rivals, each with what it must share with a rival."""
    role = claim.texts("role").get("en")
    common = (claim.word("basis"), role, claim.word("horizon"))
    prop = ontology.properties.get(claim.predicate)
    is_single = prop is not None and prop.single_valued
    if claim.object is None:
        if is_single and claim.value is not None:
            unit = claim.word("unit")
            yield (claim.subject, claim.predicate, None, unit, *common), Point(claim, claim.value.value, unit)
        return
    if is_single:
        yield (claim.subject, claim.predicate, None, None, *common), Point(claim, claim.object, None)
    for name, unit_name in _FIGURES:
        if (value := claim.word(name)) is not None:
            unit = claim.word(unit_name) if unit_name else "%"
            key = (claim.subject, claim.predicate, claim.object, name, unit, *common)
            yield key, Point(claim, value, unit)


def _comparable(a: Claim, b: Claim) -> bool:
    """Whether two claims of one group may speak of the same stage at the same time."""
    stages = {a.word("stage"), b.word("stage")} - {None}
    return len(stages) < 2 and overlap(a, b)


def _stated(a: Claim, b: Claim) -> tuple[Point, Point]:
    """Points of two claims of which one contradicts the other: their values if they have such of one kind."""
    if a.object is None and b.object is None and a.value is not None and b.value is not None:
        return Point(a, a.value.value, a.word("unit")), Point(b, b.value.value, b.word("unit"))
    for name, unit_name in _FIGURES:
        x, y = a.word(name), b.word(name)
        if a.predicate == b.predicate and x is not None and y is not None:
            units = [claim.word(unit_name) if unit_name else "%" for claim in (a, b)]
            return Point(a, x, units[0]), Point(b, y, units[1])
    return _whole(a), _whole(b)


def _whole(claim: Claim) -> Point:
    return Point(claim, "" if claim.value is None else claim.value.value, claim.word("unit") if claim.value else None)


# ---- sets of pairs ----


def _sets(edges: list[Edge]) -> list[list[Edge]]:
    """Edges that hang together."""
    leader: dict[str, str] = {}

    def top(claim: str) -> str:
        leader.setdefault(claim, claim)
        while leader[claim] != claim:
            leader[claim] = claim = leader[leader[claim]]
        return claim

    for edge in edges:
        leader[top(edge.a.claim.id)] = top(edge.b.claim.id)
    found: defaultdict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        found[top(edge.a.claim.id)].append(edge)
    return list(found.values())


def _conflict(edges: list[Edge]) -> Conflict:
    # A claim may come with two values (an amount and a share): the one that was compared is the one to show.
    points: dict[str, Point] = {}
    for edge in sorted(edges, key=lambda e: (e.kind, e.a.claim.id, e.b.claim.id)):
        for point in (edge.a, edge.b):
            points.setdefault(point.claim.id, point)
    ordered = sorted(points.values(), key=lambda p: (p.claim.date, p.claim.id))
    weight: defaultdict[tuple[str, str], int] = defaultdict(int)
    for edge in edges:
        for claim in (edge.a.claim, edge.b.claim):
            about = claim.predicate if claim.object is None else f"{claim.predicate} {claim.object}"
            weight[claim.subject, about] += 1
    subject, about = min(weight, key=lambda name: (-weight[name], name))
    kind = min(edge.kind for edge in edges)
    return Conflict(subject, about, tuple(ordered), _state(edges), kind, _slip(edges), tuple(edges))


def _state(edges: Iterable[Edge]) -> str:
    live = [edge for edge in edges if not edge.a.claim.is_refuted and not edge.b.claim.is_refuted]
    if any(e.kind == "compared" and e.a.claim.status == e.b.claim.status == "Accepted" for e in live):
        return "open"
    return "disputed" if live else "resolved"


# ---- slips ----

_MOVED = (0, "a point or noughts may have moved", "小數點或零可能錯位")
#: How a figure goes wrong by so many noughts, if the larger of the two is at least so large; in English and Chinese.
_SLIPS = {
    1: (9, "億 may have been taken for billion (1 billion is 10 億)", "可能將 billion(10 億)誤作億"),
    2: (6, "萬 may have been taken for million (1 million is 100 萬)", "可能將 million(100 萬)誤作萬"),
    3: (6, "thousand, million, billion or trillion may have been mixed up", "可能混淆千、百萬、十億或兆"),
    4: (8, "萬 may have been lost, or 億 taken for 兆", "可能漏寫萬，或混淆億與兆"),
    6: (6, "million may have been lost or added; 兆 is a million in Beijing, a trillion in Taipei",
        "可能漏寫或誤加百萬；兆在中國大陸指百萬,在台灣指萬億"),
    8: (8, "億 may have been lost or added", "可能漏寫或誤加億"),
}  # fmt: skip


def _slip(edges: Iterable[Edge]) -> Slip | None:
    """Of rivals in one unit, the two that differ by the nearest thing to a power of ten."""
    found = []
    for a, b, _ in edges:
        x, y = a.number, b.number
        if not x or not y or (a.unit, *_topic(a)) != (b.unit, *_topic(b)):
            continue
        exponent = abs(log10(abs(x / y)))
        power = round(exponent)
        # 7 % either way: the wrong figure was often rounded before it was mistyped.
        if power >= 1 and abs(exponent - power) < 0.03:
            low, high = (a, b) if abs(x) < abs(y) else (b, a)
            found.append((abs(exponent - power), low.claim.id, high.claim.id, Slip(low, high, power)))
    return min(found, key=lambda slip: slip[:3])[3] if found else None


def _topic(point: Point) -> tuple[str, str, str | None]:
    return point.claim.subject, point.claim.predicate, point.claim.object


def in_words(point: Point, language: str = "en") -> str:
    """The value of a point with its unit, as people write it."""
    number = point.number
    if number is None:
        return wording.claim_value(point.claim, language) or point.value
    return wording.figure(number, point.unit, point.claim.word("bound"), language)

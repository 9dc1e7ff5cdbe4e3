"""Rival claims: values that cannot both be right.

Claims are compared only if they speak of the same thing: the same subject and single-valued property (or the amount,
share or quantity of the same relation), in the same unit, on the same basis, in the same role and stage, at overlapping
times. Values agree if their bounds overlap or if one is the other rounded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from math import log10
from typing import NamedTuple

from kg.claims import Claim
from kg.terms import local
from kg.vocab import Ontology

#: Qualifiers of a relation that are figures, with the qualifier that holds their unit.
_FIGURES = (("amount", "unit"), ("share", None), ("quantity", "quantityUnit"))


class Point(NamedTuple):
    """A claim, and the value in it that others may contradict."""

    claim: Claim
    value: str
    unit: str | None


class Conflict(NamedTuple):
    """A set of rival claims, earliest first.

    :ivar subject: slug of what they are about
    :ivar about: the property; for a relation also its object (``investsIn openai``)
    :ivar state: ``open`` (several are accepted), ``disputed``, or ``resolved`` (all but one refuted)
    :ivar slip: a likely slip, such as a factor of ten, or ``None``
    """

    subject: str
    about: str
    points: tuple[Point, ...]
    state: str
    slip: str | None


def find(claims: Iterable[Claim], ontology: Ontology) -> list[Conflict]:
    """All sets of rival claims, the open ones first, then by subject."""
    groups: defaultdict[tuple[str | None, ...], list[Point]] = defaultdict(list)
    for claim in claims:
        for key, point in _points(claim, ontology):
            groups[key].append(point)
    found = []
    for key, points in groups.items():
        for cluster in _clusters(points):
            about = " ".join(part for part in key[1:3] if part)
            found.append(Conflict(str(key[0]), about, tuple(cluster), _state(cluster), _slip(cluster)))
    order = {"open": 0, "disputed": 1, "resolved": 2}
    return sorted(found, key=lambda c: (order[c.state], c.subject, c.about, c.points[0].claim.id))


def rivals(claims: Iterable[Claim], ontology: Ontology) -> dict[str, list[str]]:
    """Ids of the claims that contradict each claim: found here, or said by a claim itself (disputes, refutes)."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    claims = list(claims)
    for conflict in find(claims, ontology):
        for a in conflict.points:
            for b in conflict.points:
                if a.claim.id != b.claim.id and not _agree(a, b):
                    found[a.claim.id].add(b.claim.id)
    for claim in claims:
        for other in claim.words("disputes") + claim.words("refutes"):
            found[claim.id].add(other)
            found[other].add(claim.id)
    return {claim: sorted(others) for claim, others in sorted(found.items())}


def _points(claim: Claim, ontology: Ontology) -> Iterator[tuple[tuple[str | None, ...], Point]]:
    """The values in a claim that can have rivals, each with what it must share with a rival."""
    role = claim.texts("role").get("en")
    common = (claim.word("basis"), claim.word("stage"), role, claim.word("horizon"))
    prop = ontology.properties.get(claim.predicate)
    if claim.object is None:
        if prop is not None and prop.single_valued and claim.value is not None:
            unit = claim.word("unit")
            yield (claim.subject, claim.predicate, None, unit, *common), Point(claim, claim.value.value, unit)
        return
    if prop is not None and prop.single_valued:
        yield (claim.subject, claim.predicate, None, None, *common), Point(claim, claim.object, None)
    for name, unit_name in _FIGURES:
        value = claim.word(name)
        if value is not None:
            unit = claim.word(unit_name) if unit_name else "%"
            key = (claim.subject, claim.predicate, claim.object, name, unit, *common)
            yield key, Point(claim, value, unit)


def _clusters(points: list[Point]) -> Iterator[list[Point]]:
    """Sets of points that are tied together by contradictions, each with at least two."""
    left = sorted(points, key=lambda p: (p.claim.date, p.claim.id))
    while left:
        cluster, rim = [], [left.pop(0)]
        while rim:
            at = rim.pop()
            cluster.append(at)
            near = [p for p in left if not _agree(at, p) and overlap(at.claim, p.claim)]
            left = [p for p in left if p not in near]
            rim += near
        if len(cluster) > 1:
            yield sorted(cluster, key=lambda p: (p.claim.date, p.claim.id))


def _state(cluster: list[Point]) -> str:
    standing = [p for p in cluster if not p.claim.is_refuted]
    accepted = [p for p in standing if p.claim.status == "Accepted"]
    rival = any(not _agree(a, b) for a in accepted for b in accepted)
    return "open" if rival else "resolved" if len(standing) <= 1 or len(standing) == len(accepted) else "disputed"


def overlap(a: Claim, b: Claim) -> bool:
    """Whether two claims speak of overlapping times.

    Two claims without dates do (a founding date holds for ever). Beside a dated claim, one without
    is taken to speak of the time when it was said; if that is unknown too, nothing says that the times overlap.
    """
    if not _is_dated(a) and not _is_dated(b):
        return True
    if _is_period(a) and _is_period(b):
        # A sum or a change over a period has rivals over the same period only.
        return all(_alike(a.word(name) or "", b.word(name) or "") for name in ("startTime", "endTime"))
    (a_start, a_end), (b_start, b_end) = _span(a), _span(b)
    return a_start <= b_end and b_start <= a_end


def _is_period(claim: Claim) -> bool:
    return claim.object is None and bool(claim.word("startTime") and claim.word("endTime"))


def _alike(a: str, b: str) -> bool:
    """Whether two dates are one, or one is only less exact."""
    return a.startswith(b) or b.startswith(a)


def _is_dated(claim: Claim) -> bool:
    return any(claim.word(name) for name in ("pointInTime", "startTime", "endTime"))


def _span(claim: Claim) -> tuple[str, str]:
    """First and last day of the time that a claim speaks of, as texts that compare; month and year are widened."""
    at, start, end = (claim.word(name) for name in ("pointInTime", "startTime", "endTime"))
    if not _is_dated(claim):
        at = claim.word("issued")
        if at is None:
            return "9999", "0000"
    first, last = at or start or "0000", at or end or "9999"
    return first + "-00-00"[len(first) - 4 :], last + "-99-99"[len(last) - 4 :]


def _agree(a: Point, b: Point) -> bool:
    """Whether both values can be right."""
    if a.value == b.value:
        return True
    x, y = _number(a), _number(b)
    if x is None or y is None:
        # Dates agree if one is only less exact than the other; other words do not.
        return _is_date(a) and _is_date(b) and _alike(a.value, b.value)
    if _rounded(x, y) or _rounded(y, x):
        return True
    (a_least, a_most), (b_least, b_most) = _range(x, a.claim), _range(y, b.claim)
    return a_least <= b_most and b_least <= a_most


def _is_date(point: Point) -> bool:
    literal = point.claim.value
    return literal is not None and local(literal.datatype.value) in ("date", "gYearMonth", "gYear")


def _number(point: Point) -> Decimal | None:
    if _is_date(point):
        return None
    try:
        return Decimal(point.value)
    except ArithmeticError:
        return None


def _rounded(exact: Decimal, rough: Decimal) -> bool:
    """Whether `rough` is `exact` rounded to as many digits, but at least two, as `rough` has."""
    digits = max(2, len(rough.normalize().as_tuple().digits))
    return bool(exact) and round(exact, digits - 1 - exact.adjusted()) == rough


def _range(value: Decimal, claim: Claim) -> tuple[Decimal, Decimal]:
    """The least and the most that a claim may mean; "about" is taken for a tenth either way."""
    infinity, slack = Decimal("Infinity"), abs(value) / 10
    match claim.word("bound"):
        case "AtLeast":
            return value, infinity
        case "AtMost":
            return -infinity, value
        case "About":
            return value - slack, value + slack
    return value, value


def _slip(cluster: list[Point]) -> str | None:
    """A likely slip of the pen: two values that differ by a power of ten."""
    numbers = sorted({abs(n) for p in cluster if (n := _number(p)) is not None and n})
    for small in numbers:
        for large in numbers:
            exponent = log10(large / small)
            power = round(exponent)
            # 7 % either way: the wrong figure was often rounded before it was mistyped.
            if power >= 1 and abs(exponent - power) < 0.03:
                why = {4: " (万 read as one)", 8: " (億 read as one)"}.get(power, " (億 and 萬 are easily mistaken)")
                return f"a factor of {10**power:,}{why if power != 3 else ' (million for billion)'}"
    return None


def value_in_words(point: Point) -> str:
    """The value of a point with its unit, as people write it."""
    from kg.wording import figure

    number = _number(point)
    return point.value if number is None else figure(number, point.unit, point.claim.word("bound"))
